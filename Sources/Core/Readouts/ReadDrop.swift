package import Screen
package import Tables

/// Tells what a dropped table is, and reads it.
///
/// - A platemap of ours has the columns `plate`, `well` and `role` and no features.
/// - A JUMP platemap has `well_position` and `broad_sample`, and no plate beside features.
/// - Results have a plate and a well (`well_id`; `plate` and `address`; `Metadata_Plate` and
///   `Metadata_Well`; `plate` and `well`; and their usual variants) and at least one feature.
///
/// `fileName` gives the barcode of a JUMP platemap. What was read agrees with itself; results are
/// compared with layouts by `checkReadout`, platemaps with known plates by `checkPlatemap`. Throws a
/// `Rejection` for everything else, such as `unknown-columns`, `no-features`, `not-a-number`,
/// `not-finite`, `unknown-well`, `contradicting-plate`, `mixed-checkpoints`, `unknown-gene`,
/// `unknown-guide`, `unknown-role`, `role-conflict`, `duplicate-well`, `no-control-wells`.
package func readDrop(
    _ table: Table,
    fileName: String,
    context: ReadoutContext
) throws(Rejection) -> Drop {
    let names = ColumnNames(table)
    let hasPlate = names.first(of: KnownColumns.withOrWithoutMetadata(KnownColumns.plates)) != nil
    let hasWell = names.first(of: KnownColumns.withOrWithoutMetadata(KnownColumns.wells)) != nil
    if names.has("plate_map_name"), hasPlate, !hasWell {
        throw Rejection(
            rule: "barcode-list",
            reason: "The file lists which platemap belongs to which plate, not what wells hold.",
            expected: "a platemap or a file of results",
            remedy:
                "Drop each plate's platemap under the name of the plate's barcode, such as BR00117006.txt."
        )
    }
    guard let columns = ReadoutColumns(table) else {
        if hasWell, names.has("broad_sample") {
            return .platemap(try readJUMPPlatemap(table, fileName: fileName, context: context))
        }
        throw unknownColumns(table, hasPlate: hasPlate, hasWell: hasWell)
    }
    if columns.features.isEmpty {
        if names.has("role"), names.has("plate") {
            return .platemap(try readPlatemapCSV(table, context: context))
        }
        throw noFeatures(table, columns)
    }
    return .readout(try readReadout(table, columns: columns, context: context))
}

private func unknownColumns(_ table: Table, hasPlate: Bool, hasWell: Bool) -> Rejection {
    let reason =
        if table.header.count == 1 {
            "The header line is a single column, \(listed(table.header))."
        } else if hasPlate {
            "No column names the well; the columns are \(listed(table.header))."
        } else if hasWell {
            "No column names the plate; the columns are \(listed(table.header))."
        } else {
            "The columns are not those of results or of a platemap: \(listed(table.header))."
        }
    return Rejection(
        rule: "unknown-columns",
        reason: reason,
        row: 1,
        expected: "results: well_id, or plate and address, or Metadata_Plate and Metadata_Well, or plate and "
            + "well, and features; a platemap: plate, well, role, gene_a, guide_a, gene_b, guide_b, or "
            + "well_position and broad_sample",
        remedy: table.header.count == 1
            ? "Separate the columns with commas, tabs or semicolons, and keep the header line."
            : "Name the columns for the plate and the well, for example 'plate' and 'well', in the first line."
    )
}

private func noFeatures(_ table: Table, _ columns: ReadoutColumns) -> Rejection {
    let decimalComma = table.header.indices.first { column in
        !columns.isKnown(column) && hasDecimalComma(table.word(row: 0, column: column))
    }
    return Rejection(
        rule: "no-features",
        reason: "No column holds features: besides plate and well there is no column of numbers.",
        row: decimalComma.map { _ in table.lineNumber(ofRow: 0) },
        column: decimalComma.map { table.header[$0] },
        value: decimalComma.map { table.word(row: 0, column: $0) },
        expected: "one column of numbers a feature, such as feature_0, feature_1",
        remedy: decimalComma == nil
            ? "Export the embeddings with their features; a platemap needs the column 'role'."
            : "Write numbers with a decimal point, not a comma."
    )
}

/// `0,5` or `-12,25`: a number as some spreadsheets write it.
func hasDecimalComma(_ text: String) -> Bool {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    return parts.count == 2 && parseDouble("\(parts[0]).\(parts[1])") != nil
}
