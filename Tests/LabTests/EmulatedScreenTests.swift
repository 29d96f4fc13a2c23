import FoundationEssentials
import Layouts
import Profiles
import Rewards
import Screen
import Statistics
import TestSupport
import Testing

@testable import Lab

@Suite struct EmulatedScreenTests {
    /// 2 × 2 reagents, each combination with its four real wells.
    static let settings = LayoutSettings(
        combinations: .all,
        doubleReplicates: 4,
        singleReplicates: 4,
        controlsPerPlate: 12,
        positivesPerPlate: 2,
        anchorsPerPlate: 4
    )

    static let wellsFile = screensFolder?.appending(path: "drosophila_mapk/wells.csv.gz")

    static func screen() throws -> EmulatedScreen {
        try EmulatedScreen(wellsFile: #require(wellsFile), seed: Seed(7))
    }

    static func guides(_ screen: EmulatedScreen) -> CampaignGuides {
        CampaignGuides(guides: screen.guides, controls: screen.controls)
    }

    @Test(.enabled(if: screensFolder != nil))
    func `the table of record is the one its README describes`() throws {
        let truth = try Self.screen().truth
        #expect(truth.rewards.count == 1_225)
        #expect(decimal(quantile(truth.rewards, 0.5), 2) == "0.39")
        #expect(decimal(quantile(truth.rewards, 0.95), 1) == "18.4")
        #expect(decimal(truth.rewards.max() ?? 0, 0) == "233")
        // The severity ranking finds .73/.87/.94/.97 of the top 5 % at 100/200/300/500 pairs.
        let top = Set(truth.topColumns(share: 0.05))
        #expect(top.count == 62)
        let recalls = [100, 200, 300, 500].map { count in
            decimal(Double(top.intersection(truth.severityRanking.prefix(count)).count) / 62, 2)
        }
        #expect(recalls == ["0.73", "0.87", "0.94", "0.97"])
    }

    @Test(.enabled(if: screensFolder != nil))
    func `rewards of the answered wells agree with the table of record`() throws {
        let screen = try Self.screen()
        let guides = Self.guides(screen)
        let campaign = try #require(CampaignID("fly"))
        var readings = try screen.readings(
            of: singleLayouts(
                genes: screen.genes,
                guides: guides,
                settings: Self.settings,
                campaign: campaign,
                seed: Seed(1)
            )
        )
        let pairs = screen.truth.index.pairs
        for (number, start) in stride(from: 0, to: pairs.count, by: 10).enumerated() {
            let layouts = try batchLayouts(
                pairs: Array(pairs[start..<min(start + 10, pairs.count)]),
                guides: guides,
                settings: Self.settings,
                campaign: campaign,
                round: number + 1,
                seed: Seed(1)
            )
            readings += screen.readings(of: layouts)
        }
        // Through the text of a result file, as the daemon gets them.
        let wells = readings.map {
            MeasuredWell(
                well: $0.well,
                content: $0.content,
                embedding: $0.embedding.map { Double(figure($0)) ?? .nan }
            )
        }
        let profiles = try knockoutProfiles(
            of: wells,
            settings: ProfileSettings(logarithm: true, scaling: .replicateSD)
        )
        let table = rewards(from: profiles)
        #expect(table.held.isEmpty)
        #expect(table.rewards.map(\.pair) == Array(pairs))
        let agreement = spearman(table.rewards.map(\.value), screen.truth.rewards)
        // .9543; the table's own fit made again from all wells has .9552.
        #expect(agreement > 0.95)
    }

    @Test(.enabled(if: screensFolder != nil))
    func `asking for all replicates gives each real well once`() throws {
        let screen = try Self.screen()
        let campaign = try #require(CampaignID("fly"))
        let pair = try #require(screen.truth.index.pairs.first)
        let plates = try batchLayouts(
            pairs: [pair],
            guides: Self.guides(screen),
            settings: Self.settings,
            campaign: campaign,
            round: 1,
            seed: Seed(1)
        )
        let readings = screen.readings(of: plates)
        let doubles = readings.filter { $0.content.role == .double }
        #expect(doubles.count == 16)
        #expect(Set(doubles.map(\.embedding)).count == 16)
        #expect(doubles.allSatisfy { !$0.synthetic && $0.embedding.allSatisfy { $0 > 0 } })
        // Nothing of a control well was measured on this plate.
        let controls = readings.filter { $0.content.role == .nonTargeting }
        #expect(controls.count == 12 && controls.allSatisfy(\.synthetic))
        #expect(Set(controls.map(\.embedding)).count > 6)
    }

    @Test func `median polish finds the effects an additive table was made of`() {
        let effects = [-2.0, -0.5, 0, 1, 7]
        var table = effects.map { one in effects.map { 3 + one + $0 } }
        // One pair that interacts, one that was not measured.
        table[0][4] += 10
        table[4][0] += 10
        table[1][3] = .nan
        table[3][1] = .nan
        let polished = medianPolish(table)
        #expect((polished.level - 3).magnitude < 1e-9)
        #expect(zip(polished.effects, effects).allSatisfy { ($0 - $1).magnitude < 1e-9 })
    }

    @Test func `a file that is no screen is refused with its name`() async throws {
        try await withTemporaryFolder { folder in
            let file = folder.appending(path: "wells.csv")
            try Data("gene,value\nA,1\n".utf8).write(to: file)
            let fault = #expect(throws: LabFault.self) { try EmulatedScreen(wellsFile: file, seed: Seed(1)) }
            #expect(fault?.description.contains("wells.csv: there is no column 'Platebarcode'") == true)
        }
    }
}
