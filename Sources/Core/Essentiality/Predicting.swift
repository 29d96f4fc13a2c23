package import Expression
import LinearAlgebra
import RealModule
package import Screen

/// The essentiality of one gene in one sample.
package struct GenePrediction: Sendable, Hashable {
    package let gene: Gene
    /// In the unit of the effect the model was trained on; a probability stays within 0 … 1.
    package let value: Double
    /// The 90 % interval.
    package let low: Double
    package let high: Double
    package let verdict: Verdict
    /// What the verdict rests on.
    package let reason: VerdictReason
    /// How well the gene was foretold in lines that the models had not seen.
    package let heldOutR: Double
    /// Modifiers that the sample lacks; their mean over the training lines stood in.
    package let imputed: [Gene]
    package let modifiers: Int
}

/// All predictions of one sample.
package struct SamplePrediction: Sendable, Hashable {
    package let sample: String
    /// How far the sample is from the lines learnt from: a share of these that are nearer to the others.
    package let distancePercentile: Double
    /// Of the sample as a whole: caution where it is further than 95 % of the training lines, or lacks genes.
    package let verdict: Verdict
    /// Why it is not `use`, in words.
    package let remarks: [String]
    /// In the order asked for.
    package let genes: [GenePrediction]
}

extension EssentialityModel {
    /// The essentiality of target genes in samples.
    ///
    /// - Parameters:
    ///   - samples: with the model's genes.
    ///   - wanted: places among the model's targets; all where `nil`.
    ///   - lineages: of the samples by name, where they are known.
    ///   - decode: reads back a model of another protocol than the default's.
    /// - Returns: for each sample, in the order of the batch, its targets in the order asked for.
    /// - Throws: `ModelFault` where a model cannot be read, or foretells what is no number.
    package func predictions(
        _ samples: SampleBatch,
        targets wanted: [Int]? = nil,
        lineages: [String: String] = [:],
        decode: (OtherModel) throws(ModelFault) -> any OtherPredictor = { _ throws(ModelFault) in
            throw SectionReader.broken
        }
    ) throws(ModelFault) -> [SamplePrediction] {
        precondition(samples.genes == genes, "samples are read for the model's genes")
        let wanted = wanted ?? Array(targets.indices)
        let ranks = LineRanks(samples.values)
        var answers: [SamplePrediction] = []
        let predictors = try otherPredictors(wanted, decode)
        for row in samples.names.indices {
            let (similarity, distance, least) = similarity(
                ranks,
                row: row,
                lineage: lineages[samples.names[row]] ?? ""
            )
            let percentile = percentile(distance)
            let missing = Set(samples.missing[row])
            let lacking = Double(missing.count) / Double(max(genes.count, 1))
            let isFar = percentile > 0.95
            let factor = DistanceScale.factor(
                distance,
                intercept: kernel.scaleIntercept,
                slope: kernel.scaleSlope
            )
            let kernelParts = kernelParts(similarity, wanted)
            var found: [GenePrediction] = []
            for (place, target) in wanted.enumerated() {
                let range = modifiers.range(target)
                let design = range.map { entry -> Double in
                    let value = samples.values[row, Int(modifiers.columns[entry])]
                    return value.isNaN ? modifiers.means[entry] : value
                }
                let imputed = range.filter { missing.contains(Int(modifiers.columns[$0])) }
                    .map { genes[Int(modifiers.columns[$0])] }
                let value =
                    predictors[target].map { $0.prediction(design) }
                    ?? stacked(target, kernel: kernelParts[place], design: design)
                let accuracy = figures.accuracy(target)
                let ends = stack.reach(target).interval(
                    about: value,
                    departure: value - stack.means[target],
                    factor: factor
                )
                guard value.isFinite, ends.low.isFinite, ends.high.isFinite else {
                    throw SectionReader.broken
                }
                let (low, high) = (scale.bounded(ends.low), scale.bounded(ends.high))
                var judgement = Judgement(
                    accuracy,
                    agreement: figures.agreement(target),
                    low: low,
                    high: high,
                    scale: scale
                )
                if 2 * imputed.count > range.count { judgement.lower(to: .caution, because: .lacksModifiers) }
                if lacking > 0.1 { judgement.lower(to: .caution, because: .lacksGenes) }
                if isFar { judgement.lower(to: .caution, because: .farFromLines) }
                if !samples.doubts.isEmpty { judgement.lower(to: .caution, because: .doubtfulUnit) }
                found.append(
                    GenePrediction(
                        gene: targets[target],
                        value: scale.bounded(value),
                        low: low,
                        high: high,
                        verdict: judgement.verdict,
                        reason: judgement.reason,
                        heldOutR: accuracy.r,
                        imputed: imputed,
                        modifiers: range.count
                    )
                )
            }
            var remarks = samples.doubts
            if least < 1e-4 {
                remarks.append(
                    "It is one of the lines that the models learnt from: they know its measured values, so that predictions look better than they are."
                )
            }
            if isFar {
                remarks.append(
                    "Its expression is further from the training lines than \(decimal(100 * percentile, 0)) % of these are from "
                        + "each other."
                )
            }
            if lacking > 0.1 {
                remarks.append(
                    "It lacks \(missing.count) of the \(genes.count) genes; their place was taken by training means."
                )
            }
            answers.append(
                SamplePrediction(
                    sample: samples.names[row],
                    distancePercentile: percentile,
                    verdict: remarks.isEmpty ? .use : .caution,
                    remarks: remarks,
                    genes: found
                )
            )
        }
        return answers
    }

