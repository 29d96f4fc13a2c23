import FoundationEssentials
import Layouts
import Screen
import Statistics
import Testing

/// The files of `plates/` say what the code does.
@Suite struct PlateTemplatesTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(
        path: "../../plates"
    )

    private static func text(_ name: String) throws -> String {
        try String(decoding: Data(contentsOf: folder.appending(path: name)), as: UTF8.self)
    }

    /// The lines `key: value` of a template, without comments.
    private static func values(_ name: String) throws -> [String: String] {
        var values: [String: String] = [:]
        for line in try text(name).split(separator: "\n") where !line.hasPrefix("#") {
            let parts = line.split(separator: ": ", maxSplits: 1)
            try #require(parts.count == 2, "\(name): \(line)")
            values[String(parts[0])] = parts[1].filter { $0 != "\"" }
        }
        return values
    }

    @Test(arguments: [(96, 96), (384, 308), (1536, 1232)])
    func `a template has every key and holds ten pairs with three control roles`(
        wells: Int,
        usable: Int
    ) throws {
        let values = try Self.values("\(wells).yaml")
        func number(_ key: String) throws -> Int { try #require(values[key].flatMap { Int($0) }, "\(key)") }
        let settings = LayoutSettings(
            format: try #require(PlateFormat(rawValue: number("format"))),
            emptyEdge: try number("empty-edge"),
            combinations: try #require(["matched": .matched, "all": .all][values["combinations"]]),
            doubleReplicates: try number("double-replicates"),
            singleReplicates: try number("single-replicates"),
            controlsPerPlate: try number("controls-per-plate"),
            positivesPerPlate: try number("positives-per-plate"),
            anchorsPerPlate: try number("anchors-per-plate"),
            barcodePattern: try BarcodePattern(#require(values["barcode"]))
        )
        #expect(values.count == 9)
        #expect(settings.format.wellCount == wells)
        #expect(settings.usablePositions.count == usable)
        let plates = try batchLayouts(
            pairs: pairs(10),
            guides: campaignGuides(
                genes(8),
                controls: [.untreated: 0, .nonTargeting: 3, .cutting: 2, .positive: 1]
            ),
            settings: settings,
            campaign: campaign(),
            round: 1,
            seed: Seed(1)
        )
        #expect(plates.count == 1)
    }

    @Test func `the example platemap has a layout's columns, known roles and enough controls`() throws {
        let lines = try Self.text("examples/pilot-platemap.csv").split(separator: "\n")
        #expect(lines.first == "plate,well,role,gene_a,guide_a,gene_b,guide_b")
        var roles: [WellRole: Int] = [:]
        var wells: Set<WellPosition> = []
        for line in lines.dropFirst() {
            let fields = line.split(separator: ",", omittingEmptySubsequences: false)
            try #require(fields.count == 7, "\(line)")
            let well = try #require(WellPosition(fields[1]))
            #expect(PlateFormat.wells384.contains(well) && wells.insert(well).inserted)
            roles[try #require(WellRole(rawValue: String(fields[2]))), default: 0] += 1
        }
        #expect(try #require(roles[.nonTargeting]) >= 8)
        #expect(try #require(roles[.single]) > 0 && #require(roles[.double]) > 0)
    }
}
