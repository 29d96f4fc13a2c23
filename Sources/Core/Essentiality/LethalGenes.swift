package import Expression

extension SamplePrediction {
    /// Genes whose loss is predicted to kill the cells, the deadliest first: nearly as deep as common essential genes,
    /// and foretold well enough to be used, with caution at least.
    package func lethalGenes(on scale: EffectScale) -> [GenePrediction] {
        genes.filter { $0.verdict != .notPredictable && isLethal($0.value, on: scale) }
            .sorted { scale.lowIsEssential ? $0.value < $1.value : $0.value > $1.value }
    }
}

private func isLethal(_ value: Double, on scale: EffectScale) -> Bool {
    switch scale {
    case .dependencyProbability: value >= 0.8
    case .zScore: value <= -3
    case .geneEffect, .demeter2: value <= -0.8
    }
}
