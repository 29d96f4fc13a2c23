package import Screen

/// The expression of one sample, log2(TPM + 1).
package struct ExpressionSample: Sendable, Hashable {
    package let name: String
    /// Only the genes some model needs; a gene that was not measured is absent.
    package let expression: [Gene: Double]

    package init(name: String, expression: [Gene: Double]) {
        self.name = name
        self.expression = expression
    }
}

/// The essentiality of one target gene in one sample.
package struct TargetPrediction: Sendable, Hashable, Codable {
    /// What a prediction rests on.
    package enum Basis: String, Sendable, Hashable, Codable {
        case modifiers
        /// No modifier is known or none was measured: the same for every sample.
        case trainingMean = "training-mean"
    }

    package let gene: Gene
    /// In the unit of the effect the model was trained on; a probability is not clipped to 0 … 1.
    package let value: Double
    package let basis: Basis
    /// Modifiers the sample lacks, in the model's order; their training mean stood in.
    package let missing: [Gene]
    package let heldOut: HeldOut
}

/// All predictions of one sample.
package struct SamplePrediction: Sendable, Hashable, Codable {
    package let sample: String
    /// By gene.
    package let targets: [TargetPrediction]

    /// Every modifier the sample lacks, by gene.
    package var missing: [Gene] { Set(targets.flatMap(\.missing)).sorted() }
}

extension EssentialityModel {
    /// The essentiality of every target in a sample.
    ///
    /// A gene that is absent, or NaN, counts as missing.
    package func predict(_ sample: ExpressionSample) -> SamplePrediction {
        SamplePrediction(sample: sample.name, targets: targets.map { $0.predict(sample.expression) })
    }
}

extension TargetModel {
    package func predict(_ expression: [Gene: Double]) -> TargetPrediction {
        var missing: [Gene] = []
        var value = intercept
        for modifier in modifiers {
            if let level = expression[modifier.gene], !level.isNaN {
                value += modifier.coefficient * level
            } else {
                missing.append(modifier.gene)
                value += modifier.coefficient * modifier.mean
            }
        }
        return TargetPrediction(
            gene: gene,
            value: value,
            basis: missing.count == modifiers.count ? .trainingMean : .modifiers,
            missing: missing,
            heldOut: heldOut
        )
    }
}
