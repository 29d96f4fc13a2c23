package import Screen

/// What a dropped table turned out to be.
package enum Drop: Sendable {
    case readout(Readout)
    case platemap(Platemap)
}

/// Embeddings of wells, as one file has them, not yet compared with any layout.
///
/// Every embedding is finite and as long as `features`. A file may hold several plates, and a plate may
/// come in several files.
package struct Readout: Sendable {
    /// The conventions a file of results follows.
    package enum Dialect: String, Sendable, Codable {
        /// `well_id`, or `plate` and `address`; features whose names contain `feature`.
        case rxrx3
        /// Tables as EFAAR joins them: `perturbation` or `batch_id` beside features named as RxRx3's.
        case efaar
        /// `Metadata_…` columns as in pycytominer's profiles; CellProfiler's features, or an embedding.
        case jump
        /// A table behind lines that a plate reader or a microscope wrote.
        case reader
        /// Pictures of the plate, one for each measure.
        case grid
        /// `plate` and `well`; every other number is a feature.
        case plain
    }

    package let dialect: Dialect
    /// The checkpoint of the embedding model: what the file's own column says, else its sidecar, else the
    /// campaign's default; `nil` where none of them says.
    package let checkpoint: String?
    /// The column that named the checkpoint, where one did.
    package let checkpointColumn: String?
    /// In the order of the file.
    package let features: [String]
    /// In the order of the file.
    package let wells: [ReadoutWell]
    /// What the lab's own names for controls stand for.
    package let controlNames: [String: WellRole]

    package init(
        dialect: Dialect,
        checkpoint: String?,
        checkpointColumn: String? = nil,
        features: [String],
        wells: [ReadoutWell],
        controlNames: [String: WellRole] = [:]
    ) {
        self.dialect = dialect
        self.checkpoint = checkpoint
        self.checkpointColumn = checkpointColumn
        self.features = features
        self.wells = wells
        self.controlNames = controlNames
    }

    /// The plates with at least one well in the file, in order.
    package var plates: [Barcode] { Set(wells.map(\.well.plate)).sorted() }

    /// The wells that the file itself says have failed.
    package var failures: [WellID: WellDrop] {
        var failures: [WellID: WellDrop] = [:]
        for well in wells { failures[well.well] = well.failure }
        return failures
    }
}

/// One row of a file of results.
package struct ReadoutWell: Sendable {
    /// The line of the file, the header being line 1.
    package let line: Int
    package let well: WellID
    package let embedding: [Double]
    package let cellCount: Double?
    /// Why the file says that the well was not dispensed into, where it does.
    package let failure: WellDrop?
    /// What the row says is in the well.
    package let named: NamedGuides

    package init(
        line: Int,
        well: WellID,
        embedding: [Double],
        cellCount: Double? = nil,
        failure: WellDrop? = nil,
        named: NamedGuides = NamedGuides()
    ) {
        self.line = line
        self.well = well
        self.embedding = embedding
        self.cellCount = cellCount
        self.failure = failure
        self.named = named
    }
}

/// What each well of plates made elsewhere holds, one layout a plate, by barcode.
package struct Platemap: Sendable {
    package let layouts: [PlateLayout]

    package init(layouts: [PlateLayout]) {
        self.layouts = layouts.sorted { $0.barcode < $1.barcode }
    }
}

/// What a row says is in its well: the cells of its columns that name genes, guides or a role.
package struct NamedGuides: Sendable, Hashable {
    /// What a column names.
    package enum Kind: String, Sendable, Hashable, Codable {
        case gene
        case guide
        /// A gene or a guide, as in RxRx3's `treatment`.
        case treatment
        /// A lab's own name for what was dispensed, as in JUMP's `broad_sample`.
        case sample
        /// A role of ours, or what others call it: JUMP's `control_type` and `pert_type`.
        case role
    }

    /// One cell that is not blank.
    package struct Claim: Sendable, Hashable {
        package let kind: Kind
        package let column: String
        package let text: String

        package init(kind: Kind, column: String, text: String) {
            self.kind = kind
            self.column = column
            self.text = text
        }
    }

    package let claims: [Claim]

    package init(claims: [Claim] = []) { self.claims = claims }
}
