import Layouts
import Posterior
import Profiles
import Screen
import Selection
import Statistics
import TestSupport
import Testing

@testable import Settings

struct CampaignTests {
    @Test func `every key of a campaign arrives`() throws {
        let campaign = try campaign(
            """
            centring: non-targeting
            checkpoint: phenom-1
            singles: supplied
            batch-size: 4
            seed: 18446744073709551615
            maximum-rounds: 7
            deadline: 3d
            profile: {aggregation: flat, logarithm: true, scaling: replicate-sd}
            policy: {name: ids-best, lambda: 1.5, debiased: true}
            plates:
              format: 96
              empty-edge: 1
              controls-per-plate: 9
              positives-per-plate: 2
              anchors-per-plate: 3
              single-replicates: 5
              double-replicates: 1
              combinations: [[1, 2], [2, 1]]
              barcode: "X{round}-{plate}"
            """
        )
        #expect(campaign.checkpoint == "phenom-1")
        #expect(campaign.singles == .supplied)
        #expect(campaign.batchSize == 4)
        #expect(campaign.seed == Seed(.max))
        #expect(campaign.maximumRounds == 7)
        #expect(campaign.deadlineHours == 72)
        #expect(
            campaign.profile
                == ProfileSettings(
                    aggregation: .flat,
                    centring: .nonTargeting,
                    logarithm: true,
                    scaling: .replicateSD
                )
        )
        #expect(campaign.policy == .ids(lambda: 1.5, debiased: true))
        #expect(
            campaign.layout
                == LayoutSettings(
                    format: .wells96,
                    emptyEdge: 1,
                    combinations: .listed([[1, 2], [2, 1]]),
                    doubleReplicates: 1,
                    singleReplicates: 5,
                    controlsPerPlate: 9,
                    positivesPerPlate: 2,
                    anchorsPerPlate: 3,
                    barcodePattern: try BarcodePattern("X{round}-{plate}")
                )
        )
    }

    @Test func `guides may be written out, numbered, or read from a file`() throws {
        let numbered = try campaign("").guides.guides
        #expect(numbered[Gene("F")] == [Guide("F_g1", of: Gene("F")), Guide("F_g2", of: Gene("F"))])
        let text = minimal().replacing("guides-per-gene: 2", with: "guides-file: lib/guides.csv")
        let library = """
            \u{FEFF}Guide;sequence;Gene\r
            # the first two plates\r
            "A_1";ACGT;A\r
            A_2;ACGT;A\r
            \r
            B_1; ;B\r
            other;ACGT;ZZZ\r
            C_1;;C\r\nD_1;;D\r\nE_1;;E\r\nF_1;;F
            """
        let files = ["/etc/pairwell/lib/guides.csv": library]
        let guides = try #require(try parsed(text, files: files).campaigns.first).guides.guides
        #expect(guides[Gene("A")]?.map(\.name) == ["A_1", "A_2"])
        #expect(guides[Gene("B")]?.map(\.name) == ["B_1"])
        #expect(guides[Gene("ZZZ")] == nil)
    }

    @Test func `genes may be read from a file, with or without a header`() throws {
        for list in ["gene,chromosome\nB,1\nA,2\nB,1\n", "B\nA\n"] {
            let text = minimal("batch-size: 1").replacing(
                "genes: [A, B, C, D, E, F]",
                with: "genes-file: g.csv"
            )
            let campaign = try #require(
                try parsed(text, files: ["/etc/pairwell/g.csv": list]).campaigns.first
            )
            #expect(campaign.genes.map(\.symbol) == ["A", "B"])
        }
    }

    @Test func `faults in a list name its own lines`() {
        let text = minimal().replacing("guides-per-gene: 2", with: "guides-file: g.csv")
        let rows = "gene,guide\nA,A_1\nB,A_1\nC,C+1\n,D_1\n"
        #expect(
            faults(of: text, files: ["/etc/pairwell/g.csv": rows]) == [
                """
                g.csv, line 3: campaigns[0].guides-file is 'A_1', which is listed before. List each guide once.
                """,
                """
                g.csv, line 4: campaigns[0].guides-file is 'C+1', which cannot be a guide's name. \(guideRemedy)
                """,
                """
                g.csv, line 5: campaigns[0].guides-file is '', which cannot be a gene's symbol. \(symbolRemedy)
                """,
            ]
        )
        #expect(
            faults(of: text, files: ["/etc/pairwell/g.csv": "gene,guide\nA,A_1\nB,B_1\n"]) == [
                """
                p.yaml, line 6: campaigns[0].guides-file names no guide of C, D, E, F. Add their guides, or take \
                these genes off the campaign.
                """
            ]
        )
        #expect(
            faults(of: text) == [
                """
                p.yaml, line 6: campaigns[0].guides-file is 'g.csv', which does not exist (/etc/pairwell/g.csv). \
                Correct the path; relative ones start at the folder of the configuration.
                """
            ]
        )
    }

    @Test func `gene symbols that YAML would read as numbers or truth stay text`() throws {
        let text = minimal("batch-size: 1").replacing(
            "[A, B, C, D, E, F]",
            with: "[NO, 1e5, 007, true, 'Su(H)']"
        )
        let campaign = try #require(try parsed(text).campaigns.first)
        #expect(campaign.genes.map(\.symbol) == ["007", "1e5", "NO", "Su(H)", "true"])
    }

    @Test func `controls are kept apart by role`() throws {
        let text = minimal("centring: untreated").replacing(
            "controls: {non-targeting: [NT_1, NT_2]}",
            with: "controls: {untreated: true, non-targeting: [N], cutting: [C], positive: [P, Q]}"
        )
        let guides = try #require(try parsed(text).campaigns.first).guides
        #expect(guides.centring == .untreated)
        #expect(
            guides.controls.mapValues { $0.map(\.name) } == [
                .untreated: [], .nonTargeting: ["N"], .cutting: ["C"], .positive: ["P", "Q"],
            ]
        )
    }

    @Test func `keys beside a template stand above it, and its faults name its lines`() throws {
        let template = "# standard\nformat: 96\nempty-edge: 1\ncontrols-per-plate: 10\n"
        let lines = "plates:\n  template: ../plates/t.yaml\n  empty-edge: 0"
        let campaign = try campaign(lines, files: ["/etc/plates/t.yaml": template])
        #expect(campaign.layout == LayoutSettings(format: .wells96, emptyEdge: 0, controlsPerPlate: 10))
        let wrong = template + "anchors: 4\ntemplate: other.yaml\ndouble-replicates: none\n"
        #expect(
            faults(of: minimal(lines), files: ["/etc/plates/t.yaml": wrong]) == [
                """
                ../plates/t.yaml, line 5: campaigns[0].plates.anchors is not a known key. Did you mean \
                'anchors-per-plate'?
                """,
                """
                ../plates/t.yaml, line 6: campaigns[0].plates.template.template is a template within a template. \
                Remove this line and write the keys out.
                """,
                """
                ../plates/t.yaml, line 7: campaigns[0].plates.double-replicates is 'none', which is not a whole \
                number. Give a whole number from 1 to 96 (default 2).
                """,
            ]
        )
    }

    @Test(
        arguments: [
            ("ids", Policy.topIDS(lambda: 2)), ("ids-best", .ids(lambda: 2, debiased: false)),
            ("random", .random), ("severity", .severity),
            ("thompson", .thompson), ("ucb", .ucb(beta: 1)), ("uncertainty", .uncertainty),
            ("greedy", .greedy),
            ("{name: ucb, beta: 0}", .ucb(beta: 0)), ("{name: greedy}", .greedy),
            ("{name: ids, lambda: 3}", .topIDS(lambda: 3)),
            ("{name: ids-best, lambda: 1}", .ids(lambda: 1, debiased: false)),
        ] as [(String, Policy)]
    )
    func `a policy is a name or a section`(_ text: String, _ policy: Policy) throws {
        #expect(try campaign("policy: \(text)").policy == policy)
    }

    @Test func `a preset is the ground that other keys stand on`() throws {
        #expect(try campaign("posterior: {preset: paper-uu}").posterior == .paper(.symmetric))
        var settings = PosteriorSettings.paper(.rectangular)
        settings.rank = 10
        settings.transform = .log
        #expect(try campaign("posterior: {rank: 10, preset: paper-uv, transform: log}").posterior == settings)
        let all = """
            posterior: {inference: cavi, form: uu, rank: 3, noise: 0.5, steps: 10, learning-rate: 0.1, samples: 50, transform: raw,
              standardisation: none, gain: 1.5, restarts: 2, singles: false}
            """
        #expect(
            try campaign(all).posterior
                == PosteriorSettings(
                    inference: .coordinateAscent,
                    form: .symmetric,
                    rank: 3,
                    noise: 0.5,
                    steps: 10,
                    learningRate: 0.1,
                    samples: 50,
                    transform: .raw,
                    standardisation: .none,
                    gain: 1.5,
                    restarts: 2,
                    usesSingles: false
                )
        )
    }
}

