import LinearAlgebra
import RealModule
import Statistics

/// How another laboratory's measurement of the same lines may differ, simulated on log₂(TPM + 1).
enum PlatformShift: String, Sendable, CaseIterable {
    case none = "as measured"
    /// All of a line's genes times one number from ½ to 2, another for each line.
    case librarySize = "library size"
    /// Each gene times a number of its own for all lines: normal in log₂ with an SD of 0.5.
    case geneFactors = "gene-wise factors"
    case both = "library size and gene-wise factors"
    /// Genes below 1 TPM are not seen.
    case depth = "nothing below 1 TPM"

    func applied(to expression: Matrix, seed: Seed) -> Matrix {
        guard self != .none else { return expression }
        var generator = SeededGenerator(seed.derived("platform"))
        var lines = [Double](repeating: 1, count: expression.rows)
        var genes = [Double](repeating: 1, count: expression.columns)
        // Drawn whatever is used, so that both together are each by itself.
        for line in lines.indices {
            let factor = Double.exp2(2 * generator.uniform() - 1)
            if self == .librarySize || self == .both { lines[line] = factor }
        }
        for gene in genes.indices {
            let factor = Double.exp2(0.5 * generator.normal())
            if self == .geneFactors || self == .both { genes[gene] = factor }
        }
        var shifted = expression
        for line in 0..<expression.rows {
            for gene in 0..<expression.columns {
                let value = expression[line, gene]
                guard value.isFinite else { continue }
                let tpm = max(Double.exp2(value) - 1, 0) * lines[line] * genes[gene]
                shifted[line, gene] = self == .depth && tpm < 1 ? 0 : Double.log2(1 + tpm)
            }
        }
        return shifted
    }
}
