import API
import Cycle
import DropFolder
import Relations
import Screen
import Store
import Telemetry

/// What the web server shows, read from the store.
struct StoreReader: CampaignReader {
    let store: Store
    let predictions: PredictionDesk?
    let metrics: PrometheusMetrics
    let vitals: Vitals
    let version: String
    let clock: DaemonClock
    /// What is known of each campaign's pairs from elsewhere.
    let relations: [CampaignID: KnownRelations]

    func campaigns() async throws -> [CampaignReport] {
        var reports: [CampaignReport] = []
        for record in try await store.campaigns() {
            if let report = try await store.report(of: record.id) { reports.append(report) }
        }
        return reports
    }

    func campaign(_ id: CampaignID) async throws -> CampaignReport? {
        try await store.reportWithOutlook(of: id)
    }

    func batches(_ id: CampaignID, limit: Int, offset: Int) async throws -> Page<RoundReport>? {
        guard try await store.campaign(id) != nil else { return nil }
        let rounds = try await store.rounds(of: id)
        return Page(total: rounds.count, items: Array(rounds.reversed().dropFirst(offset).prefix(limit)))
    }

    func pairs(
        _ id: CampaignID,
        status: PairReport.Status?,
        limit: Int,
        offset: Int
    ) async throws -> Page<PairReport>? {
        guard try await store.campaign(id) != nil else { return nil }
        let pairs = try await store.pairs(of: id).filter { status == nil || $0.status == status }
            .sorted { ($0.geneA, $0.geneB) < ($1.geneA, $1.geneB) }
        let shown = pairs.dropFirst(offset).prefix(limit).map { $0.marked(by: relations[id] ?? .none) }
        return Page(total: pairs.count, items: shown)
    }

    func predictions(limit: Int, offset: Int) async throws -> Page<SampleReport> {
        let (total, samples) = try await store.samples(limit: limit, offset: offset)
        return Page(total: total, items: samples)
    }

    func prediction(sample: String) async throws -> SampleReport? { try await store.sample(named: sample) }

    func submitSample(name: String, bytes: [UInt8], genes: [Gene]?) async throws -> [SampleReport] {
        guard let predictions else {
            throw Rejection(
                rule: "no-model",
                reason: "This daemon has no essentiality model.",
                expected: "a model made by 'pairwell train'",
                remedy: "Ask the administrator to name one as essentiality.model in the configuration."
            )
        }
        let answer = try await predictions.answer(bytes, file: name, genes: genes)
        try await store.answer(
            file: hexadecimalSHA256(of: bytes),
            answer.reports,
            campaign: nil,
            at: clock.now()
        )
        return answer.reports
    }

    func metricsText() async -> String { metrics.renderPrometheus() }

    func healthy() async -> HealthReport {
        var faults = vitals.faults.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
        faults += vitals.stuck.map { "\($0): has given no sign of life" }
        return HealthReport(version: version, faults: faults)
    }
}
