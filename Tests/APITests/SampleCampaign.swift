import API
import Cycle
import Screen
import Synchronization
import Testing

/// A campaign of 50 genes in its tenth round, made up.
func sampleCampaign(rounds: Int = 9) throws -> CampaignReport {
    let genes = ["BRAF", "RAS85D", "PTEN", "SOS", "CSW", "DRK", "RL", "PHL", "DSOR1", "KSR", "PNT", "YAN"].map
    { Gene($0) }
    let index = PairIndex(genes: genes)
    let id = try #require(CampaignID("mapk-1"))
    var report = CampaignReport(id: id)
    report.round = rounds + 1
    report.phase = "waiting"
    report.nextAction = "Image the plates of batch mapk-1-r010 and drop their results: 212 wells are owed."
    report.policy = "ids"
    report.genes = 50
    report.wellsOwed = 212
    report.wellsMeasured = 98
    report.wellsGivenUp = 3
    report.pairsMeasured = 10 * rounds
    report.pairsPending = 10
    report.pairsHeld = 1
    report.pairsTotal = 1225
    report.bestPairs = (0..<10).map { place in
        var pair = PairReport(pair: index.pairs[place * 5], status: .measured)
        pair.reward = 41.27 / Double(place + 1)
        pair.cosine = 0.0625 * Double(place)
        pair.severityA = 3.5
        pair.severityB = 12.25
        pair.severityDouble = 20.125
        pair.wells = 8
        pair.round = place
        // the last two are of a campaign whose wells have no replicates
        if place < 8 { pair.estimate = estimate(of: pair.reward ?? 0, rank: place + 1) }
        return pair
    }
    report.filesTaken = [
        file("mapk-1-R010-P01.csv.gz", wells: 310), file("mapk-1-R009-P01 (1).csv", wells: 384),
    ]
    let rejection = Rejection(
        rule: "not-a-number",
        reason: "the value is not a number.",
        row: 2,
        column: "feature_7",
        value: "n/a",
        expected: "a number",
        remedy: "Leave the cell empty if the well failed, and drop the file again."
    )
    report.filesSetAside = [file("<script>alert(1)</script>.csv", rejection: rejection)]
    report.rounds = (0...rounds + 1).map { round in
        var turn = RoundReport(
            round: round,
            batch: BatchID(campaign: id, round: round),
            state: round <= rounds ? "closed" : "published"
        )
        guard round > 0 else { return turn }
        turn.pairs = (0..<10).map { place in
            var pair = PairReport(
                pair: index.pairs[(round * 10 + place) % 66],
                status: round <= rounds ? .measured : .pending
            )
            pair.mean = 1.25 - 0.1 * Double(place)
            pair.sd = 0.4
            pair.regret = 2.125 + 0.05 * Double(place)
            pair.information = 0.0312
            pair.ratio = 144.7
            pair.rank = place + 1
            return pair
        }
        turn.wellsMeasured = round <= rounds ? 310 : 98
        turn.wellsOwed = round <= rounds ? 0 : 212
        turn.bestReward =
            round <= rounds ? [8.1, 8.1, 14.6, 14.6, 22.9, 22.9, 41.27, 41.27, 41.27][(round - 1) % 9] : nil
        turn.explainedVariance = round > 1 ? 0.3 + 0.05 * Double(round) : nil
        turn.plates = (1...2).map { plate in
            let barcode = Barcode("\(id)-R0\(round < 10 ? "0" : "")\(round)-P0\(plate)")
            return PlateReport(
                barcode: barcode,
                wells: 155,
                owed: round <= rounds ? 0 : 57 + plate * 32,
                measured: round <= rounds ? 155 : 98 - plate * 32
            )
        }
        return turn
    }
    report.needed = NeededGenes(
        line: "S2<R+>",
        scale: "gene-effect",
        genes: [
            .init(gene: Gene("PTEN"), value: -1.2345, low: -1.5, high: -0.9),
            .init(gene: Gene("CSW"), value: -0.82, low: -1.25, high: -0.4),
        ],
        unknown: 12,
        remarks: ["It is far from the lines that the models learnt from."]
    )
    report.outlook = sampleOutlook(round: rounds + 1)
    return report
}

