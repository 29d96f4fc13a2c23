package import LinearAlgebra

/// The mean of boosted trees and networks.
///
/// Rosenski, Shifman and Kaplan (2023), figure 3F.
package struct Ensemble: FittedModel, Equatable {
    package let trees: [GradientBoostingFit]
    package let networks: [NeuralNetworkFit]

    /// The mean of one of each, as the paper's text has it.
    package init(_ trees: GradientBoostingFit, _ network: NeuralNetworkFit) {
        self.trees = [trees]
        networks = [network]
    }

    init(trees: [GradientBoostingFit], networks: [NeuralNetworkFit]) {
        self.trees = trees
        self.networks = networks
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        trees = try values.decode([GradientBoostingFit].self, forKey: .trees)
        networks = try values.decode([NeuralNetworkFit].self, forKey: .networks)
        guard Set(trees.map(\.trees.featureCount) + networks.map(\.columns)).count == 1 else {
            throw decoder.corrupted("an ensemble of nothing, or of models of other columns")
        }
    }

    /// How many columns a design must have.
    package var columns: Int { trees.first?.trees.featureCount ?? networks.first?.columns ?? 0 }

    package func predict(_ design: Matrix) -> [Double] {
        var sums = [Double](repeating: 0, count: design.rows)
        for member in trees.map({ $0.predict(design) }) + networks.map({ $0.predict(design) }) {
            for line in sums.indices { sums[line] += member[line] }
        }
        let count = Double(trees.count + networks.count)
        return sums.map { $0 / count }
    }
}
