import Screen

extension ConfigurationReader {
    /// The rows of a CSV file with the columns `gene` and, where asked for, `guide`.
    ///
    /// Other columns, empty lines and lines that begin with `#` are passed over. Without `guide` each gene comes
    /// once, and a file of one column needs no header.
    func guideTable(_ field: Field, needsGuides: Bool) -> [(gene: Gene, guide: String)]? {
        guard let file = file(field) else { return nil }
        var text = file.text[...]
        if text.unicodeScalars.first == "\u{FEFF}" { text = Substring(text.unicodeScalars.dropFirst()) }
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated()
            .map { (number: $0.offset + 1, cells: cells(of: $0.element)) }
            .filter { !$0.cells.allSatisfy(\.isEmpty) && $0.cells.first?.hasPrefix("#") != true }
        guard let header = lines.first else {
            field.fail(
                value: file.name,
                "which is empty",
                remedy: "Write the columns gene\(needsGuides ? ",guide" : "")."
            )
            return nil
        }
        let columns = header.cells.map { $0.lowercased() }
        var rows = lines.dropFirst()
        var geneColumn = columns.firstIndex(of: "gene")
        if geneColumn == nil, !needsGuides, columns.count == 1 {
            geneColumn = 0
            rows = lines[...]
        }
        let guideColumn = columns.firstIndex(of: "guide")
        guard let geneColumn, guideColumn != nil || !needsGuides else {
            problems.add(
                field.path,
                at: Problems.Place(file: file.name, line: header.number),
                "names a file without a column '\(geneColumn == nil ? "gene" : "guide")'",
                remedy: "The first line must name the columns: gene\(needsGuides ? ",guide" : "")."
            )
            return nil
        }
        var result: [(gene: Gene, guide: String)] = []
        var seen: Set<String> = []
        for row in rows {
            let place = Problems.Place(file: file.name, line: row.number)
            let symbol = row.cells.indices.contains(geneColumn) ? row.cells[geneColumn] : ""
            guard isGeneSymbol(symbol) else {
                problems.add(
                    field.path,
                    at: place,
                    value: symbol,
                    "which cannot be a gene's symbol",
                    remedy: symbolRemedy
                )
                continue
            }
            guard needsGuides, let guideColumn else {
                if seen.insert(symbol).inserted { result.append((Gene(symbol), "")) }
                continue
            }
            let guide = row.cells.indices.contains(guideColumn) ? row.cells[guideColumn] : ""
            guard isGuideName(guide) else {
                problems.add(
                    field.path,
                    at: place,
                    value: guide,
                    "which cannot be a guide's name",
                    remedy: guideRemedy
                )
                continue
            }
            guard seen.insert(guide).inserted else {
                problems.add(
                    field.path,
                    at: place,
                    value: guide,
                    "which is listed before",
                    remedy: "List each guide once."
                )
                continue
            }
            result.append((Gene(symbol), guide))
        }
        return result
    }

    /// Cells between `,`, `;` or tabs, without blanks and quotes around them; names never hold a separator.
    private func cells(of line: Substring) -> [String] {
        line.split(omittingEmptySubsequences: false) { ",;\t".contains($0) }.map { cell in
            var cell = cell.drop { $0 == " " }
            while cell.last == " " { cell.removeLast() }
            if cell.count >= 2, cell.first == "\"", cell.last == "\"" { cell = cell.dropFirst().dropLast() }
            return String(cell)
        }
    }
}
