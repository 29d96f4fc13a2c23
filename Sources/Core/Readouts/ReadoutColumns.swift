import Screen
import Tables

/// The columns of one table that a profile names, by number.
struct ReadoutColumns {
    /// What a row's plate is read from.
    enum Plate {
        case columns([Int])
        /// All rows are of this plate.
        case all(Barcode)
    }

    /// Two columns with a row's and a column's number.
    struct RowAndColumn {
        let row: Int
        let column: Int
        let countsFrom: Int
    }

    let dialect: Readout.Dialect
    /// RxRx3's `<experiment>_<plate>_<address>`.
    let wellID: Int?
    let wells: [Int]
    let rowAndColumn: RowAndColumn?
    let plate: Plate
    let experiment: Int?
    let features: [Int]
    let cellCount: Int?
    let checkpoint: Int?
    let claims: [(kind: NamedGuides.Kind, column: Int)]

    /// - throws: `no-plate` where the plate is to be read from the header block and that does not name it.
    init(
        _ profile: ReadingProfile,
        of table: Table,
        block: HeaderBlock?,
        fileName: String,
        known: Set<Barcode>
    ) throws(Rejection) {
        let number: (String) -> Int? = { table.column(named: $0) }
        dialect = profile.dialect
        switch profile.well {
        case .id(let id, let columns):
            wellID = number(id)
            wells = columns.compactMap(number)
            rowAndColumn = nil
        case .columns(let columns):
            wellID = nil
            wells = columns.compactMap(number)
            rowAndColumn = nil
        case .rowAndColumn(let row, let column, let countsFrom):
            wellID = nil
            wells = []
            rowAndColumn =
                if let row = number(row), let column = number(column) {
                    RowAndColumn(row: row, column: column, countsFrom: countsFrom)
                } else {
                    nil
                }
        case .grid:
            wellID = nil
            wells = []
            rowAndColumn = nil
        }
        plate =
            switch profile.plate {
            case .columns(let columns): .columns(columns.compactMap(number))
            case .headerBlock, .fileName:
                .all(
                    try namedPlate(
                        profile.plate,
                        facts: block?.facts ?? [],
                        fileName: fileName,
                        known: known
                    )
                )
            }
        experiment = profile.experiment.flatMap(number)
        features = profile.features.compactMap(number)
        cellCount = profile.cellCount.flatMap(number)
        checkpoint = profile.checkpoint.flatMap(number)
        claims = profile.claims.compactMap { claim in number(claim.column).map { (claim.kind, $0) } }
    }
}
