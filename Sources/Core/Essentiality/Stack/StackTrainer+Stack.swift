import LinearAlgebra
import Statistics

/// Weighs the three models of each target, judges them on lines held out, and makes those that are kept.
extension StackTrainer {
    /// The lines of a fold as the kernel of the others sees them.
    struct HeldLines: Sendable {
        let similarity: Matrix
        /// How far each is from the lines learnt from.
        let nearness: [Double]

        init(_ kernel: ExpressionKernel, _ ranks: LineRanks, rows: [Int], lineages: [String]) {
            let (similarity, distances) = kernel.against(
                ranks,
                rows: rows,
                lineages: rows.map { lineages[$0] }
            )
            self.similarity = similarity
            nearness = Essentiality.nearness(distances)
        }
    }

    /// Predictions of the three models for lines that none of them saw, for a target's training lines in which it
    /// is known: the kernel's leave-one-out ones and those of the inner folds.
    private struct Inner {
        let weights: [[Double]]
        /// For each target by its known training lines: their places, and the stacked prediction.
        let stacked: [(places: [Int], values: [Double])]
    }

    /// Weights of the three models, for training lines without the folds `leftOut`; `fits` are the kernel's on them.
    private func inner(
        _ block: Range<Int>,
        _ number: Int,
        rows: [Int],
        leftOut: [Int],
        fits: KernelFits,
        hasModifiers: [Bool],
        outcomes: [[SetOutcome]]
    ) -> Inner {
        // Where each training line stands in its fold, and what the set without that fold said of it.
        var ridge = [[Float]](repeating: [Float](repeating: 0, count: rows.count), count: block.count)
        var trees = ridge
        for fold in 0..<sets.folds where !leftOut.contains(fold) {
            let set = sets.place(leftOut: leftOut + [fold])
            let members = sets.sets[set]
            guard let side = members.leftOut.firstIndex(of: fold) else { continue }
            let outcome = outcomes[set][number]
            var places: [Int: Int] = [:]
            for (place, line) in members.held[side].enumerated() { places[line] = place }
            for (place, line) in rows.enumerated() {
                guard let held = places[line] else { continue }
                for target in 0..<block.count {
                    ridge[target][place] = outcome.ridge[side][target][held]
                    trees[target][place] = outcome.trees[side][target][held]
                }
            }
        }
        var products: [StackWeights.Products] = []
        var columns: [(places: [Int], predictions: [[Double]])] = []
        for target in 0..<block.count {
            let places = rows.indices.filter { !fits.leftOut[target][$0].isNaN }
            let predictions = [
                places.map { fits.leftOut[target][$0] }, places.map { Double(ridge[target][$0]) },
                places.map { Double(trees[target][$0]) },
            ]
            let measured = places.map { data.effect[rows[$0], block.lowerBound + target] }
            products.append(StackWeights.Products(predictions, measured: measured))
            columns.append((places, predictions))
        }
        let weights = StackWeights.fitted(products, hasModifiers: hasModifiers)
        let stacked = columns.indices.map { target in
            let (places, predictions) = columns[target]
            let mean = fits.means[target]
            let values = places.indices.map { place in
                (0..<3).reduce(mean) { $0 + weights[target][$1] * (predictions[$1][place] - mean) }
            }
            return (places, values)
        }
        return Inner(weights: weights, stacked: stacked)
    }