private func sampleOutlook(round: Int) -> OutlookReport {
    func finds(_ mean: Double, _ reach: Double) -> OutlookReport.Finds {
        .init(mean: mean, low: mean - reach, high: mean + reach)
    }
    return OutlookReport(
        round: round,
        lines: [
            "Still unfound: about 9 (4 to 15) of the screen's top 62 pairs. This batch is expected to find 2.3 (1 to 4).",
            "Think of stopping: <b>never</b>.",
        ],
        topPairs: 62,
        found: finds(50.75, 3),
        unfound: finds(9, 5),
        batch: finds(2.3, 1.5),
        wellsPerFind: 67.4,
        rules: [
            .init(name: "ids", isOwn: true, pairs: 100, found: finds(53.1, 3)),
            .init(name: "severity", isOwn: false, pairs: 100, found: finds(45, 2.5)),
            .init(name: "random", isOwn: false, pairs: nil, found: finds(6.25, 1)),
        ]
    )
}

private func file(_ name: String, wells: Int = 0, rejection: Rejection? = nil) -> FileReport {
    FileReport(
        name: name,
        sha256: String(repeating: "ab", count: 32),
        kind: "results",
        accepted: rejection == nil,
        wells: wells,
        rejection: rejection,
        at: "2024-05-01T14:03:07Z"
    )
}

/// A reader with one campaign that remembers what was posted.
final class SampleReader: CampaignReader {
    struct Broken: Error {}

    let report: CampaignReport
    let faults: [String]
    private let posted = Mutex<[(name: String, bytes: [UInt8])]>([])

    init(faults: [String] = []) throws {
        report = try sampleCampaign()
        self.faults = faults
    }

    var takenPosts: [(name: String, bytes: [UInt8])] { posted.withLock { $0 } }

    func campaigns() -> [CampaignReport] { [report] }

    func campaign(_ id: CampaignID) throws -> CampaignReport? {
        if id.text == "broken" { throw Broken() }
        return id == report.id ? report : nil
    }

    func batches(_ id: CampaignID, limit: Int, offset: Int) -> Page<RoundReport>? {
        guard id == report.id else { return nil }
        let all = report.rounds.reversed()
        return Page(total: all.count, items: Array(all.dropFirst(offset).prefix(limit)))
    }

    func pairs(_ id: CampaignID, status: PairReport.Status?, limit: Int, offset: Int) -> Page<PairReport>? {
        guard id == report.id else { return nil }
        let all = report.rounds.flatMap(\.pairs).filter { status == nil || $0.status == status }
        return Page(total: all.count, items: Array(all.dropFirst(offset).prefix(limit)))
    }

    func predictions(limit: Int, offset: Int) -> Page<SampleReport> {
        Page(total: 1, items: [SampleReport(sample: "patient 7/a", file: "p7.csv", state: "queued")])
    }

    func prediction(sample: String) -> SampleReport? {
        sample == "patient 7/a" ? SampleReport(sample: sample, file: "p7.csv", state: "queued") : nil
    }

    func submitSample(name: String, bytes: [UInt8], genes: [Gene]?) throws -> [SampleReport] {
        if bytes.starts(with: Array("bad".utf8)) {
            throw Rejection(
                rule: "no-header",
                reason: "there is no header.",
                expected: "genes",
                remedy: "Add one."
            )
        }
        posted.withLock { $0.append((name, bytes)) }
        return [SampleReport(sample: "s1", file: name, state: "queued")]
    }

    func metricsText() -> String { "# TYPE pairwell_up gauge\npairwell_up 1\n" }

    func healthy() -> HealthReport { HealthReport(version: "1.2.3", faults: faults) }
}

private func estimate(of reward: Double, rank: Int) -> EstimateReport {
    var estimate = EstimateReport(
        debiased: reward - 6.5,
        noise: 6.5,
        sd: 3.25,
        low: max(0, reward - 12),
        high: reward - 0.5,
        z: (reward - 6.5) / 2.5,
        p: 1e-4 * Double(rank * rank),
        q: 1e-3 * Double(rank * rank),
        varianceOwn: 5.5,
        varianceA: 2,
        varianceB: 1.5,
        varianceControls: 1.5625
    )
    estimate.expected = 4.5
    estimate.excess = reward - 11
    estimate.excessSD = 3.5
    estimate.excessRank = rank
    estimate.excessP = 2e-4 * Double(rank * rank)
    estimate.excessQ = 2e-3 * Double(rank * rank)
    return estimate
}
