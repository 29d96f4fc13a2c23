import Agent
import Cycle
import Figures
import FoundationEssentials
import Layouts
import Profiles
import Relations
import Rewards
import Screen
import Settings
import Statistics
import Testing

@Suite struct ScreenReportTests {
    /// Twelve genes in two guides, four wells each; every fifth pair interacts.
    private static let genes = (0..<12).map { Gene($0 == 3 ? "<b>\"3" : "G\($0 + 10)") }

    private static func wells(pairs: Int, replicates: Int = 2) -> [MeasuredWell] {
        var generator = SeededGenerator(Seed(9))
        let index = PairIndex(genes: genes)
        let features = 8
        let effects = Dictionary(
            uniqueKeysWithValues: genes.map { ($0, (0..<features).map { _ in 3 * generator.normal() }) }
        )
        let control = Guide("NT", of: nil)
        var wells: [MeasuredWell] = []
        func add(_ plate: String, _ content: WellContent, _ effect: [Double]) {
            let place = wells.count { $0.well.plate.text == plate }
            wells.append(
                MeasuredWell(
                    well: WellID(
                        plate: Barcode(plate),
                        position: WellPosition(row: place / 24, column: place % 24)
                    ),
                    content: content,
                    embedding: effect.map { $0 + 0.3 * generator.normal() },
                    cellCount: 500
                )
            )
        }
        let zero = [Double](repeating: 0, count: features)
        for plate in ["P1", "P2"] {
            for _ in 0..<8 { add(plate, WellContent(role: .nonTargeting, a: control, b: control), zero) }
            for gene in genes {
                for number in 0..<2 {
                    let guide = Guide("\(gene)_g\(number)", of: gene)
                    for _ in 0..<replicates {
                        add(plate, WellContent(role: .single, a: guide, b: control), effects[gene] ?? zero)
                    }
                }
            }
        }
        for (place, pair) in index.pairs.prefix(pairs).enumerated() {
            let sum = zip(effects[pair.first] ?? zero, effects[pair.second] ?? zero).map(+)
            let double = place % 5 == 0 ? sum.map { 1.8 * $0 } : sum
            for number in 0..<2 {
                let content = WellContent(
                    role: .double,
                    a: Guide("\(pair.first)_g\(number)", of: pair.first),
                    b: Guide("\(pair.second)_g\(number)", of: pair.second)
                )
                for replicate in 0..<replicates { add(replicate == 0 ? "P1" : "P2", content, double) }
            }
        }
        return wells
    }

    private static func settings(_ relations: KnownRelations = .none) throws -> CampaignSettings {
        let text = """
            state: /tmp/state
            campaigns:
              - id: one
                folder: /tmp/one
                genes: [A, B]
                guides-per-gene: 2
                controls: {non-targeting: [NT]}
                batch-size: 1

            """
        let configuration = try parseConfiguration(text: text, fileName: "p.yaml", baseFolder: "/tmp")
        var settings = try #require(configuration.campaigns.first)
        settings.genes = genes.sorted()
        settings.relations = relations
        return settings
    }

    private static func report(
        _ wells: [MeasuredWell],
        _ relations: KnownRelations = .none
    ) throws -> ScreenReport {
        let settings = try settings(relations)
        let evidence = try Evidence(wells, settings: settings.profile, pursues: settings.pursues)
        return ScreenReport(
            evidence,
            anatomies: try evidence.anatomies(wells, settings: settings),
            settings: settings
        )
    }

    /// Every fifth pair and two gene sets.
    private static var relations: KnownRelations {
        let index = PairIndex(genes: genes)
        let known = index.pairs.enumerated().filter { $0.offset % 5 == 0 || $0.offset % 17 == 0 }.map(
            \.element
        )
        let groups = [
            GeneGroup(name: "REACTOME_FIRST_HALF", genes: Array(index.genes[..<4])),
            GeneGroup(name: "too <small>", genes: Array(index.genes[..<2])),
        ]
        return KnownRelations([
            RelationSet(name: "CORUM", pairs: Set(known), genes: 12, groups: groups),
            RelationSet(name: "<i>mine", pairs: Set(index.pairs.suffix(6)), genes: 4),
        ])
    }

