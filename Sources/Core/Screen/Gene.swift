/// A gene, by the symbol the campaign uses for it.
package struct Gene: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    package let symbol: String

    package init(_ symbol: String) { self.symbol = symbol }

    package init(from decoder: any Decoder) throws {
        symbol = try decoder.singleValueContainer().decode(String.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(symbol)
    }

    package var description: String { symbol }

    // Compared as UTF-8, so that the order of pairs does not hang on a locale or a Unicode version.
    package static func < (left: Gene, right: Gene) -> Bool {
        left.symbol.utf8.lexicographicallyPrecedes(right.symbol.utf8)
    }
}

/// A guide (or dsRNA, or siRNA) that knocks a gene out; a control guide has no gene.
package struct Guide: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    package let gene: Gene?
    package let name: String

    package init(_ name: String, of gene: Gene?) {
        self.gene = gene
        self.name = name
    }

    package var description: String { name }

    package static func < (left: Guide, right: Guide) -> Bool {
        let leftGene = left.gene?.symbol ?? ""
        let rightGene = right.gene?.symbol ?? ""
        if leftGene != rightGene { return Gene(leftGene) < Gene(rightGene) }
        return left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
    }
}
