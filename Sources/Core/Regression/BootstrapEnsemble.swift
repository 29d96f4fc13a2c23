package import LinearAlgebra
package import Statistics

/// The ensemble of the authors' published code: two boosted models and two networks on resampled lines.
///
/// Each member learns from the distinct lines of 0.9 n draws with replacement, about 59 % of all, a tenth
/// of them held back for its own stopping.
package struct BootstrapEnsemble: Sendable, Equatable {
    package var boosting = GradientBoosting()
    package var network = NeuralNetwork()

    package init() {}

    /// Fits on all rows of the design; of both kinds the members alternate.
    package func fit(_ design: Matrix, _ response: [Double], seed: Seed) throws(XGBoostFailure) -> Ensemble {
        precondition(design.rows == response.count && response.count > 3, "an ensemble needs some lines")
        var trees: [GradientBoostingFit] = []
        var networks: [NeuralNetworkFit] = []
        for member in 0..<4 {
            let memberSeed = seed.derived("bootstrap", member)
            var generator = SeededGenerator(memberSeed)
            let lines = generator.shuffled(distinctDraws(response.count, using: &generator))
            let held = (lines.count + 9) / 10
            let validation = Array(lines[..<held])
            let training = lines.count > held ? Array(lines[held...]) : validation
            if member % 2 == 0 {
                let fit = try boosting.fit(
                    design,
                    response,
                    training: training,
                    validation: validation,
                    seed: memberSeed
                )
                trees.append(fit)
            } else {
                let fit = network.fit(
                    design,
                    response,
                    training: training,
                    validation: validation,
                    seed: memberSeed
                )
                networks.append(fit)
            }
        }
        return Ensemble(trees: trees, networks: networks)
    }

    private func distinctDraws(_ count: Int, using generator: inout SeededGenerator) -> [Int] {
        var isDrawn = [Bool](repeating: false, count: count)
        for _ in 0..<max(1, count * 9 / 10) { isDrawn[generator.index(below: count)] = true }
        return (0..<count).filter { isDrawn[$0] }
    }
}
