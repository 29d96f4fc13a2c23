package import Screen

/// What one plate of a dropped file looked like, and how it is read.
package struct PlateTruthReport: Sendable, Codable, Hashable {
    /// As the file names it.
    package var plate: Barcode
    /// `designed`, `undecided`, `other`, or `not-judged` where a person had said already how to read it.
    package var outcome: String
    /// The layout that the wells look most like, as `pairwell accept --as` takes it.
    package var likeliest: String
    /// log10 of the odds of `likeliest` against the design, or of the design against the next.
    package var tenfolds: Double
    /// Wells that were compared.
    package var wells: Int
    /// How a person said that it is to be read; absent where nobody did.
    package var readAs: String?

    package init(
        plate: Barcode,
        outcome: String,
        likeliest: String,
        tenfolds: Double,
        wells: Int,
        readAs: String? = nil
    ) {
        self.plate = plate
        self.outcome = outcome
        self.likeliest = likeliest
        self.tenfolds = tenfolds
        self.wells = wells
        self.readAs = readAs
    }
}

/// A person's word on how the wells of a plate of one file are to be read.
package struct PlateRelease: Sendable, Codable, Hashable {
    /// As the file names it.
    package var plate: Barcode
    /// `designed`, `rotated`, …, as `pairwell accept --as` takes it.
    package var layout: String

    package init(plate: Barcode, layout: String) {
        self.plate = plate
        self.layout = layout
    }
}
