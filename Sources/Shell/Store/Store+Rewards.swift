package import Cycle
import GRDB
package import Screen

/// The reward of one pair as last computed; no reward where a single is missing.
package struct RewardRecord: Sendable, Hashable {
    package let pair: Pair
    package let reward: Double?
    package let cosine: Double?
    package let severityFirst: Double?
    package let severitySecond: Double?
    package let severityDouble: Double?
    package let wells: Int
    /// What the campaign pursues of it.
    package let pursued: Double?
    /// Absent where nothing is known of the noise.
    package let estimate: EstimateReport?

    package init(
        pair: Pair,
        reward: Double?,
        cosine: Double?,
        severityFirst: Double?,
        severitySecond: Double?,
        severityDouble: Double?,
        wells: Int,
        pursued: Double? = nil,
        estimate: EstimateReport? = nil
    ) {
        self.pair = pair
        self.reward = reward
        self.cosine = cosine
        self.severityFirst = severityFirst
        self.severitySecond = severitySecond
        self.severityDouble = severityDouble
        self.wells = wells
        self.pursued = pursued ?? reward
        self.estimate = estimate
    }
}

/// All rewards of a campaign, as they take the place of those on record.
package struct RewardsOnRecord: Sendable, Hashable {
    package var records: [RewardRecord]
    package var summary: RewardSummary?
    /// Rewards that moved since they were computed last.
    package var changes: [RewardChange]

    package init(_ records: [RewardRecord], summary: RewardSummary? = nil, changes: [RewardChange] = []) {
        self.records = records
        self.summary = summary
        self.changes = changes
    }
}

extension RewardsOnRecord: ExpressibleByArrayLiteral {
    package init(arrayLiteral elements: RewardRecord...) { self.init(elements) }
}

extension Store {
    /// Replaces the rewards outside any round, after results that came late.
    package func refreshRewards(
        _ rewards: RewardsOnRecord,
        in campaign: CampaignID,
        notices: [NoticePosting] = []
    ) async throws {
        try await pool.write { db in
            try replaceRewards(rewards, campaign, db)
            try post(notices, db)
        }
    }

    /// How the rewards on record were computed; `nil` before any were.
    package func rewardSummary(of campaign: CampaignID) async throws -> RewardSummary? {
        try await pool.read { db in try fetchRewardSummary(campaign, db) }
    }

    /// The rewards as they were computed last, by pair.
    package func rewards(of campaign: CampaignID) async throws -> [RewardRecord] {
        try await pool.read { db in
            try Row.fetchAll(
                db,
                sql: "SELECT * FROM reward WHERE campaign = ? ORDER BY gene_a, gene_b",
                arguments: [campaign.text]
            ).compactMap { row in
                guard let pair = Pair(Gene(row["gene_a"]), Gene(row["gene_b"])) else { return nil }
                return RewardRecord(
                    pair: pair,
                    reward: row["reward"],
                    cosine: row["cosine"],
                    severityFirst: row["severity_a"],
                    severitySecond: row["severity_b"],
                    severityDouble: row["severity_double"],
                    wells: row["wells"],
                    pursued: row["pursued"],
                    estimate: try rewardEstimate(row)
                )
            }
        }
    }

    /// Every reward that moved by more than its error since the campaign began, oldest first.
    package func rewardChanges(of campaign: CampaignID) async throws -> [RewardChange] {
        try await pool.read { try fetchRewardChanges(campaign, newest: nil, $0) }
    }

    /// Whether results were taken since the rewards were computed last.
    package func hasNewerResults(in campaign: CampaignID) async throws -> Bool {
        try await pool.read { db in
            try Bool.fetchOne(
                db,
                sql: "SELECT rewarded_files <> \(resultFiles) FROM campaign WHERE id = ?",
                arguments: [campaign.text]
            ) ?? false
        }
    }
}

/// How many files of results the campaign has taken, as SQL.
private let resultFiles =
    "(SELECT count(*) FROM file WHERE file.campaign = campaign.id AND accepted AND kind IN ('results', 'failed-wells'))"

