package import LinearAlgebra
package import Screen
package import Statistics

/// The default posterior: the pair process on the single knockouts and the low-rank model of genes, both of √R in
/// units of its severity's expectation, pooled by how well each foretold rewards that were measured later.
///
/// Neither is safe alone: the process knows nothing that singles do not show, the low-rank model nothing of
/// genes that are not measured yet. Draws are pooled, not averaged, so that their disagreement is uncertainty.
package struct PooledPosterior: Sendable {
    package let index: PairIndex
    package let trend: SeverityScale
    package let process: PairProcess
    /// `nil` while too little is measured.
    package let lowRank: LowRankPosterior?
    /// The share of draws that the process gives.
    package let processShare: Double
    let calibration: (process: Calibration, lowRank: Calibration)
    package let diagnostics: FitDiagnostics

    /// Draws of the roots √R of the rewards of `columns`, in their own units: a row a draw.
    ///
    /// They are of what measurements would show on average: noise is in their mean and not in their spread.
    package func draw(columns: [Int], count: Int, seed: Seed) -> Matrix {
        precondition(count >= 0, "a number of draws is not negative")
        let fromProcess = Int((processShare * Double(count)).rounded())
        var generator = SeededGenerator(seed.derived("process draws"))
        var draws = process.draw(columns, count: fromProcess, using: &generator).storage
        settle(&draws, noise: process.regression.noiseVariance)
        if let lowRank, fromProcess < count {
            var others = lowRank.draw(
                columns: columns,
                count: count - fromProcess,
                seed: seed.derived("low-rank draws")
            ).storage
            let (unit, offset) = (lowRank.scale.spread / lowRank.scale.gain, lowRank.scale.offset)
            for place in others.indices { others[place] = others[place] * unit + offset }
            settle(&others, noise: lowRank.rootNoiseVariance)
            draws += others
        }
        let units = columns.map { trend.root(column: $0) }
        for row in 0..<count {
            for place in units.indices { draws[row * units.count + place] *= units[place] }
        }
        return Matrix(rows: count, columns: columns.count, storage: draws)
    }

    private func settle(_ values: inout [Double], noise: Double) {
        for place in values.indices {
            let root = max(values[place], 0)
            values[place] = (root * root + noise).squareRoot()
        }
    }

    /// Draws of the roots that a measurement of each pair would show, noise included, for intervals.
    ///
    /// They are corrected by how far earlier forecasts were off. Each pair's draws stand alone; a row a draw.
    package func drawMeasurements(columns: [Int], count: Int, seed: Seed) -> Matrix {
        let fromProcess = lowRank == nil ? count : Int((processShare * Double(count)).rounded())
        let first = process.predict(columns)
        let second = lowRank?.rootForecast(columns)
        let noises = (process.regression.noiseVariance, lowRank?.rootNoiseVariance ?? 0)
        var generator = SeededGenerator(seed.derived("measurements"))
        var draws = Matrix(rows: count, columns: columns.count)
        for (place, column) in columns.enumerated() {
            let unit = trend.root(column: column)
            let height = portableLog(max(unit, 1e-300))
            let sd = calibration.process.sd(first.sd[place] * first.sd[place] + noises.0, at: height)
            let other = second.map { calibration.lowRank.sd($0.variance[place] + noises.1, at: height) } ?? 0
            for row in 0..<count {
                let share = generator.uniform()
                let root =
                    row < fromProcess
                    ? first.mean[place] + sd * calibration.process.error(at: share)
                    : (second?.mean[place] ?? 0) + other * calibration.lowRank.error(at: share)
                draws.storage[row * columns.count + place] = unit * max(root, 0)
            }
        }
        return draws
    }
}
