import Layouts
import Screen
import Statistics
import Testing

/// Lost wells that a batch lays out again.
@Suite struct RepeatLayoutsTests {
    private let guides = campaignGuides(genes(8))

    private func layouts(
        _ pairs: [Pair],
        _ repeats: [WellRepeat],
        _ settings: LayoutSettings = LayoutSettings()
    ) throws -> [PlateLayout] {
        try batchLayouts(
            pairs: pairs,
            repeats: repeats,
            guides: guides,
            settings: settings,
            campaign: campaign(),
            round: 3,
            seed: Seed(2)
        )
    }

    private func single(_ gene: String, wells: Int) -> WellRepeat {
        let content = WellContent(
            role: .single,
            a: Guide("\(gene)_g2", of: Gene(gene)),
            b: Guide("non-targeting-1", of: nil)
        )
        return WellRepeat(content: content, wells: wells, attempt: 1)
    }

    private func double(wells: Int) -> WellRepeat {
        let content = WellContent(
            role: .double,
            a: Guide("G07_g1", of: Gene("G07")),
            b: Guide("G08_g1", of: Gene("G08"))
        )
        return WellRepeat(content: content, wells: wells, attempt: 2)
    }

    @Test func `repeats stand in the batch with their roles, beside all that the pairs need`() throws {
        let plain = try layouts(pairs(4), [])
        let with = try layouts(pairs(4), [single("G05", wells: 3), double(wells: 1)])
        #expect(counts(with, of: .single) == [single("G05", wells: 3).content: 3])
        var doubles = counts(plain, of: .double)
        doubles[double(wells: 1).content] = 1
        #expect(counts(with, of: .double) == doubles)
        #expect(number(with[0], of: .nonTargeting) == number(plain[0], of: .nonTargeting))
        #expect(counts(with, of: .anchor) == counts(plain, of: .anchor))
    }

    @Test func `a batch may be repeats alone, with anchors of their genes`() throws {
        let only = try layouts([], [single("G05", wells: 4), double(wells: 2)])
        #expect(only.count == 1)
        #expect(number(only[0], of: .single) == 4)
        #expect(number(only[0], of: .double) == 2)
        let anchored = Set(counts(only, of: .anchor).keys.compactMap(\.single))
        #expect(!anchored.isEmpty && anchored.isSubset(of: [Gene("G05"), Gene("G07"), Gene("G08")]))
        #expect(try layouts([], []).isEmpty)
    }

    @Test func `room for repeats is a share of the pairs' own wells, or a plate where there are no pairs`()
        throws
    {
        let settings = LayoutSettings(format: .wells96, anchorsPerPlate: 4)
        func room(_ pairs: [Pair], _ share: Double, _ settings: LayoutSettings) throws -> RepeatRoom {
            try RepeatRoom(beside: pairs, share: share, guides: guides, settings: settings)
        }
        // four pairs of three combinations, twice each
        #expect(try room(pairs(4), 0.25, settings).wells == 6)
        let alone = try room([], 0.25, settings)
        #expect(alone.wells == 96 - 8 - 8 - 4 - 4)
        #expect(try layouts([], [single("G05", wells: alone.most)], settings).count == 1)
        #expect(try layouts([], [single("G05", wells: alone.most + 1)], settings).count == 2)
    }

    @Test func `where plates have no number repeats stay on the one plate`() throws {
        var settings = LayoutSettings(format: .wells96, anchorsPerPlate: 4)
        settings.barcodePattern = try BarcodePattern("{campaign}-{round}")
        let room = try RepeatRoom(beside: pairs(10), share: 1, guides: guides, settings: settings)
        #expect(room == (try RepeatRoom(beside: pairs(10), share: 0.3, guides: guides, settings: settings)))
        #expect(room.wells == 72 - 60)
        #expect(room.most == 12)
        #expect(try layouts(pairs(10), [single("G05", wells: 12)], settings).count == 1)
    }
}
