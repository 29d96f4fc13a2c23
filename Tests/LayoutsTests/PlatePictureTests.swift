import FoundationEssentials
import Layouts
import Screen
import Statistics
import TestSupport
import Testing

@Suite struct PlatePictureTests {
    private func plate(_ format: PlateFormat, pairs: [Pair], guides: CampaignGuides) throws -> PlateLayout {
        let plates = try batchLayouts(
            pairs: pairs,
            guides: guides,
            settings: LayoutSettings(format: format, emptyEdge: 1, anchorsPerPlate: 3),
            campaign: campaign("bcl2"),
            round: 7,
            seed: Seed(2)
        )
        return try #require(plates.first)
    }

    private static let symbols = [
        "BCL2", "BCL2L1", "MCL1", "BAX", "BAK1", "TP53", "CDKN1A", "MDM2", "BBC3", "PMAIP1", "BCL2L11",
        "CASP9",
    ]

    private static var chosen: [Pair] {
        let pairs = PairIndex(genes: symbols.map { Gene($0) }).pairs
        return stride(from: 0, to: pairs.count, by: 7).map { pairs[$0] }
    }

    private static func guides(_ roles: [WellRole: Int]) -> CampaignGuides {
        campaignGuides(symbols.map { Gene($0) }, controls: roles)
    }

    @Test func `the picture of a plate is the one that was looked at`() throws {
        let guides = Self.guides([.nonTargeting: 3, .cutting: 2, .positive: 2, .untreated: 0])
        let layout = try plate(.wells384, pairs: Self.chosen, guides: guides)
        try expectGolden(
            svgPicture(of: layout, title: "Campaign bcl2, round 7, plate 1 of 1"),
            "plate-384.svg"
        )
        try expectGolden(layoutCSV([layout]), "plate-384.csv")
    }

    @Test func `every well is drawn once and the legend counts them`() throws {
        for format in PlateFormat.allCases {
            let guides = Self.guides([.nonTargeting: 3])
            let layout = try plate(format, pairs: Array(Self.chosen.prefix(3)), guides: guides)
            let picture = svgPicture(of: layout, title: "")
            #expect(picture.split(separator: "<g><title>").count - 1 == layout.wells.count)
            #expect(picture.contains("double knockout: \(number(layout, of: .double))<"))
            #expect(picture.contains("non-targeting: 8<"))
            #expect(picture.contains("empty: \(format.wellCount - layout.wells.count)<"))
            #expect(!picture.contains("positive: "))
        }
    }

    @Test func `markup in names is text`() throws {
        let content = WellContent(
            role: .double,
            a: Guide("<g>&1", of: Gene("A<B")),
            b: Guide("\"", of: Gene("C&D"))
        )
        let layout = PlateLayout(
            barcode: Barcode("P"),
            format: .wells96,
            wells: [WellPosition(row: 0, column: 0): content]
        )
        let picture = svgPicture(of: layout, title: "a < b & \u{1}")
        #expect(picture.contains("A&lt;B"))
        #expect(picture.contains("a &lt; b &amp; ?"))
        #expect(!picture.contains("A<B") && !picture.contains("C&D"))
    }
}
