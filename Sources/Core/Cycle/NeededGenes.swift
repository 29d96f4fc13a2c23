package import Screen

/// Genes of a campaign whose loss is predicted to kill the line that it screens: their wells, alone and in pairs, may
/// hold too few cells to be read.
package struct NeededGenes: Sendable, Codable, Hashable {
    package struct Entry: Sendable, Codable, Hashable {
        package var gene: Gene
        /// The predicted effect and its 90 % interval, on `scale`.
        package var value: Double
        package var low: Double
        package var high: Double

        package init(gene: Gene, value: Double, low: Double, high: Double) {
            self.gene = gene
            self.value = value
            self.low = low
            self.high = high
        }

        /// `PSMD1 (-1.24)`.
        package var words: String { "\(gene) (\(decimal(value, 2)))" }
    }

    /// The line, as its expression file calls it.
    package var line: String
    /// What values mean, such as `gene-effect`.
    package var scale: String
    /// The deadliest first.
    package var genes: [Entry]
    /// Genes of the campaign of which nothing can be said.
    package var unknown: Int
    /// What is to be held against the prediction as a whole, in sentences.
    package var remarks: [String]

    package init(line: String, scale: String, genes: [Entry], unknown: Int, remarks: [String]) {
        self.line = line
        self.scale = scale
        self.genes = genes
        self.unknown = unknown
        self.remarks = remarks
    }

    package subscript(gene: Gene) -> Entry? { genes.first { $0.gene == gene } }

    /// Those among `some`, the deadliest first.
    package func among(_ some: some Sequence<Gene>) -> [Entry] {
        let some = Set(some)
        return genes.filter { some.contains($0.gene) }
    }

    /// For the person who is about to lay out wells; `nil` where nothing speaks against any.
    func warning(before genes: some Sequence<Gene>, pairs: Bool) -> String? {
        let found = among(genes)
        guard !found.isEmpty else { return nil }
        let shown = found.prefix(10).map(\.words).joined(separator: ", ")
        let more = found.count > 10 ? " and \(found.count - 10) more" : ""
        let remedy =
            pairs
            ? "Their wells may hold too few cells."
            : "Their wells, alone and in pairs, may hold too few cells; take them off the campaign's list to keep them out."
        return "\(line) is predicted to need \(shown)\(more). \(remedy)"
    }
}
