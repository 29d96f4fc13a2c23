import Layouts
import Screen
import Statistics
import Testing

/// What holds for every layout, over formats, batch sizes and edges.
@Suite struct LayoutPropertiesTests {
    struct Batch: Sendable, CustomTestStringConvertible {
        var format: PlateFormat
        var pairs: Int
        var emptyEdge: Int
        var combinations: GuideCombinations

        var testDescription: String { "\(pairs) pairs, \(format), edge \(emptyEdge), \(combinations)" }

        var settings: LayoutSettings {
            LayoutSettings(format: format, emptyEdge: emptyEdge, combinations: combinations)
        }

        func layouts(seed: UInt64 = 11, round: Int = 3) throws -> [PlateLayout] {
            let chosen = LayoutsTests.pairs(pairs)
            return try batchLayouts(
                pairs: chosen,
                guides: campaignGuides(Set(chosen.flatMap { [$0.first, $0.second] }).sorted()),
                settings: settings,
                campaign: campaign(),
                round: round,
                seed: Seed(seed)
            )
        }
    }

    static let batches: [Batch] = [
        Batch(format: .wells96, pairs: 1, emptyEdge: 0, combinations: .matched),
        Batch(format: .wells96, pairs: 10, emptyEdge: 1, combinations: .matched),
        Batch(format: .wells96, pairs: 40, emptyEdge: 0, combinations: .all),
        Batch(format: .wells384, pairs: 1, emptyEdge: 2, combinations: .all),
        Batch(format: .wells384, pairs: 10, emptyEdge: 0, combinations: .matched),
        Batch(
            format: .wells384,
            pairs: 10,
            emptyEdge: 1,
            combinations: .listed([[1, 2], [2, 1], [3, 3]])
        ),
        Batch(format: .wells384, pairs: 57, emptyEdge: 1, combinations: .matched),
        Batch(format: .wells384, pairs: 200, emptyEdge: 0, combinations: .matched),
        Batch(format: .wells1536, pairs: 10, emptyEdge: 3, combinations: .matched),
        Batch(format: .wells1536, pairs: 200, emptyEdge: 1, combinations: .matched),
    ]

    @Test(arguments: batches)
    func `every guide combination of every pair has exactly its replicates`(batch: Batch) throws {
        let counts = try counts(batch.layouts(), of: .double)
        let combinations =
            switch batch.combinations {
            case .matched: 3
            case .all: 9
            case .listed(let list): list.count
            }
        #expect(counts.count == batch.pairs * combinations)
        #expect(counts.values.allSatisfy { $0 == batch.settings.doubleReplicates })
        #expect(Set(counts.keys.compactMap(\.pair)) == Set(pairs(batch.pairs)))
    }

    @Test(arguments: batches)
    func `the empty edge stays empty and barcodes are distinct`(batch: Batch) throws {
        let layouts = try batch.layouts()
        let usable = Set(batch.settings.usablePositions)
        for layout in layouts {
            #expect(layout.wells.keys.allSatisfy { usable.contains($0) && batch.format.contains($0) })
        }
        #expect(Set(layouts.map(\.barcode)).count == layouts.count)
        #expect(layouts.map(\.barcode) == layouts.map(\.barcode).sorted())
    }

    @Test(arguments: batches)
    func `every plate carries its controls and the same anchors`(batch: Batch) throws {
        let layouts = try batch.layouts()
        let anchors = try counts([#require(layouts.first)], of: .anchor)
        for layout in layouts {
            #expect(number(layout, of: .nonTargeting) == 8)
            #expect(number(layout, of: .cutting) == 8)
            #expect(number(layout, of: .positive) == 4)
            #expect(number(layout, of: .anchor) == 4)
            #expect(counts([layout], of: .anchor) == anchors)
        }
        let chosen = Set(pairs(batch.pairs).flatMap { [$0.first, $0.second] })
        #expect(anchors.keys.allSatisfy { content in content.single.map { chosen.contains($0) } ?? false })
    }

    @Test(arguments: batches)
    func `no more plates are used than are needed and they are equally full`(batch: Batch) throws {
        let layouts = try batch.layouts()
        let room = batch.settings.usablePositions.count - 24
        let loads = layouts.map { number($0, of: .double) }
        let total = loads.reduce(0, +)
        #expect(layouts.count == (total + room - 1) / room)
        #expect(try #require(loads.max()) - #require(loads.min()) <= 1)
    }

    @Test(arguments: batches)
    func `replicates lie on different plates, or far apart on the only one`(batch: Batch) throws {
        let layouts = try batch.layouts()
        var places: [WellContent: [(plate: Int, well: WellPosition)]] = [:]
        for (plate, layout) in layouts.enumerated() {
            for (well, content) in layout.sortedWells where content.role == .double {
                places[content, default: []].append((plate, well))
            }
        }
        let usable = batch.settings.usablePositions
        let rows = try #require(usable.last).row - #require(usable.first).row + 1
        for (content, wells) in places {
            try #require(wells.count == 2, "\(content.name)")
            if layouts.count > 1 {
                #expect(wells[0].plate != wells[1].plate)
                #expect(wells[0].well != wells[1].well, "\(content.name) lies twice in the same well")
            } else {
                // A third of the shorter side: what one bad corner or dispenser tip does not reach.
                let down = wells[0].well.row - wells[1].well.row
                let across = wells[0].well.column - wells[1].well.column
                #expect(down * down + across * across >= rows * rows / 9)
                #expect(down != 0 && across != 0, "\(content.name) shares a row or column")
            }
        }
    }

    @Test(arguments: batches)
    func `the same seed gives the same layouts and another seed gives others`(batch: Batch) throws {
        let layouts = try batch.layouts()
        #expect(try batch.layouts() == layouts)
        #expect(try batch.layouts(seed: 12).map(\.wells) != layouts.map(\.wells))
        #expect(try batch.layouts(round: 4).map(\.wells) != layouts.map(\.wells))
    }

    @Test func `the order in which pairs are named does not matter`() throws {
        let chosen = pairs(12)
        let guides = campaignGuides(genes(20))
        func layouts(_ pairs: [Pair]) throws -> [PlateLayout] {
            try batchLayouts(
                pairs: pairs,
                guides: guides,
                settings: LayoutSettings(),
                campaign: campaign(),
                round: 1,
                seed: Seed(5)
            )
        }
        #expect(try layouts(chosen) == layouts(chosen.reversed()))
    }
}
