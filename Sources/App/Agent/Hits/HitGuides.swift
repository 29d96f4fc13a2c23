import Profiles
import Screen

/// Whether the guides behind a hit tell the same, in words.
package struct HitGuides: Sendable, Codable {
    /// Of the pair's guide combinations, and of each gene's guides alone: `agree`, `outvoted`, `disagree`, `weak` or
    /// `unknown`; absent where the knockout has no guides on record.
    package let pair: String?
    package let geneA: String?
    package let geneB: String?
    /// Guides and combinations that tell something else than the others.
    package let outvoted: [String]

    init(_ pair: Pair, _ agreement: [KnockoutAgreement.Knockout: KnockoutAgreement]) {
        let double = agreement[.double(pair)]
        let first = agreement[.single(pair.first)]
        let second = agreement[.single(pair.second)]
        self.pair = double?.verdict.rawValue
        geneA = first?.verdict.rawValue
        geneB = second?.verdict.rawValue
        outvoted = [double, first, second].compactMap(\.self).flatMap(\.votes).filter { $0.fault != nil }
            .map { $0.guides.map(\.name).joined(separator: " + ") }
    }

    /// The one thing to know: who is outvoted, whose guides disagree, or how the pair's own combinations do.
    ///
    /// A single without a phenotype is weak by its nature, and says nothing against its pair.
    package var summary: String {
        if !outvoted.isEmpty { return "\(outvoted.joined(separator: ", ")) outvoted" }
        if [pair, geneA, geneB].contains("disagree") { return "disagree" }
        return pair ?? "unknown"
    }
}
