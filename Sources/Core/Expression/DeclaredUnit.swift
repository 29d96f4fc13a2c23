import RealModule

/// The unit of expression values, as declared or recognised.
package enum DeclaredUnit: String, Sendable, Hashable, Codable, CaseIterable {
    case log2TPM = "log2(TPM+1)"
    case naturalLogTPM = "ln(TPM+1)"
    case log10TPM = "log10(TPM+1)"
    /// Transcripts per million.
    case tpm = "TPM"
    /// Reads per gene, which need the genes' lengths beside them.
    case counts

    /// Reads `log2(TPM+1)`, `TPM`, `counts` and so on, without regard to case and blanks.
    package init?(name: String) {
        switch name.lowercased().filter({ $0 != " " && $0 != "_" && $0 != "-" }) {
        case "log2(tpm+1)", "log2tpm", "log2tpm1", "log2": self = .log2TPM
        case "ln(tpm+1)", "log(tpm+1)", "log1p", "log1p(tpm)", "ln": self = .naturalLogTPM
        case "log10(tpm+1)", "log10tpm", "log10": self = .log10TPM
        case "tpm": self = .tpm
        case "counts", "count", "reads": self = .counts
        default: return nil
        }
    }

    /// log2(TPM + 1) over the value, for logarithms.
    var log2Factor: Double? {
        switch self {
        case .log2TPM: 1
        case .naturalLogTPM: 1 / ln2
        case .log10TPM: .log(10) / ln2
        case .tpm, .counts: nil
        }
    }

    /// A value of a logarithm or TPM as log2(TPM + 1); counts have none without the other genes'.
    func log2TPM(_ value: Double) -> Double {
        if let log2Factor { return self == .log2TPM ? value : value * log2Factor }
        return log2OfTPM(value)
    }
}

private let ln2 = 0.693_147_180_559_945_3

/// log2(TPM + 1).
func log2OfTPM(_ tpm: Double) -> Double { .log(onePlus: tpm) / ln2 }
