import Screen
import Tables

/// Which cells of a table of lines × genes hold names, values and neither.
///
/// Reads every DepMap release: the lines named by a first column without a name, by `DepMap_ID` or by
/// `ModelID`; from 25Q2 on a row a sequencing run, of which only the model's default entry is kept.
/// Columns are found by name, since releases differ in their order.
struct LineTable {
    /// A kept row and the line it is of.
    struct Line {
        let name: String
        let row: Int
    }

    let lines: [Line]
    /// Rows that are not the default entry of their model.
    let skippedRows: Int
    /// Every column that is neither a name nor known metadata.
    let geneColumns: [Int]

    /// Throws `no-line-names`, `no-default-entry`, `not-a-default-entry`, `empty-line-name`,
    /// `duplicate-line` and `no-genes`.
    init(_ table: Table) throws(Rejection) {
        let names = table.header.map { $0.lowercased() }
        let nameColumn = try Self.nameColumn(of: table, names: names)
        let defaultColumn =
            names.firstIndex(of: "isdefaultentryformodel") ?? names.firstIndex(of: "is_default_entry")
        geneColumns = names.indices.filter { $0 != nameColumn && !Self.metadata.contains(names[$0]) }
        guard !geneColumns.isEmpty else {
            throw Rejection(
                rule: "no-genes",
                reason: "No column is named after a gene.",
                row: 1,
                expected: "a column a gene, such as 'SOX10 (6663)' or 'SOX10'",
                remedy: "Give a table with lines as rows and genes as columns."
            )
        }
        var lines: [Line] = []
        var firstRows: [String: Int] = [:]
        for row in 0..<table.rowCount {
            if let defaultColumn, try !Self.isDefault(table, row: row, column: defaultColumn) { continue }
            let name = trimmed(table.text(row: row, column: nameColumn))
            guard !name.isEmpty else {
                throw Rejection(
                    rule: "empty-line-name",
                    reason: "The row has no name.",
                    row: table.lineNumber(ofRow: row),
                    column: table.header[nameColumn],
                    expected: "a name such as ACH-000001",
                    remedy: "Name the row, or delete it."
                )
            }
            if let first = firstRows.updateValue(row, forKey: name) {
                throw Rejection(
                    rule: "duplicate-line",
                    reason: "The name stands already on line \(table.lineNumber(ofRow: first)).",
                    row: table.lineNumber(ofRow: row),
                    column: table.header[nameColumn],
                    value: name,
                    expected: "one row a line or sample",
                    remedy: "Keep the row to be used and delete the other."
                )
            }
            lines.append(Line(name: name, row: row))
        }
        guard !lines.isEmpty else {
            throw Rejection(
                rule: "no-default-entry",
                reason: "No row is the default entry of its model.",
                column: defaultColumn.map { table.header[$0] },
                expected: "'Yes' for one row of each model",
                remedy: "Give the file as the release has it."
            )
        }
        self.lines = lines
        skippedRows = table.rowCount - lines.count
    }

    private static func nameColumn(of table: Table, names: [String]) throws(Rejection) -> Int {
        for name in ["modelid", "model_id", "depmap_id"] {
            if let column = names.firstIndex(of: name) { return column }
        }
        let isMetadata = metadata.contains(names[0]) && !["", "unnamed: 0"].contains(names[0])
        let isNamed = rowNames.contains(names[0]) || (!isMetadata && table.number(row: 0, column: 0) == nil)
        if isNamed { return 0 }
        throw Rejection(
            rule: "no-line-names",
            reason: "No column names the rows.",
            row: 1,
            expected: "a column ModelID or DepMap_ID, or a first column without a name",
            remedy: "Put the names of lines or samples in the first column."
        )
    }

    private static func isDefault(_ table: Table, row: Int, column: Int) throws(Rejection) -> Bool {
        switch trimmed(table.text(row: row, column: column)).lowercased() {
        case "yes", "true", "1": return true
        case "no", "false", "0": return false
        default:
            throw Rejection(
                rule: "not-a-default-entry",
                reason: "The cell does not say whether the row is the model's default entry.",
                row: table.lineNumber(ofRow: row),
                column: table.header[column],
                value: table.text(row: row, column: column),
                expected: "Yes or No",
                remedy: "Give the file as the release has it."
            )
        }
    }

    /// Headers under which even a number is a name, in lower case.
    static let rowNames: Set<String> = [
        "", "unnamed: 0", "sample", "samples", "sample_id", "sampleid", "sample_name", "line", "cell_line",
        "id", "patient", "patient_id", "model",
    ]

    /// Columns of DepMap files that are no genes, in lower case.
    static let metadata: Set<String> = [
        "", "unnamed: 0", "modelid", "model_id", "depmap_id", "sequencingid", "profileid", "modelconditionid",
        "isdefaultentryformodel", "isdefaultentryformc", "is_default_entry", "patientid", "celllinename",
        "strippedcelllinename", "cclename", "cell_line_name", "stripped_cell_line_name", "ccle_name",
        "cell_line_display_name", "lineage", "lineage_subtype", "lineage_1", "lineage_2", "lineage_3",
        "lineage_4", "lineage_6", "primary_disease", "oncotreelineage", "oncotreeprimarydisease",
        "oncotreesubtype", "oncotreecode",
    ]
}
