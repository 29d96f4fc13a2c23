package import Screen
package import Tables

/// A profile told from one file, and how each part of it was told.
package struct SniffedProfile: Sendable {
    package let profile: ReadingProfile
    /// Sentences for people, in the order of a profile's parts.
    package let reasons: [String]
    /// Columns of numbers that are no features, each with the reason.
    package let leftOut: [(column: String, why: String)]
}

/// Tells from a table how it is to be read, and why so.
///
/// The same table, name and known barcodes always give the same profile; it is the one that `readDrop` reads
/// results by where the campaign has none in writing. Throws `unknown-columns` where no columns say which plate
/// and well a row is of, and `no-features` where no column holds features.
package func sniffProfile(
    _ table: Table,
    block: HeaderBlock? = nil,
    fileName: String,
    context: ReadoutContext
) throws(Rejection) -> SniffedProfile {
    let sniffed = try SniffedColumns(table, block: block, fileName: fileName, context: context)
    guard !sniffed.profile.features.isEmpty else { throw noFeatures(table) }
    return SniffedProfile(
        profile: sniffed.profile,
        reasons: sniffed.reasons(table, block: block, fileName: fileName, context: context),
        leftOut: sniffed.features.leftOut.map { (table.header[$0.column], $0.why) }
    )
}

/// What the columns of a table say, with or without features among them.
struct SniffedColumns {
    let profile: ReadingProfile
    let features: FeatureColumns
    let wellID: Int?

    /// - throws: `unknown-columns` where no columns say which plate and well a row is of.
    init(
        _ table: Table,
        block: HeaderBlock?,
        fileName: String,
        context: ReadoutContext
    ) throws(Rejection) {
        let names = ColumnNames(table)
        let name: (Int) -> String = { table.header[$0] }
        let metadataPlates = names.all(of: KnownColumns.withMetadata(KnownColumns.plates))
        let metadataWells = names.all(of: KnownColumns.withMetadata(KnownColumns.wells))
        let isJUMP = !metadataPlates.isEmpty || !metadataWells.isEmpty
        let wellID = isJUMP ? nil : names.first(of: ["well_id"])
        let plates = metadataPlates.isEmpty ? names.all(of: KnownColumns.plates) : metadataPlates
        let wells = wellColumns(
            metadataWells.isEmpty ? names.all(of: KnownColumns.wells) : metadataWells,
            of: table,
            isAlone: wellID == nil
        )
        let rowAndColumn = wellID == nil && wells.isEmpty ? rowAndColumn(table, names) : nil
        let source = try plateSource(
            plates.map(name),
            hasWellID: wellID != nil,
            hasWell: !wells.isEmpty || rowAndColumn != nil,
            table,
            block,
            fileName,
            context
        )
        let dialect: Readout.Dialect =
            if isJUMP {
                .jump
            } else if names.has("perturbation") || names.has("batch_id"), hasNamedFeature(table) {
                .efaar
            } else if wellID != nil || names.has("address") {
                .rxrx3
            } else if block != nil {
                .reader
            } else {
                .plain
            }
        let experiment =
            dialect == .rxrx3 || dialect == .efaar ? names.first(of: KnownColumns.experiments) : nil
        let cellCount = names.first(of: KnownColumns.withOrWithoutMetadata(KnownColumns.cellCounts))
        let checkpoint = names.first(of: KnownColumns.withOrWithoutMetadata(KnownColumns.checkpoints))
        let claims = KnownColumns.claims.flatMap { kind, spellings in
            names.all(of: KnownColumns.withOrWithoutMetadata(spellings)).map { (kind: kind, column: $0) }
        }
        let taken =
            plates + wells + claims.map(\.column)
            + [wellID, experiment, cellCount, checkpoint, rowAndColumn?.row, rowAndColumn?.column]
            .compactMap { $0 }
        let features = FeatureColumns(
            table,
            dialect: dialect,
            taken: Set(taken),
            expected: Set(context.features ?? [])
        )
        self.wellID = wellID
        self.features = features
        profile = ReadingProfile(
            dialect: dialect,
            plate: source,
            well: wellID.map { .id(name($0), columns: wells.map(name)) } ?? rowAndColumn?.source
                ?? .columns(wells.map(name)),
            experiment: experiment.map(name),
            cellCount: cellCount.map(name),
            checkpoint: checkpoint.map(name),
            claims: claims.map { .init(column: name($0.column), kind: $0.kind) },
            features: features.columns.map(name),
            leftOut: features.leftOut.map { name($0.column) },
            separator: table.separator?.name,
            headerBlock: block?.facts.map(\.key) ?? []
        )
    }
}

private func hasNamedFeature(_ table: Table) -> Bool {
    table.header.contains { $0.lowercased().contains("feature") }
}

/// The columns that name wells: those with at least one position in them, or all where none has.
///
/// So `position` may be a number of something else beside a column of wells, and one bad cell among wells is
/// still an error.
private func wellColumns(_ candidates: [Int], of table: Table, isAlone: Bool) -> [Int] {
    guard candidates.count > 1 || !isAlone else { return candidates }
    let good = candidates.filter { positions(in: $0, of: table) > 0 }
    return good.isEmpty && isAlone ? candidates : good
}

/// How many cells of a column are positions of wells.
func positions(in column: Int, of table: Table) -> Int {
    (0..<table.rowCount).count { WellPosition(table.word(row: $0, column: column)) != nil }
}

private struct RowAndColumn {
    let row: Int
    let column: Int
    let source: ReadingProfile.WellSource
}

/// Two columns with a row's and a column's number; `nil` where there are none.
///
/// They count from 0 where a 0 is among them, else from 1.
private func rowAndColumn(_ table: Table, _ names: ColumnNames) -> RowAndColumn? {
    guard let row = names.first(of: KnownColumns.withOrWithoutMetadata(KnownColumns.rows)),
        let column = names.first(of: KnownColumns.withOrWithoutMetadata(KnownColumns.columns))
    else { return nil }
    let hasZero = (0..<table.rowCount).contains { number in
        table.number(row: number, column: row) == 0 || table.number(row: number, column: column) == 0
    }
    return RowAndColumn(
        row: row,
        column: column,
        source: .rowAndColumn(
            row: table.header[row],
            column: table.header[column],
            countsFrom: hasZero ? 0 : 1
        )
    )
}

/// Where a table says which plate its rows are of.
private func plateSource(
    _ plates: [String],
    hasWellID: Bool,
    hasWell: Bool,
    _ table: Table,
    _ block: HeaderBlock?,
    _ fileName: String,
    _ context: ReadoutContext
) throws(Rejection) -> ReadingProfile.PlateSource {
    guard hasWellID || hasWell else {
        throw unknownColumns(table, hasPlate: !plates.isEmpty, hasWell: false)
    }
    if hasWellID || !plates.isEmpty { return .columns(plates) }
    if let fact = plateFact(of: block?.facts ?? [], known: context.knownBarcodes) {
        return .headerBlock(key: fact.key)
    }
    let known = barcode(inFileName: fileName, known: context.knownBarcodes)
    // A name says nothing where the plates that it might be of are known and it contains none.
    if known != nil || context.knownBarcodes.isEmpty { return .fileName }
    throw unknownColumns(table, hasPlate: false, hasWell: true)
}
