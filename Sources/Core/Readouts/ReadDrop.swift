package import Screen
package import Tables

/// Tells what a dropped table is, and reads it.
///
/// - A platemap of ours has the columns `plate`, `well` and `role` and no features.
/// - A JUMP platemap has `well_position` and `broad_sample`, and no plate beside features.
/// - Results have a plate and a well (`well_id`; `plate` and `address`; `Metadata_Plate` and
///   `Metadata_Well`; `plate` and `well`; and their usual variants) and at least one feature.
///
/// Results are read by the campaign's profile where it has one in writing (`context.profile`), else by what
/// `sniffProfile` makes of the file. `fileName` gives the barcode of a JUMP platemap, and of results that do not
/// name their plate. What was read agrees with itself; results are compared with layouts by `checkReadout`,
/// platemaps with known plates by `checkPlatemap`. Throws a `Rejection` for everything else, such as
/// `unknown-columns`, `no-features`, `profile-drift`, `not-a-number`, `not-finite`, `unknown-well`,
/// `contradicting-plate`, `mixed-checkpoints`, `unknown-gene`, `unknown-guide`, `unknown-role`, `role-conflict`,
/// `duplicate-well`, `no-control-wells`.
package func readDrop(
    _ table: Table,
    block: HeaderBlock? = nil,
    fileName: String,
    context: ReadoutContext
) throws(Rejection) -> Drop {
    if let profile = context.profile {
        let drift = profile.drift(of: table, block: block)
        if drift.isEmpty {
            let readout = try readReadout(table, profile, block: block, fileName: fileName, context: context)
            return .readout(readout)
        }
        if let platemap = try readPlatemap(table, fileName: fileName, context: context) {
            return .platemap(platemap)
        }
        throw drift.rejection(profile, line: (block?.lineCount ?? 0) + 1)
    }
    if let platemap = try readPlatemap(table, fileName: fileName, context: context) {
        return .platemap(platemap)
    }
    let sniffed = try SniffedColumns(table, block: block, fileName: fileName, context: context)
    guard !sniffed.profile.features.isEmpty else { throw noFeatures(table) }
    return .readout(
        try readReadout(table, sniffed.profile, block: block, fileName: fileName, context: context)
    )
}

/// What a dropped file holds, read by `readTable`.
package func readDrop(
    _ dropped: DroppedTable,
    fileName: String,
    context: ReadoutContext
) throws(Rejection) -> Drop {
    switch dropped {
    case .rows(let table, let block):
        try readDrop(table, block: block, fileName: fileName, context: context)
    case .grids(let grids):
        .readout(try readGrids(grids, fileName: fileName, context: context))
    }
}

/// `nil` for a table that is no platemap.
private func readPlatemap(
    _ table: Table,
    fileName: String,
    context: ReadoutContext
) throws(Rejection) -> Platemap? {
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
    switch PlatemapForm(table, fileName: fileName, context: context) {
    case .jump: return try readJUMPPlatemap(table, fileName: fileName, context: context)
    case .ours: return try readPlatemapCSV(table, context: context)
    case nil: return nil
    }
}

/// Whether a dropped file is a platemap by its columns, whatever its wells are said to hold.
package func isPlatemap(_ dropped: DroppedTable, fileName: String, context: ReadoutContext) -> Bool {
    guard case .rows(let table, _) = dropped else { return false }
    return PlatemapForm(table, fileName: fileName, context: context) != nil
}

private enum PlatemapForm {
    case jump
    case ours

    /// `nil` for a table that is no platemap.
    init?(_ table: Table, fileName: String, context: ReadoutContext) {
        let names = ColumnNames(table)
        let plates = KnownColumns.withOrWithoutMetadata(KnownColumns.plates)
        let wells = KnownColumns.withOrWithoutMetadata(KnownColumns.wells)
        if names.first(of: wells) != nil, names.first(of: plates) == nil, !names.has("well_id"),
            names.has("broad_sample")
        {
            self = .jump
            return
        }
        guard names.has("role"), names.has("plate"), names.first(of: wells) != nil else {
            return nil
        }
        // because a table that no columns make results of has no features either
        let sniffed = try? SniffedColumns(table, block: nil, fileName: fileName, context: context)
        guard sniffed?.profile.features.isEmpty ?? true else { return nil }
        self = .ours
    }
}

func unknownColumns(_ table: Table, hasPlate: Bool, hasWell: Bool) -> Rejection {
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

func noFeatures(_ table: Table) -> Rejection {
    let decimalComma = table.header.indices.first { column in
        !KnownColumns.notFeatures.contains(plainName(table.header[column]))
            && hasDecimalComma(table.word(row: 0, column: column))
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
