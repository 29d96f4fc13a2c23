import Tables

/// Which columns of a file of results hold what.
struct ReadoutColumns {
    let dialect: Readout.Dialect
    /// RxRx3's `<experiment>_<plate>_<address>`.
    let wellID: Int?
    let plates: [Int]
    let wells: [Int]
    let experiment: Int?
    let features: [Int]
    let cellCount: Int?
    let checkpoint: Int?
    let claims: [(kind: NamedGuides.Kind, column: Int)]

    private let known: Set<Int>

    /// `nil` where no columns name both the plate and the well.
    init?(_ table: Table) {
        let names = ColumnNames(table)
        let metadataPlates = names.all(of: KnownColumns.withMetadata(KnownColumns.plates))
        let metadataWells = names.all(of: KnownColumns.withMetadata(KnownColumns.wells))
        plates = metadataPlates.isEmpty ? names.all(of: KnownColumns.plates) : metadataPlates
        wells = metadataWells.isEmpty ? names.all(of: KnownColumns.wells) : metadataWells
        let isJUMP = !metadataPlates.isEmpty || !metadataWells.isEmpty
        wellID = isJUMP ? nil : names.first(of: ["well_id"])
        guard wellID != nil || (!plates.isEmpty && !wells.isEmpty) else { return nil }
        dialect = isJUMP ? .jump : wellID != nil || names.has("address") ? .rxrx3 : .plain
        experiment = dialect == .rxrx3 ? names.first(of: KnownColumns.experiments) : nil
        cellCount = names.first(of: KnownColumns.withOrWithoutMetadata(KnownColumns.cellCounts))
        checkpoint = names.first(of: KnownColumns.withOrWithoutMetadata(KnownColumns.checkpoints))
        claims = KnownColumns.claims.flatMap { kind, spellings in
            names.all(of: KnownColumns.withOrWithoutMetadata(spellings)).map { (kind, $0) }
        }
        let known = Set(table.header.indices.filter { ReadoutColumns.isMetadata(table.header[$0]) })
        self.known = known
        let named = table.header.indices.filter { table.header[$0].lowercased().hasPrefix("feature") }
        if dialect == .rxrx3, !named.isEmpty {
            features = named
        } else {
            features = table.header.indices.filter { column in
                !known.contains(column) && ReadoutColumns.holdsFeature(table, column)
            }
        }
    }

    /// Whether a column is known to be about the well and no feature.
    func isKnown(_ column: Int) -> Bool { known.contains(column) }

    /// Unnamed columns are row numbers that pandas wrote.
    private static func isMetadata(_ name: String) -> Bool {
        let name = name.lowercased()
        return name.isEmpty || name.hasPrefix("metadata_") || name.hasPrefix("unnamed:")
            || KnownColumns.notFeatures.contains(name)
    }

    /// A name that CellProfiler gives to features, or at least one number anywhere in the column.
    ///
    /// So one bad cell in a column of numbers is an error, and a column of remarks is not.
    private static func holdsFeature(_ table: Table, _ column: Int) -> Bool {
        let prefixes = ["Cells_", "Cytoplasm_", "Nuclei_", "Image_", "feature"]
        return prefixes.contains { table.header[column].hasPrefix($0) }
            || (0..<table.rowCount).contains { table.number(row: $0, column: column) != nil }
    }
}
