import Cycle
import Screen

/// Genes whose wells may hold few cells, because the line is predicted to need them.
struct NeededView {
    struct Entry {
        let gene: String
        let value: String
        let interval: String
    }

    let heading: String
    let genes: [Entry]
    let words: String

    /// Genes listed; the rest is in the JSON.
    private static let most = 20

    init(_ needed: NeededGenes) {
        heading = "Genes that \(shown(needed.line)) needs"
        genes = needed.genes.prefix(NeededView.most).map { entry in
            Entry(
                gene: entry.gene.symbol,
                value: decimal(entry.value, 2),
                interval: "\(decimal(entry.low, 2)) to \(decimal(entry.high, 2))"
            )
        }
        let more = needed.genes.count - genes.count
        let sentences =
            [
                more > 0 ? "And \(more) more." : "",
                "Predicted from its expression (\(needed.scale)): wells without them, alone and in pairs, may hold few cells.",
                needed.unknown > 0
                    ? "Nothing can be said of \(counted(needed.unknown, "gene")) of the campaign." : "",
            ] + needed.remarks
        words = sentences.filter { !$0.isEmpty }.joined(separator: " ")
    }
}
