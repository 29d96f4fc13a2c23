package import Cycle
package import Foundation
import GRDB
package import Screen

/// One pair a batch holds, with what was believed of it then.
package struct Choice: Sendable, Hashable {
    package let pair: Pair
    package let rank: Int
    package let mean: Double?
    package let sd: Double?
    package let regret: Double?
    package let information: Double?
    package let ratio: Double?

    package init(
        pair: Pair,
        rank: Int,
        mean: Double?,
        sd: Double?,
        regret: Double?,
        information: Double?,
        ratio: Double?
    ) {
        self.pair = pair
        self.rank = rank
        self.mean = mean
        self.sd = sd
        self.regret = regret
        self.information = information
        self.ratio = ratio
    }
}

/// A round as planned: all that is needed to write its files, now or after a restart.
package struct PlannedRound: Sendable {
    package let round: Int
    package let batch: BatchID
    package let policy: String
    package let seed: UInt64
    /// JSON of the posterior's diagnostics, where one was fitted.
    package let diagnostics: String?
    package let choices: [Choice]
    package let layouts: [PlateLayout]
    /// Path within the batch's folder and bytes, in the order they are to be written.
    package let files: [(path: String, bytes: Data)]

    package init(
        round: Int,
        batch: BatchID,
        policy: String,
        seed: UInt64,
        diagnostics: String?,
        choices: [Choice],
        layouts: [PlateLayout],
        files: [(path: String, bytes: Data)]
    ) {
        self.round = round
        self.batch = batch
        self.policy = policy
        self.seed = seed
        self.diagnostics = diagnostics
        self.choices = choices
        self.layouts = layouts
        self.files = files
    }
}

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
    /// What the next step hangs on.
    package func standing(
        of campaign: CampaignID
    ) async throws -> (standing: CampaignStanding, pairs: PairStates) {
        try await pool.read { db in
            guard let record = try CampaignRecord.fetch(db, campaign) else {
                throw StoreFault.damaged("no campaign '\(campaign)'")
            }
            return try fetchStanding(record, db)
        }
    }

    /// Commits a round: its choices, plates, owed wells and files.
    ///
    /// Saying it again changes nothing.
    package func plan(
        _ planned: PlannedRound,
        rewards: [RewardRecord],
        in campaign: CampaignID
    ) async throws {
        try await pool.write { db in
            try db.execute(
                sql: """
                    INSERT INTO batch (campaign, round, id, state, policy, seed, diagnostics)
                    VALUES (?, ?, ?, 'planned', ?, ?, ?) ON CONFLICT DO NOTHING
                    """,
                arguments: [
                    campaign.text, planned.round, planned.batch.text, planned.policy, String(planned.seed),
                    planned.diagnostics,
                ]
            )
            guard db.changesCount > 0 else { return }
            for choice in planned.choices {
                try db.execute(
                    sql: """
                        INSERT INTO choice
                          (campaign, round, gene_a, gene_b, rank, mean, sd, regret, information, ratio)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                        """,
                    arguments: [
                        campaign.text, planned.round, choice.pair.first.symbol, choice.pair.second.symbol,
                        choice.rank, choice.mean, choice.sd, choice.regret, choice.information, choice.ratio,
                    ]
                )
            }
            for layout in planned.layouts {
                try insertPlate(layout, round: planned.round, file: nil, campaign, db)
            }
            for (path, bytes) in planned.files {
                try db.execute(
                    sql: "INSERT INTO batch_file (campaign, round, path, bytes) VALUES (?, ?, ?, ?)",
                    arguments: [campaign.text, planned.round, path, bytes]
                )
            }
            try replaceRewards(rewards, campaign, db)
        }
    }

    /// The files of a round in the order they are to be written.
    package func files(
        ofRound round: Int,
        in campaign: CampaignID
    ) async throws -> [(path: String, bytes: Data)] {
        try await pool.read { db in
            try Row.fetchAll(
                db,
                sql: "SELECT path, bytes FROM batch_file WHERE campaign = ? AND round = ? ORDER BY rowid",
                arguments: [campaign.text, round]
            ).map { ($0[0], $0[1]) }
        }
    }

    /// Marks a round's files as written; from here on its wells are owed by the lab.
    package func markPublished(
        round: Int,
        deadline: Double?,
        in campaign: CampaignID,
        notices: [NoticePosting]
    ) async throws {
        try await pool.write { db in
            try db.execute(
                sql: """
                    UPDATE batch SET state = 'published', deadline = ?
                    WHERE campaign = ? AND round = ? AND state = 'planned'
                    """,
                arguments: [deadline, campaign.text, round]
            )
            try post(notices, db)
        }
    }

    /// Closes a round with the rewards known at that moment.
    package func close(
        round: Int,
        rewards: [RewardRecord],
        in campaign: CampaignID,
        notices: [NoticePosting]
    ) async throws {
        try await pool.write { db in
            try db.execute(
                sql: """
                    UPDATE batch SET state = 'closed', best_reward = ?
                    WHERE campaign = ? AND round = ? AND state = 'published'
                    """,
                arguments: [rewards.compactMap(\.reward).max(), campaign.text, round]
            )
            try replaceRewards(rewards, campaign, db)
            try post(notices, db)
        }
    }

    /// When the open round is given up, in seconds since 1970; `nil` without a deadline.
    package func deadline(ofRound round: Int, in campaign: CampaignID) async throws -> Double? {
        try await pool.read { db in
            try Double.fetchOne(
                db,
                sql: "SELECT deadline FROM batch WHERE campaign = ? AND round = ? AND deadline IS NOT NULL",
                arguments: [campaign.text, round]
            )
        }
    }

    /// Gives up every well still owed of a round, and says why on each.
    package func giveUp(round: Int, reason: String, in campaign: CampaignID) async throws {
        try await pool.write { db in
            for plate in try fetchPlates(ofRound: round, campaign, db) {
                try giveUpWells(of: plate, reason: reason, campaign, db)
            }
        }
    }
}