struct CanonicalTests {
    @Test func `the canonical text is as recorded`() throws {
        let text = try projectFile("config/pairwell.yaml")
        try expectGolden(try #require(try parsed(text).campaigns.first).canonical, "canonical.txt")
    }

    @Test func `folders, notices, limits and the order of genes leave it alone`() throws {
        let plain = try campaign("").canonical
        #expect(try campaign("maximum-rounds: 3\ndeadline: 72h").canonical == plain)
        let elsewhere = minimal(file: "notices: [{name: a, kind: slack, url-file: f}]")
            .replacing("/srv/one", with: "/srv/two")
            .replacing("[A, B, C, D, E, F]", with: "[F, E, D, C, B, A]")
        #expect(try parsed(elsewhere).campaigns.first?.canonical == plain)
        // Written out or by default, the same meaning is the same text.
        #expect(try campaign("seed: 1\npolicy: ids\nposterior: {preset: standard}").canonical == plain)
    }

    @Test(arguments: [
        "seed: 2", "batch-size: 9", "policy: greedy", "policy: {name: ids, lambda: 3}", "singles: supplied",
        "checkpoint: x", "posterior: {gain: 3}", "posterior: {inference: svi}", "posterior: {singles: false}",
        "profile: {scaling: replicate-sd}",
        "plates: {empty-edge: 1}",
        "plates: {combinations: all}", "plates: {combinations: [[1, 1]]}",
    ])
    func `what bears on choices changes it`(_ line: String) throws {
        #expect(try campaign(line).canonical != campaign("").canonical)
    }

    @Test func `the order of a gene's guides counts, for combinations number them`() throws {
        func text(_ guides: String) -> String {
            """
            state: /s
            campaigns:
              - id: one
                folder: /f
                genes: [A, B]
                guides: {A: \(guides), B: [B_1]}
                controls: {non-targeting: [NT]}
                batch-size: 1
            """
        }
        let one = try parsed(text("[A_1, A_2]")).campaigns.first?.canonical
        #expect(one != (try parsed(text("[A_2, A_1]")).campaigns.first?.canonical))
    }
}
