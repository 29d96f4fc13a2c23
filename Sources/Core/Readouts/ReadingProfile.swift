package import Screen

/// How a lab's results are read: which column of its files says what.
///
/// Sniffed from one file (`sniffProfile`), and, once a campaign has it in writing, what every file of results
/// is held to. Columns go by their names, exactly as the file spells them.
package struct ReadingProfile: Hashable, Sendable {
    /// What a row's plate is read from.
    package enum PlateSource: Hashable, Sendable {
        /// These columns, which may each name it; none where `well_id` alone does.
        case columns([String])
        /// The line of the header block that begins with this key.
        case headerBlock(key: String)
        /// The known barcode that the file's name contains, else the name up to its first dot.
        case fileName
    }

    /// What a row's well is read from.
    package enum WellSource: Hashable, Sendable {
        /// Columns that name the well, `B07`; all that are filled have to agree.
        case columns([String])
        /// RxRx3's `<experiment>_<plate>_<address>`, and columns that name the well as well.
        case id(String, columns: [String])
        /// Two columns with the numbers of the plate's row and column, or the row's letters; the first is
        /// number `countsFrom`, which is 0 or 1.
        case rowAndColumn(row: String, column: String, countsFrom: Int)
        /// A picture of the plate: the place in the grid is the well.
        case grid
    }

    /// A column that says what is in the wells.
    package struct Claim: Hashable, Sendable {
        package let column: String
        package let kind: NamedGuides.Kind

        package init(column: String, kind: NamedGuides.Kind) {
            self.column = column
            self.kind = kind
        }
    }

    /// The newest version of the format that is written, and the only one that is read.
    package static let version = 1

    package var dialect: Readout.Dialect
    package var plate: PlateSource
    package var well: WellSource
    /// With `plate`, the name of a plate: `gene-079` and `8` make `gene-079_8`.
    package var experiment: String?
    package var cellCount: String?
    package var checkpoint: String?
    package var claims: [Claim]
    /// In the order of the file.
    package var features: [String]
    /// Columns of numbers that are no features, as the file had them.
    package var leftOut: [String]
    /// The lab's own names for controls, as in its files; they count before those that everybody knows.
    package var controlNames: [String: WellRole]
    /// What separated the columns of the file that the profile was made from, for people.
    package var separator: String?
    /// Keys of the lines before the table, for people.
    package var headerBlock: [String]

    package init(
        dialect: Readout.Dialect,
        plate: PlateSource,
        well: WellSource,
        experiment: String? = nil,
        cellCount: String? = nil,
        checkpoint: String? = nil,
        claims: [Claim] = [],
        features: [String],
        leftOut: [String] = [],
        controlNames: [String: WellRole] = [:],
        separator: String? = nil,
        headerBlock: [String] = []
    ) {
        self.dialect = dialect
        self.plate = plate
        self.well = well
        self.experiment = experiment
        self.cellCount = cellCount
        self.checkpoint = checkpoint
        self.claims = claims
        self.features = features
        self.leftOut = leftOut
        self.controlNames = controlNames
        self.separator = separator
        self.headerBlock = headerBlock
    }

    /// Columns that a file must have beside its features.
    package var metadata: [String] {
        var names: [String] = []
        switch well {
        case .id(let id, let columns): names += [id] + columns
        case .columns(let columns): names += columns
        case .rowAndColumn(let row, let column, _): names += [row, column]
        case .grid: break
        }
        if case .columns(let columns) = plate { names += columns }
        names += [experiment, cellCount, checkpoint].compactMap { $0 } + claims.map(\.column)
        return names
    }

    /// Whether a line of names is the header of a table that this profile could be of.
    func isHeader(_ names: [String]) -> Bool {
        let needed: [String] =
            switch well {
            case .columns(let columns): columns
            case .id(let id, _): [id]
            case .rowAndColumn(let row, let column, _): [row, column]
            case .grid: []
            }
        return !needed.isEmpty && needed.allSatisfy(names.contains)
    }
}
