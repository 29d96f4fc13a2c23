package import Expression
import Screen

extension SamplePrediction {
    /// Genes whose loss is predicted to kill the cells, the deadliest first: nearly as deep as common essential genes,
    /// and foretold well enough to be used, with caution at least.
    package func lethalGenes(on scale: EffectScale) -> [GenePrediction] {
        genes.filter { $0.verdict != .notPredictable && isLethal($0.value, on: scale) }
            .sorted { scale.lowIsEssential ? $0.value < $1.value : $0.value > $1.value }
    }
}

extension [GenePrediction] {
    /// As a person reads them: those that may be used first, and of these the most essential.
    package func forReading(on scale: EffectScale) -> [GenePrediction] {
        sorted {
            if $0.verdict != $1.verdict { return $0.verdict < $1.verdict }
            if $0.value != $1.value {
                return scale.lowIsEssential ? $0.value < $1.value : $0.value > $1.value
            }
            return $0.gene < $1.gene
        }
    }
}

private func isLethal(_ value: Double, on scale: EffectScale) -> Bool {
    switch scale {
    case .dependencyProbability: value >= 0.8
    case .zScore: value <= -3
    case .geneEffect, .demeter2: value <= -0.8
    }
}
