import RealModule
import Screen

/// What the values of a sample sum to in TPM, if they were each of the logarithms.
///
/// TPM of a whole transcriptome sum to a million, those of the protein-coding genes to somewhat less, whatever the
/// tissue: of the three logarithms of TPM + 1 only the true one gives that sum back.
struct TranscriptomeSums {
    static let logarithms: [DeclaredUnit] = [.log2TPM, .naturalLogTPM, .log10TPM]
    /// Fewer may be any part of a transcriptome.
    static let fewestGenes = 8_000

    /// In the order of `logarithms`.
    private(set) var values = [0.0, 0.0, 0.0]

    init() {}

    init(values: [Double]) { self.values = values }

    mutating func add(_ value: Double) {
        for (place, unit) in Self.logarithms.enumerated() {
            // because no power of a value out of scale says more
            let exponent = min(value * (unit.log2Factor ?? 1), 4 * greatestLogExpression)
            values[place] += Double.exp2(exponent) - 1
        }
    }

    /// The one logarithm that gives about a million; `nil` where none does, or several do.
    var logarithm: DeclaredUnit? {
        let fitting = zip(Self.logarithms, values).filter { (5e5...1.1e6).contains($1) }
        return fitting.count == 1 ? fitting[0].0 : nil
    }

    /// TPM if the values are this logarithm.
    func sum(_ unit: DeclaredUnit) -> Double? {
        Self.logarithms.firstIndex(of: unit).map { values[$0] }
    }

    /// Why the values can hardly be a logarithm of TPM.
    ///
    /// - Parameter unit: as declared, or taken for granted.
    /// - Returns: the reason, and whether it leaves no doubt; `nil` where the values can be this logarithm.
    func doubt(_ unit: DeclaredUnit) -> (reason: String, isSure: Bool)? {
        guard let sum = sum(unit), !(2e5...1.5e6).contains(sum) else { return nil }
        let other = logarithm.flatMap { $0 == unit ? nil : $0 }
        let instead = other.map { ", and as \($0.rawValue) to about a million" } ?? ""
        let reason =
            "Read as \(unit.rawValue), the values of a sample sum to \(sum < 1e9 ? decimal(sum, 0) : "more than 1e9") "
            + "transcripts per million\(instead); those of a whole transcriptome sum to a million."
        return (reason, other != nil || !(1e4...3e6).contains(sum))
    }
}
