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

    package init(
        pair: Pair,
        reward: Double?,
        cosine: Double?,
        severityFirst: Double?,
        severitySecond: Double?,
        severityDouble: Double?,
        wells: Int
    ) {
        self.pair = pair
        self.reward = reward
        self.cosine = cosine
        self.severityFirst = severityFirst
        self.severitySecond = severitySecond
        self.severityDouble = severityDouble
        self.wells = wells
    }
}

extension Store {
    /// Replaces the rewards outside any round, after results that came late.
    package func refreshRewards(_ rewards: [RewardRecord], in campaign: CampaignID) async throws {
        try await pool.write { try replaceRewards(rewards, campaign, $0) }
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
    "(SELECT count(*) FROM file WHERE file.campaign = campaign.id AND accepted AND kind = 'results')"

func replaceRewards(_ rewards: [RewardRecord], _ campaign: CampaignID, _ db: Database) throws {
    try db.execute(sql: "DELETE FROM reward WHERE campaign = ?", arguments: [campaign.text])
    try db.execute(
        sql: "UPDATE campaign SET rewarded_files = \(resultFiles) WHERE id = ?",
        arguments: [campaign.text]
    )
    let insert = try db.cachedStatement(
        sql: """
            INSERT INTO reward (campaign, gene_a, gene_b, reward, cosine, severity_a, severity_b, severity_double, wells)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
    )
    for reward in rewards {
        try insert.execute(arguments: [
            campaign.text, reward.pair.first.symbol, reward.pair.second.symbol, reward.reward, reward.cosine,
            reward.severityFirst, reward.severitySecond, reward.severityDouble, reward.wells,
        ])
    }
}