    @Test func `a whole screen with relations has every figure, each with its caption and numbers`() throws {
        let report = try ScreenReportTests.report(
            ScreenReportTests.wells(pairs: 66),
            ScreenReportTests.relations
        )
        for figure in report.figures {
            #expect(figure.missing == nil, "\(figure.name): \(figure.missing ?? "")")
            let picture = try #require(figure.figure)
            #expect(picture.svg.contains("</svg>") && !picture.svg.contains("<b>"))
            #expect(
                figure.caption.count > 80 && figure.table.split(separator: "\n").count > 1,
                "\(figure.name)"
            )
        }
        #expect(Set(report.figures.map(\.name)).count == report.figures.count)
        let rewards = try #require(report.figures.first { $0.name == "rewards" })
        #expect(rewards.table.split(separator: "\n").count == 67)
    }

    @Test func `every fifth pair was made to be stronger, and the report says so`() throws {
        let report = try ScreenReportTests.report(
            ScreenReportTests.wells(pairs: 66),
            ScreenReportTests.relations
        )
        let classes = try #require(report.figures.first { $0.name == "classes" }).table
        let synergies = classes.split(separator: "\n").count { $0.contains(",synergy,") }
        #expect((12...15).contains(synergies), "\(synergies)")
        let sources = try #require(report.figures.first { $0.name == "sources" }).table
        let line = try #require(sources.split(separator: "\n").first { $0.hasPrefix("CORUM,reward,66,") })
        let area = try #require(Double(line.split(separator: ",")[4]))
        #expect(area > 0.85, "\(line)")
    }

    @Test(arguments: [0, 1, 5])
    func `a screen with few pairs is drawn as far as it goes, and says what is missing`(pairs: Int) throws {
        let report = try ScreenReportTests.report(ScreenReportTests.wells(pairs: pairs))
        let files = ReportPage(report).files
        for figure in report.figures {
            #expect((figure.figure == nil) == (figure.missing != nil))
            #expect(figure.missing.map { $0.hasSuffix(".") } ?? true)
            #expect(files.contains { $0.name == "\(figure.name).svg" } == (figure.figure != nil))
        }
        let html = try #require(files.first).text
        #expect(html.contains("\(pairs) measured of 66"))
        #expect(html.contains("Name files of them as &#39;relations&#39;") == true)
    }

    @Test func `a screen without replicates shows R as it is, and says that its error is not known`() throws {
        let report = try ScreenReportTests.report(
            ScreenReportTests.wells(pairs: 66, replicates: 1).filter { $0.content.role != .nonTargeting }
                + ScreenReportTests.wells(pairs: 0).filter { $0.content.role == .nonTargeting }.prefix(1)
        )
        let rewards = try #require(report.figures.first { $0.name == "rewards" })
        if rewards.figure != nil { #expect(rewards.caption.contains("noise")) }
    }

    @Test func `the page is one file that needs nothing from elsewhere, and escapes what it is told`() throws
    {
        let report = try ScreenReportTests.report(
            ScreenReportTests.wells(pairs: 66),
            ScreenReportTests.relations
        )
        let html = try #require(ReportPage(report).files.first)
        #expect(html.name == "index.html")
        #expect(
            !html.text.contains("<b>\"3") && !html.text.contains("<i>mine") && !html.text.contains("<script")
        )
        #expect(html.text.contains("&lt;i&gt;mine"))
        for outside in ["http://www.w3.org/2000/svg"] { #expect(html.text.contains(outside)) }
        #expect(html.text.replacing("http://www.w3.org/2000/svg", with: "").contains("http") == false)
    }

    @Test func `the same facts make the same bytes`() throws {
        let wells = ScreenReportTests.wells(pairs: 66)
        let one = ReportPage(try ScreenReportTests.report(wells, ScreenReportTests.relations)).files
        let other = ReportPage(try ScreenReportTests.report(wells.reversed(), ScreenReportTests.relations))
            .files
        #expect(one.map(\.name) == other.map(\.name))
        for (left, right) in zip(one, other) { #expect(left.text == right.text, "\(left.name)") }
    }
}