func fetchStanding(
    _ record: CampaignRecord,
    _ db: Database
) throws -> (standing: CampaignStanding, pairs: PairStates) {
    let campaign = record.id.text
    var latest: CampaignStanding.Batch?
    if let row = try Row.fetchOne(
        db,
        sql: "SELECT round, state FROM batch WHERE campaign = ? ORDER BY round DESC LIMIT 1",
        arguments: [campaign]
    ) {
        let state: String = row[1]
        guard let state = CampaignStanding.BatchState(rawValue: state) else {
            throw StoreFault.damaged("batch state '\(state)'")
        }
        let round: Int = row[0]
        let counts = try wellCounts(ofRound: round, record.id, db)
        latest = .init(round: round, state: state, owed: counts.owed)
    }
    let pairs = try fetchPairStates(record, db)
    let index = PairIndex(genes: record.genes)
    return (
        CampaignStanding(
            latest: latest,
            emitsSingles: record.emitsSingles,
            genesWithoutSingle: record.genes.count { !pairs.singles.contains($0) },
            singlesWaived: record.singlesWaived,
            openPairs: pairs.openColumns(of: index).count,
            maximumRounds: record.maximumRounds
        ), pairs
    )
}

/// A reading counts only on a plate with a reading of the centring role: without that it has no zero.
private func fetchPairStates(_ record: CampaignRecord, _ db: Database) throws -> PairStates {
    let campaign = record.id
    let centred = """
        barcode IN (SELECT barcode FROM well WHERE campaign = ?1 AND role = ?2 AND readings > 0)
        """

    func pairs(_ sql: String) throws -> [Pair] {
        try Row.fetchAll(db, sql: sql, arguments: [campaign.text, record.centring]).compactMap {
            Pair(Gene($0[0] as String), Gene($0[1] as String))
        }
    }
    let measured = Set(
        try pairs(
            """
            SELECT DISTINCT gene_a, gene_b FROM well
            WHERE campaign = ?1 AND role = 'double' AND readings > 0 AND \(centred)
            """
        )
    )
    let pending = Set(
        try pairs(
            """
            SELECT c.gene_a, c.gene_b FROM choice c
            JOIN batch b ON b.campaign = c.campaign AND b.round = c.round
            WHERE c.campaign = ?1 AND b.state <> 'closed' AND ?2 IS NOT NULL
            """
        )
    )
    var failures: [Pair: Int] = [:]
    let tried = try pairs(
        """
        SELECT c.gene_a, c.gene_b FROM choice c
        JOIN batch b ON b.campaign = c.campaign AND b.round = c.round
        WHERE c.campaign = ?1 AND b.state = 'closed' AND ?2 IS NOT NULL
        """
    )
    for pair in tried where !measured.contains(pair) { failures[pair, default: 0] += 1 }
    let singles = try String.fetchAll(
        db,
        sql: """
            SELECT DISTINCT gene_a FROM well
            WHERE campaign = ?1 AND role IN ('single', 'anchor') AND readings > 0 AND \(centred)
            """,
        arguments: [campaign.text, record.centring]
    )
    return PairStates(
        measured: measured,
        pending: pending,
        failures: failures,
        singles: Set(singles.map { Gene($0) })
    )
}

func wellCounts(
    ofRound round: Int,
    _ campaign: CampaignID,
    _ db: Database
) throws -> (owed: Int, measured: Int, givenUp: Int) {
    let row = try Row.fetchOne(
        db,
        sql: """
            SELECT sum(readings = 0 AND given_up IS NULL), sum(readings > 0),
                   sum(readings = 0 AND given_up IS NOT NULL)
            FROM plate p CROSS JOIN well w ON w.campaign = p.campaign AND w.barcode = p.barcode
            WHERE p.campaign = ? AND p.round = ?
            """,
        arguments: [campaign.text, round]
    )
    return (row?[0] ?? 0, row?[1] ?? 0, row?[2] ?? 0)
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

private func replaceRewards(_ rewards: [RewardRecord], _ campaign: CampaignID, _ db: Database) throws {
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
