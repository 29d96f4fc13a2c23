package import Cycle
package import Relations
import Screen

extension PairReport {
    /// The same report with the sources that relate its genes, where there are any.
    package func marked(by known: KnownRelations) -> PairReport {
        guard !known.isEmpty, let pair = Pair(geneA, geneB) else { return self }
        var report = self
        let names = known.names(of: pair)
        report.relations = names.isEmpty ? nil : names
        return report
    }
}
