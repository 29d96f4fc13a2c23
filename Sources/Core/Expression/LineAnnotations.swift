package import Screen
package import Tables

/// What is known of the cell lines beside their measurements: their lineage and their other names.
///
/// From `Model.csv` or `sample_info.csv` of a DepMap release, or a table of one's own.
package struct LineAnnotations: Sendable {
    /// In the order of the file.
    package let lines: [String]
    /// Lines whose lineage is not known are absent.
    package let lineages: [String: String]
    /// The column that the lineages are from, such as `OncotreeLineage`.
    package let lineageColumn: String
    /// Names such as `A375_SKIN` that only one line has, in upper case, and its identifier.
    private let aliases: [String: String]

    package init(
        lines: [String],
        lineages: [String: String],
        lineageColumn: String = "lineage",
        aliases: [String: String] = [:]
    ) {
        self.lines = lines
        self.lineages = lineages
        self.lineageColumn = lineageColumn
        self.aliases = aliases
    }

    /// The identifier of a line under any of its names; `nil` where none or several have it.
    package func line(named name: String) -> String? {
        aliases[name.uppercased()] ?? (lineages[name] != nil ? name : nil)
    }

    /// The lineage of each line, `nil` where it is not known.
    package func lineages(of lines: [String]) -> [String?] {
        lines.map { name in lineages[name] ?? line(named: name).flatMap { lineages[$0] } }
    }

    /// The matrix with its lines by their identifiers, as files of RNAi need that have names such as `A375_SKIN`.
    ///
    /// A line that is not known, or would stand twice, keeps its name.
    package func identifying(_ matrix: LabelledMatrix) -> LabelledMatrix {
        let identifiers = matrix.lines.map { line(named: $0) ?? $0 }
        var counts: [String: Int] = [:]
        for name in Set(matrix.lines) { counts[name, default: 0] += 1 }
        for (name, identifier) in zip(matrix.lines, identifiers) where name != identifier {
            counts[identifier, default: 0] += 1
        }
        return matrix.renamingLines(
            zip(matrix.lines, identifiers).map { name, identifier in
                name == identifier || counts[identifier] == 1 ? identifier : name
            }
        )
    }
}

extension LineAnnotations {
    /// Reads a table of a row a line.
    ///
    /// The line is the column `ModelID`, `DepMap_ID` or the first one without a name; its lineage the first of
    /// `OncotreeLineage`, `lineage`, `lineage_1`, `tissue`, `primary_tissue`, `OncotreePrimaryDisease`,
    /// `primary_disease` there is. A line may stand in several rows that agree.
    /// - Throws: a `Rejection`: `no-line-names`, `no-lineage`, `empty-line-name`, and `duplicate-line` where two
    ///   rows of a line disagree.
    package init(_ table: Table) throws(Rejection) {
        let names = table.header.map { $0.lowercased().filter { $0 != " " } }
        func column(_ wanted: [String]) -> Int? { wanted.lazy.compactMap { names.firstIndex(of: $0) }.first }
        let named = column(["modelid", "model_id", "depmap_id", "depmapid"])
        guard let nameColumn = named ?? (LineTable.rowNames.contains(names[0]) ? 0 : nil) else {
            throw Rejection(
                rule: "no-line-names",
                reason: "No column names the lines.",
                row: 1,
                expected: "a column ModelID or DepMap_ID, or a first column without a name",
                remedy: "Give Model.csv of the release, or name the column of the lines ModelID."
            )
        }
        guard let lineageColumn = column(Self.lineageColumns) else {
            throw Rejection(
                rule: "no-lineage",
                reason: "No column holds the lines' lineage.",
                row: 1,
                expected: "a column OncotreeLineage, lineage or primary_disease",
                remedy: "Give Model.csv of the release, or name the column of the tissue lineage."
            )
        }
        let aliasColumns = names.indices.filter { Self.aliasColumns.contains(names[$0]) }
        var lines: [String] = []
        var lineages: [String: String] = [:]
        var firstRows: [String: Int] = [:]
        var aliases: [String: String?] = [:]
        for row in 0..<table.rowCount {
            let line = trimmed(table.text(row: row, column: nameColumn))
            let lineage = trimmed(table.text(row: row, column: lineageColumn))
            let known = isMissing(lineage) || lineage.lowercased() == "unknown" ? nil : lineage
            guard !line.isEmpty else { throw Self.emptyName(table, row: row, column: nameColumn) }
            if let first = firstRows[line] {
                guard lineages[line] == known else {
                    throw Self.disagreement(table, row: row, first: first, column: nameColumn)
                }
                continue
            }
            firstRows[line] = row
            lines.append(line)
            lineages[line] = known
            for column in aliasColumns {
                let alias = trimmed(table.text(row: row, column: column)).uppercased()
                if alias.isEmpty || isMissing(alias) { continue }
                // a name that two lines have is neither's
                if let other = aliases[alias], other != line {
                    aliases[alias] = .some(nil)
                } else {
                    aliases[alias] = line
                }
            }
        }
        for line in lines { aliases[line.uppercased()] = line }
        self.init(
            lines: lines,
            lineages: lineages,
            lineageColumn: table.header[lineageColumn],
            aliases: aliases.compactMapValues { $0 }
        )
    }

    private static let lineageColumns = [
        "oncotreelineage", "lineage", "lineage_1", "tissue", "primary_tissue", "oncotreeprimarydisease",
        "primary_disease",
    ]

    private static let aliasColumns: Set<String> = [
        "celllinename", "strippedcelllinename", "cclename", "cell_line_name", "stripped_cell_line_name",
        "ccle_name", "cell_line_display_name",
    ]

    private static func emptyName(_ table: Table, row: Int, column: Int) -> Rejection {
        Rejection(
            rule: "empty-line-name",
            reason: "The row has no name.",
            row: table.lineNumber(ofRow: row),
            column: table.header[column],
            expected: "a name such as ACH-000001",
            remedy: "Name the row, or delete it."
        )
    }

    private static func disagreement(_ table: Table, row: Int, first: Int, column: Int) -> Rejection {
        Rejection(
            rule: "duplicate-line",
            reason:
                "The line stands already on line \(table.lineNumber(ofRow: first)), with another lineage.",
            row: table.lineNumber(ofRow: row),
            column: table.header[column],
            value: table.text(row: row, column: column),
            expected: "one lineage a line",
            remedy: "Keep the row that is right and delete the other."
        )
    }
}
