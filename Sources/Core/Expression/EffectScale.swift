/// What the numbers of an effect file mean; a model speaks the scale it was trained on.
package enum EffectScale: String, Sendable, Hashable, Codable, CaseIterable {
    /// Chronos or CERES: 0 for no effect, −1 the median of common essential genes.
    case geneEffect = "gene-effect"
    /// The probability that the line depends on the gene: 0 … 1, and 1 is essential.
    case dependencyProbability = "dependency-probability"
    /// RNAi by DEMETER2: as gene effect, but knocked down and not out; only by declaration or file name, since its
    /// values, 0 for no effect and −1 for common essential genes, look like those of a gene effect.
    case demeter2
    /// Centred and scaled for each gene, or for each line: 0 the mean, 1 an SD; negative is essential.
    case zScore = "z-score"

    /// No gene effect of any DepMap release comes near it.
    static let greatestMagnitude = 20.0
    /// With fewer values a gene effect may have none below 0 by chance.
    static let fewestToContradict = 100

    /// In words, for a report.
    package var words: String {
        switch self {
        case .geneEffect: "gene effect (0 none, -1 median of common essential genes)"
        case .dependencyProbability: "probability of dependency (0 to 1, 1 essential)"
        case .demeter2: "DEMETER2 of RNAi (0 none, -1 median of common essential genes)"
        case .zScore: "z-score (0 the mean, 1 a standard deviation, negative essential)"
        }
    }

    /// Whether a low value is an essential gene.
    package var lowIsEssential: Bool { self != .dependencyProbability }

    /// From where on a line is said to need a gene, the value itself included; `nil` where the scale has no such value.
    ///
    /// A probability of ½, as DepMap counts dependent lines, and half of the median effect of common essential genes.
    /// A z-score tells a line from others, not whether it lives.
    package var essentialityThreshold: Double? {
        switch self {
        case .dependencyProbability: 0.5
        case .geneEffect, .demeter2: -0.5
        case .zScore: nil
        }
    }

    /// Whether a line with this value needs the gene; `nil` where the scale does not tell.
    package func isNeeded(_ value: Double) -> Bool? {
        essentialityThreshold.map { lowIsEssential ? value <= $0 : value >= $0 }
    }

    /// The nearest value that the scale can have: a probability stays within 0 … 1.
    package func bounded(_ value: Double) -> Double {
        self == .dependencyProbability ? min(max(value, 0), 1) : value
    }

    /// Whether a file is named as the RNAi files of DepMap are, `D2_combined_gene_dep_scores.csv`.
    static func isDEMETER2(fileName: String?) -> Bool {
        let name = (fileName ?? "").lowercased().split(separator: "/").last ?? ""
        return name.hasPrefix("d2_") || name.contains("demeter2")
    }
}
