import Cycle
import Layouts
import Relations
import Screen
import Testing

@testable import Settings

struct RelationKeyTests {
    private let files = [
        "/etc/pairwell/corum.csv": "entity1,entity2\nA,B\nC,D\nX,Y\n",
        "/etc/pairwell/sets.gmt": "S\tx\tA\tB\tC\n",
        "/etc/pairwell/arms.csv": "gene,arm\nA,1q\nB,1q\n",
        "/etc/pairwell/strange.csv": "4170,596\n",
        "/etc/pairwell/torn.csv": "A,B\nC\n",
    ]

    @Test func `relations, arms and pictures are read with the configuration`() throws {
        let campaign = try campaign(
            """
            relations: [{name: CORUM, file: corum.csv}, {name: Reactome, file: sets.gmt}]
            arms: arms.csv
            images: "https://images.example.org/{plate}/{well}.png"
            confirmation: {replicates: 6}
            """,
            files: files
        )
        #expect(campaign.relations.sets.map(\.name) == ["CORUM", "Reactome"])
        #expect(campaign.relations.sets.map(\.pairs.count) == [2, 3])
        let pair = try #require(Pair(Gene("A"), Gene("B")))
        #expect(campaign.relations.cell(of: pair) == "CORUM|Reactome")
        #expect(campaign.arms == [Gene("A"): "1q", Gene("B"): "1q"])
        #expect(campaign.images?.text == "https://images.example.org/{plate}/{well}.png")
        #expect(campaign.confirmation.replicates == 6)
    }

    @Test func `without these keys nothing is known and nothing shown`() throws {
        let campaign = try campaign("")
        #expect(campaign.relations.isEmpty && campaign.arms.isEmpty && campaign.images == nil)
        #expect(campaign.confirmation == .standard)
    }

    @Test func `what is known from elsewhere has no say in what is chosen`() throws {
        let bare = try campaign("").canonical
        let known = try campaign("relations: [{name: CORUM, file: corum.csv}]\narms: arms.csv", files: files)
        #expect(known.canonical == bare)
        #expect(try campaign("confirmation: {replicates: 5}").canonical != bare)
    }

    @Test func `the screened line is found beside the configuration, and has no say in what is chosen`()
        throws
    {
        let model = "essentiality: {model: m.pwmodel}"
        let text = minimal("line: {expression: u2os.csv, sample: U2OS}", file: model)
        let plain = try campaign("").canonical
        let campaign = try #require(try parsed(text).campaigns.first)
        #expect(campaign.line == ScreenedLine(expression: "/etc/pairwell/u2os.csv", sample: "U2OS"))
        #expect(campaign.canonical == plain)
        #expect(faults(of: minimal("line: {sample: U2OS}", file: model)).count == 1)
        #expect(faults(of: minimal("line: u2os.csv", file: model)).count == 1)
    }

    @Test(arguments: [
        ("relations: CORUM", "is not a list"),
        ("relations: [{name: CORUM}]", "campaigns[0].relations[0].file is missing"),
        ("relations: [{name: CORUM, file: none.csv}]", "does not exist"),
        ("relations: [{name: CORUM, file: strange.csv}]", "None of the campaign's genes"),
        ("relations: [{name: CORUM, file: torn.csv}]", "torn.csv, line 2"),
        ("relations: [{name: \"A|B\", file: corum.csv}]", "cannot name a source"),
        (
            "relations: [{name: A, file: corum.csv}, {name: A, file: sets.gmt}]",
            "names another source already"
        ),
        ("relations: [{name: A, file: corum.csv, column: 2}]", "is not a known key"),
        ("arms: strange.csv", "no arm of any gene"),
        ("images: ftp://x/{plate}/{well}", "does not begin with https://"),
        ("images: \"https://{plate}.org/{well}\"", "no fixed host"),
        ("images: \"https://x.org/{plate}.png\"", "same picture for several wells"),
        ("images: \"https://x.org/{plate}/{site}/{well}\"", "which is not known"),
        ("confirmation: {replicates: 0}", "replicates"),
        ("confirmation: 4", "is not a section"),
        ("line: {expression: u2os.csv}", "needs a model"),
    ])
    func `each fault is found and says what to do`(lines: String, fault: String) throws {
        let found = faults(of: minimal(lines), files: files)
        #expect(found.count == 1, "\(found)")
        #expect(found.first?.contains(fault) == true, "\(found)")
    }
}
