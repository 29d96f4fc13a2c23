package import Screen

/// What predicts the essentiality of target genes from the expression of their modifier genes.
///
/// One linear model a target, with the figures it reached on lines it had not seen. Holds arrays in a fixed
/// order and no dictionary, so that the same training encodes to the same bytes (JSON with sorted keys).
package struct EssentialityModel: Sendable, Hashable {
    /// The version of the file format, raised when a field changes its meaning.
    package static let currentFormat = 1

    package let format: Int
    package let sources: TrainingSources
    package let settings: TrainingSettings
    package let scale: EffectScale
    /// Lines with both expression and effect.
    package let lines: Int
    /// Genes whose expression could be a modifier.
    package let expressionGenes: Int
    /// The least and greatest expression learnt from, in the unit of the file.
    package let leastExpression: Double
    package let greatestExpression: Double
    /// By gene, each once.
    package let targets: [TargetModel]

    package init(
        sources: TrainingSources,
        settings: TrainingSettings,
        scale: EffectScale,
        lines: Int,
        expressionGenes: Int,
        leastExpression: Double,
        greatestExpression: Double,
        targets: [TargetModel]
    ) {
        format = Self.currentFormat
        self.sources = sources
        self.settings = settings
        self.scale = scale
        self.lines = lines
        self.expressionGenes = expressionGenes
        self.leastExpression = leastExpression
        self.greatestExpression = greatestExpression
        self.targets = targets.sorted { $0.gene < $1.gene }
    }

    /// Every gene that some target needs, in order.
    package var modifierGenes: [Gene] {
        Set(targets.flatMap { $0.modifiers.map(\.gene) }).sorted()
    }
}

/// The linear model of one target gene.
package struct TargetModel: Sendable, Hashable, Codable {
    package let gene: Gene
    /// Lines with a known effect of the target.
    package let lines: Int
    /// Mean and population SD of its effect over them.
    package let mean: Double
    package let sd: Double
    /// The prediction where every modifier is 0; the mean where there is no modifier.
    package let intercept: Double
    /// The strongest first; empty where no gene passed the correction.
    package let modifiers: [Modifier]
    package let heldOut: HeldOut

    /// Whether there is anything better than the training mean.
    package var predictsMean: Bool { modifiers.isEmpty }
}

/// A gene whose expression takes part in the prediction of a target.
package struct Modifier: Sendable, Hashable, Codable {
    package let gene: Gene
    /// Pearson's r of its expression with the target's effect, over all lines.
    package let correlation: Double
    /// Its mean expression in training, which stands in where a sample lacks it.
    package let mean: Double
    /// Change of the effect for one unit of expression.
    package let coefficient: Double
}

/// How well a target was predicted in lines that took no part in choosing its modifiers or in the fit.
package struct HeldOut: Sendable, Hashable, Codable {
    /// Pearson's r of prediction and effect; 0 where the prediction was the same for all.
    package let r: Double
    /// In the unit of the effect.
    package let rmse: Double
    /// The lines judged on.
    package let lines: Int
    /// The modifiers chosen in the other lines; the final model may have others.
    package let modifiers: Int
}

/// The files a model was trained on, by SHA-256 in hexadecimal digits.
package struct TrainingSources: Sendable, Hashable, Codable {
    package let effectDigest: String
    package let expressionDigest: String

    package init(effectDigest: String, expressionDigest: String) {
        self.effectDigest = effectDigest
        self.expressionDigest = expressionDigest
    }
}
