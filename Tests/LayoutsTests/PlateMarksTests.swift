import Layouts
import Screen
import Statistics
import Testing

/// A plate that was turned, mirrored, shifted or swapped has to show it: by controls and anchors that come
/// to lie where the layout has something else.
@Suite struct PlateMarksTests {
    private static let turns: [(name: String, image: @Sendable (WellPosition, PlateFormat) -> (Int, Int))] = [
        ("turned", { ($1.rows - 1 - $0.row, $1.columns - 1 - $0.column) }),
        ("mirrored left to right", { ($0.row, $1.columns - 1 - $0.column) }),
        ("mirrored top to bottom", { ($1.rows - 1 - $0.row, $0.column) }),
        ("shifted down", { well, _ in (well.row + 1, well.column) }),
        ("shifted up", { well, _ in (well.row - 1, well.column) }),
        ("shifted right", { well, _ in (well.row, well.column + 1) }),
        ("shifted left", { well, _ in (well.row, well.column - 1) }),
    ]

    /// Batches of seeds 1 … 8: controls are placed before samples, so that few pairs will do.
    private static func batches(_ settings: LayoutSettings, pairs count: Int = 20) throws -> [[PlateLayout]] {
        try (1...8).map { seed in
            try batchLayouts(
                pairs: pairs(count),
                guides: campaignGuides(genes(20)),
                settings: settings,
                campaign: campaign(),
                round: 1,
                seed: Seed(seed)
            )
        }
    }

    private static func isMark(_ content: WellContent) -> Bool {
        content.role.isControl || content.role == .anchor
    }

    /// Controls and anchors that lie on another role's well, or on none, under a turn.
    private static func marks(
        _ plate: PlateLayout,
        _ image: (WellPosition, PlateFormat) -> (Int, Int)
    ) -> (showing: Int, onControls: Int, all: Int) {
        var showing = 0
        var onControls = 0
        let marks = plate.wells.filter { isMark($0.value) }
        for (position, content) in marks {
            let (row, column) = image(position, plate.format)
            let there = row >= 0 && column >= 0 ? plate.wells[WellPosition(row: row, column: column)] : nil
            if there?.role != content.role { showing += 1 }
            if there.map(isMark) == true { onControls += 1 }
        }
        return (showing, onControls, marks.count)
    }

    @Test(arguments: [PlateFormat.wells384, .wells1536], [0, 1])
    func `no control or anchor falls upon its own role however the plate is turned`(
        format: PlateFormat,
        edge: Int
    ) throws {
        for plate in try Self.batches(LayoutSettings(format: format, emptyEdge: edge)).joined() {
            for (name, image) in Self.turns {
                let marks = Self.marks(plate, image)
                #expect(marks.all == 24)
                #expect(marks.showing == 24, "\(plate.barcode) \(name)")
                #expect(marks.onControls <= 2, "\(plate.barcode) \(name)")
            }
        }
    }

    @Test(arguments: [0, 1])
    func `on a plate of 96 wells 22 of 24 still show`(edge: Int) throws {
        for plate in try Self.batches(LayoutSettings(format: .wells96, emptyEdge: edge)).joined() {
            for (name, image) in Self.turns {
                let marks = Self.marks(plate, image)
                #expect(marks.all == 24)
                #expect(marks.showing >= 22, "\(plate.barcode) \(name)")
            }
        }
    }

    @Test func `the controls of two plates of a batch lie in different wells`() throws {
        for batch in try Self.batches(LayoutSettings(), pairs: 80) {
            #expect(batch.count == 2)
            for (index, plate) in batch.enumerated() {
                for other in batch[..<index] {
                    let shared = plate.wells.count { Self.isMark($1) && other.wells[$0]?.role == $1.role }
                    #expect(shared == 0, "\(plate.barcode) and \(other.barcode)")
                }
            }
        }
    }
}
