package import Screen

/// What must be known of a campaign to read a dropped table.
package struct ReadoutContext: Sendable {
    package var genes: [Gene]
    /// The guide library.
    package var guides: [Gene: [Guide]]
    package var controls: [WellRole: [Guide]]
    /// The control role whose wells are a plate's zero.
    package var centring: WellRole
    /// The campaign's plates; where `nil`, a platemap's format is the smallest that holds its wells.
    package var format: PlateFormat?
    /// The checkpoint named by a file that came beside the table.
    package var sidecarCheckpoint: String?
    /// The checkpoint of files that name none.
    package var defaultCheckpoint: String?
    /// Plates with a layout.
    package var knownBarcodes: Set<Barcode>
    /// Plates by the name of their platemap, from a `barcode_platemap.csv`.
    package var barcodesOfPlatemap: [String: [Barcode]]
    /// The features of the campaign's first file; columns of these names are features whatever they hold.
    package var features: [String]?
    /// How the campaign's results are to be read, where that is written down; otherwise it is told from each file.
    package var profile: ReadingProfile?

    package init(
        genes: [Gene],
        guides: [Gene: [Guide]] = [:],
        controls: [WellRole: [Guide]] = [:],
        centring: WellRole = .nonTargeting,
        format: PlateFormat? = nil,
        sidecarCheckpoint: String? = nil,
        defaultCheckpoint: String? = nil,
        knownBarcodes: Set<Barcode> = [],
        barcodesOfPlatemap: [String: [Barcode]] = [:],
        features: [String]? = nil,
        profile: ReadingProfile? = nil
    ) {
        self.genes = genes
        self.guides = guides
        self.controls = controls
        self.centring = centring
        self.format = format
        self.sidecarCheckpoint = sidecarCheckpoint
        self.defaultCheckpoint = defaultCheckpoint
        self.knownBarcodes = knownBarcodes
        self.barcodesOfPlatemap = barcodesOfPlatemap
        self.features = features
        self.profile = profile
    }
}

/// What a file of results must agree with.
package struct ReadoutExpectations: Sendable {
    /// The features of the campaign's first file, in their order; `nil` before it.
    package var features: [String]?
    /// The campaign's embedding checkpoint; `nil` where it does not care.
    package var checkpoint: String?
    package var genes: Set<Gene>
    package var centring: WellRole
    /// Wells already taken from other files.
    package var measured: Set<WellID>

    package init(
        features: [String]? = nil,
        checkpoint: String? = nil,
        genes: Set<Gene> = [],
        centring: WellRole = .nonTargeting,
        measured: Set<WellID> = []
    ) {
        self.features = features
        self.checkpoint = checkpoint
        self.genes = genes
        self.centring = centring
        self.measured = measured
    }
}
