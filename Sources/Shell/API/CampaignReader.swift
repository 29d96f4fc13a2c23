package import Cycle
package import Screen

/// What the server shows; the agent answers from the store.
package protocol CampaignReader: Sendable {
    /// Every campaign, by name.
    func campaigns() async throws -> [CampaignReport]
    func campaign(_ id: CampaignID) async throws -> CampaignReport?
    /// Rounds, newest first; `nil` where the campaign is unknown.
    func batches(_ id: CampaignID, limit: Int, offset: Int) async throws -> Page<RoundReport>?
    /// Pairs in an order that stays, of one status where asked; `nil` where the campaign is unknown.
    func pairs(
        _ id: CampaignID,
        status: PairReport.Status?,
        limit: Int,
        offset: Int
    ) async throws -> Page<PairReport>?
    /// Samples, newest first.
    func predictions(limit: Int, offset: Int) async throws -> Page<SampleReport>
    func prediction(sample: String) async throws -> SampleReport?
    /// Queues an expression table.
    ///
    /// - Parameters:
    ///   - name: a file name of letters, digits, `-`, `_` and `.`.
    ///   - bytes: the table, at most as long as the configuration allows.
    ///   - genes: the targets asked for; all of the model's where `nil`.
    /// - Returns: its samples.
    /// - Throws: `Rejection` where the table cannot be read.
    func submitSample(name: String, bytes: [UInt8], genes: [Gene]?) async throws -> [SampleReport]
    /// Prometheus text.
    func metricsText() async -> String
    func healthy() async -> HealthReport
}

/// A part of a list, and how long the whole list is.
package struct Page<Item: Sendable>: Sendable {
    package var total: Int
    package var items: [Item]

    package init(total: Int, items: [Item]) {
        self.total = total
        self.items = items
    }
}

/// Whether the daemon does its work.
package struct HealthReport: Sendable, Codable {
    /// The version of the daemon.
    package var version: String
    /// Sentences for the operator, shown to those with the token only; empty where all is well.
    package var faults: [String]

    package init(version: String, faults: [String]) {
        self.version = version
        self.faults = faults
    }
}
