import Screen
import Tables

/// Finds columns by name, capitals and punctuation aside; where several fit, the first name asked for wins.
struct ColumnNames {
    private let numbers: [String: Int]

    init(_ header: [String]) {
        numbers = Dictionary(
            header.enumerated().map { (plainName($1), $0) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    init(_ table: Table) { self.init(table.header) }

    func first(of names: [String]) -> Int? { names.lazy.compactMap { numbers[$0] }.first }

    func all(of names: [String]) -> [Int] { names.compactMap { numbers[$0] } }

    func has(_ name: String) -> Bool { numbers[name] != nil }
}

/// `plate_barcode` of `Plate Barcode`, `height_µm` of `Height [µm]`: lower case, all but letters and digits as
/// one `_`, none at either end.
func plainName(_ name: String) -> String {
    // thousands of columns have ASCII names, which need not be taken apart letter by letter
    guard name.utf8.allSatisfy({ $0 < 128 }) else { return plainLetters(name) }
    var plain: [UInt8] = []
    plain.reserveCapacity(name.utf8.count)
    var isGap = false
    for byte in name.utf8 {
        switch byte {
        case 48...57, 65...90, 97...122:
            if isGap { plain.append(UInt8(ascii: "_")) }
            isGap = false
            plain.append((65...90).contains(byte) ? byte + 32 : byte)
        default: isGap = !plain.isEmpty
        }
    }
    return String(decoding: plain, as: UTF8.self)
}

/// The same for any text.
func plainLetters(_ name: String) -> String {
    var plain = ""
    var isGap = false
    for character in name.lowercased() {
        guard character.isLetter || character.isNumber else {
            isGap = !plain.isEmpty
            continue
        }
        if isGap { plain.append("_") }
        isGap = false
        plain.append(character)
    }
    return plain
}

/// The names that columns go by, plain (`plainName`) and without `metadata_`.
enum KnownColumns {
    static let plates = [
        "plate", "assay_plate_barcode", "plate_barcode", "platebarcode", "barcode", "plate_id", "plateid",
        "plate_name", "platename",
    ]
    static let wells = [
        "well", "well_position", "address", "cpd_well_position", "position", "well_name", "wellname",
    ]
    static let rows = ["row", "well_row", "plate_row", "row_number"]
    static let columns = ["column", "col", "well_column", "well_col", "plate_column", "column_number"]
    static let experiments = ["experiment_name", "experiment"]
    static let cellCounts = [
        "cell_count", "cells_count", "cellcount", "count_cells", "n_cells", "num_cells", "nuclei_count",
        "object_count", "image_count_cells", "image_count_nuclei", "count_nuclei", "number_of_cells",
        "cells_number_of_objects", "nuclei_number_of_objects", "number_of_objects",
    ]
    static let checkpoints = ["embedding_model", "checkpoint", "embedding_checkpoint", "model_checkpoint"]
    static let claims: [(kind: NamedGuides.Kind, names: [String])] = [
        (.gene, ["gene", "gene_a", "gene_b", "gene1", "gene2", "gene_1", "gene_2", "gene_symbol", "symbol"]),
        (.guide, ["guide", "guide_a", "guide_b", "guide1", "guide2", "guide_1", "guide_2"]),
        (.treatment, ["treatment", "perturbation"]),
        (.sample, ["broad_sample"]),
        (.role, ["role", "control_type", "pert_type", "well_type"]),
    ]
    /// Numbers about a well that are no features.
    static let others = [
        "well_id", "site", "sites", "site_count", "field", "fields", "number_of_fields", "replicate",
        "batch", "batch_id", "round", "campaign", "source", "date", "time", "timestamp", "operator",
        "instrument", "cell_type", "cell_line", "passage", "concentration", "concentration_um", "dose",
        "dose_um", "smiles", "inchi", "inchikey", "compound", "solvent", "perturbation_type",
        "well_type_label", "plate_number", "plate_type", "plate_format", "plate_map_name", "modality",
        "negcon_control_type", "target_sequence", "gene_id", "url", "status",
        // Row numbers of pandas and R.
        "index", "level_0", "index_level_0", "rownames",
        // CellProfiler's numbers of images, objects and tables.
        "imagenumber", "image_number", "objectnumber", "object_number", "tablenumber", "table_number",
        // What Harmony and Columbus write beside each well.
        "plane", "timepoint", "number_of_analyzed_fields", "height_µm", "height_μm", "time_s", "temperature",
        "target_temperature", "co2", "target_co2",
    ]

    static let notFeatures = Set(
        plates + wells + rows + columns + experiments + cellCounts + checkpoints
            + claims.flatMap(\.names) + others + dispenseFailures
    )

    /// pycytominer's prefix, then the one that CellProfiler gives the same columns in its own exports.
    static let metadataPrefixes = ["metadata_", "image_metadata_"]

    static func withMetadata(_ names: [String]) -> [String] {
        metadataPrefixes.flatMap { prefix in names.map { prefix + $0 } }
    }

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
