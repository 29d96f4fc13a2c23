package import Screen
package import Tables

/// What a dropped file holds, before it is known what it is about.
package enum DroppedTable: Sendable {
    /// A table, and the lines before it where there are any.
    case rows(Table, HeaderBlock?)
    /// Pictures of a plate.
    case grids(PlateGrids)
}

/// Reads the bytes of a dropped file: a table, a table behind a header block, or grids.
///
/// A header is told by a column that names plates or wells, or by the columns of `profile`. Throws what
/// `TableReader` and `PlateGrids` throw, and `wells-as-columns` where wells stand side by side.
package func readTable(
    _ bytes: [UInt8],
    limits: TableLimits = .standard,
    profile: ReadingProfile? = nil
) throws(Rejection) -> DroppedTable {
    guard let text = try TableReader.text(of: bytes, limits: limits) else {
        return .rows(try TableReader.read(bytes, limits: limits), nil)
    }
    let place = HeaderBlock.find(in: text) { names in
        profile?.isHeader(names) ?? false || isHeader(names)
    }
    switch place {
    case .first: return .rows(try TableReader.read(text, limits: limits), nil)
    case .behind(let block, let table):
        return .rows(try TableReader.read(table, limits: limits), block)
    case .nowhere:
        if let grids = try PlateGrids.find(in: text) { return .grids(grids) }
        if let transposed = wellsAsColumns(text) { throw transposed }
        return .rows(try TableReader.read(text, limits: limits), nil)
    }
}

/// Whether a line has the name of a column for plates or wells, and another name.
private func isHeader(_ names: [String]) -> Bool {
    let plain = names.map(plainName)
    guard plain.count(where: { !$0.isEmpty }) >= 2 else { return false }
    let columns = ColumnNames(names)
    let wells =
        KnownColumns.withOrWithoutMetadata(KnownColumns.wells) + KnownColumns.destinationWells + ["well_id"]
    if columns.first(of: wells) != nil { return true }
    if columns.first(of: KnownColumns.withOrWithoutMetadata(KnownColumns.rows)) != nil,
        columns.first(of: KnownColumns.withOrWithoutMetadata(KnownColumns.columns)) != nil
    {
        return true
    }
    // 'Plate,Plate 1' of a header block is no header
    return columns.has("plate_map_name")
}

/// Refuses a text in which wells stand side by side, as kinetic exports have them; `nil` for any other.
private func wellsAsColumns(_ text: [UInt8]) -> Rejection? {
    let place = HeaderBlock.find(in: text) { names in
        names.count { WellPosition($0) != nil } >= max(6, names.count / 2)
    }
    let line: Int
    switch place {
    case .nowhere: return nil
    case .first: line = 1
    case .behind(let block, _): line = block.lineCount + 1
    }
    return Rejection(
        rule: "wells-as-columns",
        reason: "Wells stand side by side, a column each.",
        row: line,
        expected: "one row a well, and a column for each feature",
        remedy: "Export a table with one row a well, or turn this one round."
    )
}