    private func otherPredictors(
        _ wanted: [Int],
        _ decode: (OtherModel) throws(ModelFault) -> any OtherPredictor
    ) throws(ModelFault) -> [Int: any OtherPredictor] {
        var predictors: [Int: any OtherPredictor] = [:]
        for target in wanted {
            guard let name = others.name(target), let text = others.text(target) else { continue }
            predictors[target] = try decode(OtherModel(name: name, text: text))
        }
        return predictors
    }

    /// The share of training lines that are nearer to their like.
    private func percentile(_ distance: Double) -> Double {
        let below = kernel.distances.firstIndex { $0 >= distance } ?? kernel.distances.count
        return Double(below) / Double(max(kernel.distances.count, 1))
    }

    private func stacked(_ target: Int, kernel part: Double, design: [Double]) -> Double {
        let mean = stack.means[target]
        var value = mean + stack.weights[3 * target] * part
        let range = modifiers.range(target)
        guard !range.isEmpty else { return value }
        var line = modifiers.intercepts[target]
        for (place, entry) in range.enumerated() { line += modifiers.coefficients[entry] * design[place] }
        let forest = shallowSum(
            design.map { Float($0) },
            base: modifiers.bases[target],
            trees: modifiers.trees(target),
            features: modifiers.features,
            thresholds: modifiers.thresholds,
            values: modifiers.leaves
        )
        value += stack.weights[3 * target + 1] * (line - mean)
        value += stack.weights[3 * target + 2] * (Double(forest) - mean)
        return value
    }

    /// The kernel with each line, and how far the sample is from its nearest.
    private func similarity(
        _ ranks: LineRanks,
        row: Int,
        lineage: String
    ) -> (kernel: [Double], distance: Double, least: Double) {
        let width = kernel.genes.count
        var values = [Float](repeating: 0, count: ranks.genes)
        values.withUnsafeMutableBufferPointer { ranks.normalised(row, to: Array(kernel.reference), into: $0) }
        var z = [Float](repeating: 0, count: width)
        var square = 0.0
        for (place, gene) in kernel.genes.enumerated() {
            let value = Double(values[Int(gene)])
            z[place] = value.isNaN ? 0 : Float((value - kernel.means[place]) / kernel.scales[place])
            square += Double(z[place]) * Double(z[place])
        }
        var similarities: [Double] = []
        var distances: [Double] = []
        for line in lines.indices {
            let start = line * width
            // Eight sums, so that one addition need not wait for the one before.
            var sums = SIMD8<Float>(repeating: 0)
            var product = 0.0
            var place = 0
            while place + 8 <= width {
                var (one, other) = (SIMD8<Float>(), SIMD8<Float>())
                for lane in 0..<8 {
                    one[lane] = z[place + lane]
                    other[lane] = kernel.z[start + place + lane]
                }
                sums += one * other
                place += 8
                if place % 1_024 == 0 {
                    for lane in 0..<8 { product += Double(sums[lane]) }
                    sums = SIMD8<Float>(repeating: 0)
                }
            }
            for lane in 0..<8 { product += Double(sums[lane]) }
            while place < width {
                product += Double(z[place]) * Double(kernel.z[start + place])
                place += 1
            }
            let distance = max(square + kernel.squares[line] - 2 * product, 0) / kernel.median
            distances.append(distance)
            similarities.append(
                ExpressionKernel.similarity(
                    distance: distance,
                    product: product / kernel.meanSquare,
                    lineage,
                    lineages[line]
                )
            )
        }
        distances.sort()
        let nearest = distances.prefix(10)
        return (
            similarities, nearest.reduce(0, +) / Double(max(nearest.count, 1)), nearest.first ?? .infinity
        )
    }

    private func kernelParts(_ similarity: [Double], _ wanted: [Int]) -> [Double] {
        var sums = [Double](repeating: 0, count: wanted.count)
        let width = targets.count
        for (line, value) in similarity.enumerated() {
            for (place, target) in wanted.enumerated() {
                sums[place] += value * Double(stack.duals[line * width + target])
            }
        }
        return sums
    }
}

/// A model of another protocol that predicts from a target's modifiers.
package protocol OtherPredictor: Sendable {
    /// The prediction by a value for each of the target's modifiers, none missing.
    func prediction(_ modifiers: [Double]) -> Double
}
