/// A plate's barcode, as printed on it.
package struct Barcode: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    package let text: String

    package init(_ text: String) { self.text = text }

    package init(from decoder: any Decoder) throws {
        text = try decoder.singleValueContainer().decode(String.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }

    package var description: String { text }

    package static func < (left: Barcode, right: Barcode) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }
}

/// What each well of one plate holds.
///
/// Positions without a well are empty.
package struct PlateLayout: Hashable, Sendable {
    package let barcode: Barcode
    package let format: PlateFormat
    /// Never `.empty` content: a position that is absent is empty.
    package let wells: [WellPosition: WellContent]

    package init(barcode: Barcode, format: PlateFormat, wells: [WellPosition: WellContent]) {
        self.barcode = barcode
        self.format = format
        self.wells = wells.filter { $0.value.role != .empty }
    }

    /// Wells row by row.
    package var sortedWells: [(position: WellPosition, content: WellContent)] {
        wells.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}

/// One well of one plate.
package struct WellID: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let plate: Barcode
    package let position: WellPosition

    package init(plate: Barcode, position: WellPosition) {
        self.plate = plate
        self.position = position
    }

    package var description: String { "\(plate) \(position)" }

    package static func < (left: WellID, right: WellID) -> Bool {
        left.plate != right.plate ? left.plate < right.plate : left.position < right.position
    }
}

/// One reading of one well that the store holds: what the well held and its embedding.
package struct MeasuredWell: Sendable {
    package let well: WellID
    package let content: WellContent
    /// d values, in the units of the file it came from.
    package let embedding: [Double]
    package let cellCount: Double?
    /// The plates that this well's plate was made with; `nil` where it stands alone.
    package let batch: PlateBatch?

    /// Whether nothing that can be computed from the two differs, also not which guide was named first.
    package func isSame(as other: MeasuredWell) -> Bool {
        well == other.well && content == other.content && content.isTurned == other.content.isTurned
            && embedding == other.embedding && cellCount == other.cellCount && batch == other.batch
    }

    package init(
        well: WellID,
        content: WellContent,
        embedding: [Double],
        cellCount: Double? = nil,
        batch: PlateBatch? = nil
    ) {
        self.well = well
        self.content = content
        self.embedding = embedding
        self.cellCount = cellCount
        self.batch = batch
    }
}
