import Screen
import Tables

/// Finds columns by name, capitals aside; where several fit, the first name asked for wins.
struct ColumnNames {
    private let numbers: [String: Int]

    init(_ table: Table) {
        numbers = Dictionary(
            table.header.enumerated().map { ($1.lowercased(), $0) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    func first(of names: [String]) -> Int? { names.lazy.compactMap { numbers[$0] }.first }

    func all(of names: [String]) -> [Int] { names.compactMap { numbers[$0] } }

    func has(_ name: String) -> Bool { numbers[name] != nil }
}

/// The names that columns go by, in lower case and without `metadata_`.
enum KnownColumns {
    static let plates = [
        "plate", "assay_plate_barcode", "plate_barcode", "platebarcode", "barcode", "plate_id",
    ]
    static let wells = ["well", "well_position", "address", "cpd_well_position", "position"]
    static let experiments = ["experiment_name", "experiment"]
    static let cellCounts = [
        "cell_count", "cells_count", "cellcount", "count_cells", "n_cells", "num_cells", "nuclei_count",
        "object_count", "image_count_cells", "image_count_nuclei",
    ]
    static let checkpoints = ["embedding_model", "checkpoint", "embedding_checkpoint", "model_checkpoint"]
    static let claims: [(kind: NamedGuides.Kind, names: [String])] = [
        (.gene, ["gene", "gene_a", "gene_b", "gene1", "gene2", "gene_1", "gene_2", "gene_symbol", "symbol"]),
        (.guide, ["guide", "guide_a", "guide_b", "guide1", "guide2", "guide_1", "guide_2"]),
        (.treatment, ["treatment"]),
        (.sample, ["broad_sample"]),
        (.role, ["role"]),
    ]
    /// Numbers about a well that are no features.
    static let others = [
        "well_id", "row", "col", "column", "well_row", "well_col", "well_column", "site", "field",
        "replicate",
        "batch", "round", "campaign", "source", "date", "time", "timestamp", "operator", "instrument",
        "cell_type", "concentration", "smiles", "perturbation_type", "well_type_label", "index",
    ]

    static let notFeatures = Set(
        plates + wells + experiments + cellCounts + checkpoints + claims.flatMap(\.names) + others
    )

    static func withMetadata(_ names: [String]) -> [String] { names.map { "metadata_" + $0 } }

    static func withOrWithoutMetadata(_ names: [String]) -> [String] { withMetadata(names) + names }
}

/// Text that stands for a missing value in tables from R, pandas and spreadsheets.
func isMissing(_ text: String) -> Bool {
    ["", "na", "n/a", "#n/a", "nan", "<na>", "null", "none", "-"].contains(text.lowercased())
}

extension Table {
    /// A cell without blanks at either end.
    func word(row: Int, column: Int) -> String { withoutOuterBlanks(text(row: row, column: column)) }
}

func withoutOuterBlanks(_ text: some StringProtocol) -> String {
    let rest = text.drop { $0.isWhitespace }
    guard let last = rest.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(rest[...last])
}

/// `'A', 'B' and 2 more`: names from a file, for a message.
func listed(_ names: [String], atMost limit: Int = 6) -> String {
    let shown = names.prefix(limit).map { "'\(Rejection.shortened($0))'" }.joined(separator: ", ")
    return names.count > limit ? "\(shown) and \(names.count - limit) more" : shown
}
