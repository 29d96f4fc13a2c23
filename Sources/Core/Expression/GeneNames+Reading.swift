package import Screen
package import Tables

extension GeneNames {
    /// The names of HGNC's table, `hgnc_complete_set.txt`.
    ///
    /// Needs the column `symbol`; takes `prev_symbol` and `alias_symbol` (separated by `|`), `entrez_id` and
    /// `ensembl_gene_id` where they are; rows whose `status` is not `Approved` are passed over.
    /// - Throws: a `Rejection`: `no-symbols` where the table has no such column or no row, and `duplicate-gene`
    ///   where two rows have the same symbol.
    package init(hgnc table: Table) throws(Rejection) {
        var columns: [String: Int] = [:]
        for (place, name) in table.header.enumerated() { columns[name.lowercased()] = place }
        guard let symbol = columns["symbol"] ?? columns["approved symbol"] else { throw Self.noSymbols }
        func column(_ names: String...) -> Int? { names.lazy.compactMap { columns[$0] }.first }
        let previous = column("prev_symbol", "previous symbols")
        let alias = column("alias_symbol", "alias symbols")
        let entrez = column("entrez_id", "ncbi gene id", "ncbi_gene_id")
        let ensembl = column("ensembl_gene_id", "ensembl gene id")
        let status = column("status")
        var rows: [String: Int] = [:]
        var entries: [Entry] = []
        for row in 0..<table.rowCount {
            let name = trimmed(table.text(row: row, column: symbol))
            if name.isEmpty { continue }
            if let status, table.text(row: row, column: status).lowercased() != "approved" { continue }
            if let first = rows.updateValue(row, forKey: name.uppercased()) {
                throw Rejection(
                    rule: "duplicate-gene",
                    reason: "The symbol stands already on line \(table.lineNumber(ofRow: first)).",
                    row: table.lineNumber(ofRow: row),
                    column: table.header[symbol],
                    value: name,
                    expected: "each approved symbol once",
                    remedy: "Give HGNC's table as it is."
                )
            }
            func names(_ column: Int?) -> [String] {
                guard let column else { return [] }
                return table.text(row: row, column: column).split { $0 == "|" || $0 == "," }
                    .map { trimmed(String($0)) }.filter { !$0.isEmpty }
            }
            let identifier = ensembl.map { GeneLabel(table.text(row: row, column: $0)) }
            entries.append(
                Entry(
                    symbol: name,
                    previous: names(previous),
                    aliases: names(alias),
                    entrez: entrez.flatMap { table.number(row: row, column: $0) }.flatMap(Int.init(exactly:)),
                    ensembl: identifier?.ensembl
                )
            )
        }
        guard !entries.isEmpty else { throw Self.noSymbols }
        self.init(entries)
    }

    private static let noSymbols = Rejection(
        rule: "no-symbols",
        reason: "The table of gene names has no approved symbol.",
        row: 1,
        expected: "the columns symbol, prev_symbol, alias_symbol, entrez_id and ensembl_gene_id",
        remedy: "Give hgnc_complete_set.txt as HGNC publishes it."
    )
}