func replaceRewards(_ rewards: RewardsOnRecord, _ campaign: CampaignID, _ db: Database) throws {
    try db.execute(sql: "DELETE FROM reward WHERE campaign = ?", arguments: [campaign.text])
    try db.execute(
        sql: "UPDATE campaign SET rewarded_files = \(resultFiles), reward_summary = ? WHERE id = ?",
        arguments: [try rewards.summary.map { try jsonText($0) }, campaign.text]
    )
    let insert = try db.cachedStatement(
        sql: """
            INSERT INTO reward (campaign, gene_a, gene_b, reward, cosine, severity_a, severity_b, severity_double,
              wells, pursued, debiased, noise, sd, low, high, z, p, q, variance_own, variance_a, variance_b,
              variance_controls, expected, excess, excess_sd, excess_rank, excess_p, excess_q, suspicious)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
    )
    for reward in rewards.records {
        let estimate = reward.estimate
        try insert.execute(arguments: [
            campaign.text, reward.pair.first.symbol, reward.pair.second.symbol, reward.reward, reward.cosine,
            reward.severityFirst, reward.severitySecond, reward.severityDouble, reward.wells, reward.pursued,
            estimate?.debiased, estimate?.noise, estimate?.sd, estimate?.low, estimate?.high, estimate?.z,
            estimate?.p, estimate?.q, estimate?.varianceOwn, estimate?.varianceA, estimate?.varianceB,
            estimate?.varianceControls, estimate?.expected, estimate?.excess, estimate?.excessSD,
            estimate?.excessRank, estimate?.excessP, estimate?.excessQ,
            try estimate.map { try jsonText($0.suspicious) },
        ])
    }
    for change in rewards.changes {
        try db.execute(
            sql: """
                INSERT INTO reward_change (campaign, round, gene_a, gene_b, before, after, sd, because)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                campaign.text, change.round, change.geneA.symbol, change.geneB.symbol, change.before,
                change.after, change.sd, try jsonText(change.because),
            ]
        )
    }
}

/// What a row of `reward` says of the error.
func rewardEstimate(_ row: Row) throws -> EstimateReport? {
    guard let debiased: Double = row["debiased"], let suspicious: String = row["suspicious"] else {
        return nil
    }
    var estimate = EstimateReport(
        debiased: debiased,
        noise: row["noise"],
        sd: row["sd"],
        low: row["low"],
        high: row["high"],
        z: row["z"],
        p: row["p"],
        q: row["q"],
        varianceOwn: row["variance_own"],
        varianceA: row["variance_a"],
        varianceB: row["variance_b"],
        varianceControls: row["variance_controls"]
    )
    estimate.expected = row["expected"]
    estimate.excess = row["excess"]
    estimate.excessSD = row["excess_sd"]
    estimate.excessRank = row["excess_rank"]
    estimate.excessP = row["excess_p"]
    estimate.excessQ = row["excess_q"]
    estimate.suspicious = try jsonValue([SuspicionReport].self, suspicious)
    return estimate
}

func fetchRewardSummary(_ campaign: CampaignID, _ db: Database) throws -> RewardSummary? {
    try String.fetchOne(
        db,
        sql: "SELECT reward_summary FROM campaign WHERE id = ? AND reward_summary IS NOT NULL",
        arguments: [campaign.text]
    ).map { try jsonValue(RewardSummary.self, $0) }
}

/// Oldest first, all of them; or so many, newest first.
func fetchRewardChanges(
    _ campaign: CampaignID,
    newest limit: Int?,
    _ db: Database
) throws -> [RewardChange] {
    let order = limit.map { "DESC LIMIT \($0)" } ?? ""
    return try Row.fetchAll(
        db,
        sql: "SELECT * FROM reward_change WHERE campaign = ? ORDER BY id \(order)",
        arguments: [campaign.text]
    ).compactMap { row in
        guard let pair = Pair(Gene(row["gene_a"]), Gene(row["gene_b"])) else { return nil }
        return RewardChange(
            pair: pair,
            before: row["before"],
            after: row["after"],
            sd: row["sd"],
            because: try jsonValue([String].self, row["because"]),
            round: row["round"]
        )
    }
}
