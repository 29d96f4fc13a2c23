import Layouts
import Screen
import Statistics
import Testing

@Suite struct SingleLayoutsTests {
    private func layouts(
        _ count: Int,
        _ settings: LayoutSettings = LayoutSettings(),
        guides: CampaignGuides? = nil,
        seed: UInt64 = 3
    ) throws -> [PlateLayout] {
        try singleLayouts(
            genes: genes(count),
            guides: guides ?? campaignGuides(genes(count)),
            settings: settings,
            campaign: campaign(),
            seed: Seed(seed)
        )
    }

    @Test(arguments: [1, 5, 28, 50], PlateFormat.allCases)
    func `every guide stands beside a control guide in each of its replicates`(
        count: Int,
        format: PlateFormat
    ) throws {
        let settings = LayoutSettings(format: format, emptyEdge: 1)
        let plates = try layouts(count, settings)
        let singles = counts(plates, of: .single)
        #expect(singles.count == 3 * count)
        #expect(singles.values.allSatisfy { $0 == 4 })
        #expect(Set(singles.keys.compactMap(\.a)).count == 3 * count)
        let companions = campaignGuides(genes(count)).controls[.nonTargeting, default: []]
        #expect(singles.keys.allSatisfy { content in content.b.map { companions.contains($0) } ?? false })
        for plate in plates {
            #expect(number(plate, of: .nonTargeting) >= 8)
            #expect(number(plate, of: .anchor) == 0)
        }
    }

    @Test func `control guides take turns beside the genes' guides`() throws {
        var uses: [Guide: Int] = [:]
        for content in try counts(layouts(10), of: .single).keys {
            if let companion = content.b { uses[companion, default: 0] += 1 }
        }
        #expect(uses.values.sorted() == [10, 10, 10])
    }

    @Test func `replicates of a guide go to as many plates as there are`() throws {
        let plates = try layouts(50)
        #expect(plates.count == 2)
        for plate in plates {
            #expect(counts([plate], of: .single).values.allSatisfy { $0 == 2 })
        }
    }

    @Test func `four replicates on one plate do not share a corner`() throws {
        let plate = try #require(layouts(20).first)
        var wells: [WellContent: [WellPosition]] = [:]
        for (position, content) in plate.sortedWells where content.role == .single {
            wells[content, default: []].append(position)
        }
        for (content, positions) in wells {
            #expect(Set(positions.map(\.row)).count > 1, "\(content.name)")
            #expect(Set(positions.map(\.column)).count > 1, "\(content.name)")
            for (index, one) in positions.enumerated() {
                for other in positions[..<index] {
                    let down = one.row - other.row
                    let across = one.column - other.column
                    #expect(down * down + across * across >= 16, "\(content.name): \(one) and \(other)")
                }
            }
        }
    }

    @Test func `an anchor holds what the single of round 0 held`() throws {
        let guides = campaignGuides(genes(12))
        let singles = try counts(layouts(12, guides: guides), of: .single)
        let batch = try batchLayouts(
            pairs: pairs(10),
            guides: guides,
            settings: LayoutSettings(anchorsPerPlate: 10),
            campaign: campaign(),
            round: 1,
            seed: Seed(3)
        )
        let held = Set(singles.keys.map { [$0.a, $0.b] })
        let anchors = counts(batch, of: .anchor)
        #expect(anchors.values.reduce(0, +) == 10)
        #expect(anchors.keys.allSatisfy { held.contains([$0.a, $0.b]) })
    }

    @Test func `cells without guides can be the zero, and singles then stand beside a cutting guide`() throws
    {
        let guides = campaignGuides(genes(5), controls: [.untreated: 0, .cutting: 2], centring: .untreated)
        let plates = try layouts(5, guides: guides)
        #expect(plates.allSatisfy { number($0, of: .untreated) == 8 && number($0, of: .cutting) == 8 })
        let untreated = try #require(counts(plates, of: .untreated).keys.first)
        #expect(untreated.a == nil && untreated.b == nil)
        #expect(counts(plates, of: .single).keys.allSatisfy { $0.b?.name.hasPrefix("cutting") == true })
    }

    @Test func `a single control guide stands with itself`() throws {
        let guides = campaignGuides(genes(2), controls: [.nonTargeting: 1])
        let control = try #require(counts(layouts(2, guides: guides), of: .nonTargeting).keys.first)
        #expect(control.a == control.b && control.a != nil)
    }

    @Test func `no gene needs no plate`() throws {
        #expect(
            try singleLayouts(
                genes: [],
                guides: campaignGuides(genes(2)),
                settings: LayoutSettings(),
                campaign: campaign(),
                seed: Seed(1)
            ).isEmpty
        )
    }
}