    /// What a fold's lines were predicted to be by models that saw none of them.
    func judged(
        _ block: Range<Int>,
        _ number: Int,
        fold: Int,
        lines solved: SolvedKernel,
        held: HeldLines,
        outcomes: [[SetOutcome]]
    ) throws -> HeldOutFold {
        let set = sets.place(leftOut: [fold])
        let members = sets.sets[set]
        let rows = members.training
        let lines = members.held[0]
        let fits = try KernelFits(data, targets: block, rows: rows, lines: solved)
        let outcome = outcomes[set][number]
        let inner = inner(
            block,
            number,
            rows: rows,
            leftOut: [fold],
            fits: fits,
            hasModifiers: outcome.hasModifiers,
            outcomes: outcomes
        )
        let kernelPart = multiply(held.similarity, fits.duals.doubled)
        let near = held.nearness
        let residuals = inner.stacked.enumerated().map { target, part in
            zip(part.places, part.values).map { data.effect[rows[$0], block.lowerBound + target] - $1 }
        }
        let scale = DistanceScale(
            distances: solved.nearness,
            residuals: zip(inner.stacked, residuals).map { ($0.places, $1) }
        )
        var (predictions, departures): ([[Double]], [[Double]]) = ([], [])
        var (lows, highs): ([[Double]], [[Double]]) = ([], [])
        for target in 0..<block.count {
            let mean = fits.means[target]
            let weights = inner.weights[target]
            let reach = reach(inner.stacked[target], residuals[target], mean: mean) {
                scale.factor(solved.nearness[$0])
            }
            var values: [Double] = []
            var ends: [(low: Double, high: Double)] = []
            for line in lines.indices {
                let value =
                    mean + weights[0] * kernelPart[line, target]
                    + weights[1] * (Double(outcome.ridge[0][target][line]) - mean)
                    + weights[2] * (Double(outcome.trees[0][target][line]) - mean)
                values.append(value)
                ends.append(
                    reach.interval(about: value, departure: value - mean, factor: scale.factor(near[line]))
                )
            }
            predictions.append(values)
            departures.append(values.map { $0 - mean })
            lows.append(ends.map(\.low))
            highs.append(ends.map(\.high))
        }
        return HeldOutFold(
            lines: lines,
            distances: near,
            predictions: predictions,
            departures: departures,
            lows: lows,
            highs: highs
        )
    }

    /// How far intervals reach by what was said of the training lines without them.
    ///
    /// - Parameters:
    ///   - stacked: places of training lines, and what was said of them.
    ///   - residuals: what is left of their measured values.
    ///   - mean: of these.
    ///   - factor: of the distance of a training line.
    /// - Returns: a rule for lines that are not among them.
    private func reach(
        _ stacked: (places: [Int], values: [Double]),
        _ residuals: [Double],
        mean: Double,
        factor: (Int) -> Double
    ) -> ConformalReach {
        let others = Double(max(stacked.values.count - 1, 1))
        let departures = zip(stacked.values, residuals).map { value, residual in
            // From the mean of the other lines: a line raises the mean of all, and by that alone its own residual
            // would show in its departure.
            value - (mean - (value + residual - mean) / others)
        }
        return ConformalReach(
            departures: departures,
            residuals: zip(stacked.places, residuals).map { $1 / factor($0) }
        )
    }

    /// The models that are kept, from all lines.
    func kept(
        _ block: Range<Int>,
        _ number: Int,
        lines: SolvedKernel,
        outcomes: [[SetOutcome]],
        fits final: FinalFits,
        held: HeldOutBlock
    ) throws -> [StackedTarget] {
        let rows = Array(data.lines.indices)
        let fits = try KernelFits(data, targets: block, rows: rows, lines: lines)
        let inner = inner(
            block,
            number,
            rows: rows,
            leftOut: [],
            fits: fits,
            hasModifiers: final.fits.map(\.hasModifiers),
            outcomes: outcomes
        )
        return block.indices.map { target in
            let place = target - block.lowerBound
            let measured = rows.map { data.effect[$0, target] }
            return StackedTarget(
                gene: data.targets[target],
                mean: fits.means[place],
                weights: inner.weights[place],
                duals: rows.map { fits.duals.storage[$0 * block.count + place] },
                fit: final.fits[place],
                ridgePenalty: final.penalties[place],
                measured: measured,
                heldOut: held.predictions[place],
                departures: held.departures[place],
                lows: held.lows[place],
                highs: held.highs[place],
                distances: held.distances,
                within: LineageCorrelations(
                    measured: measured,
                    predicted: held.predictions[place],
                    lineages: data.lineages,
                    groups: foldOfLine.map { $0 }
                ).knownWithin
            )
        }
    }
}
