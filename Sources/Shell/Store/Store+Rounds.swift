import Cycle
package import Foundation
import GRDB
package import Screen

/// One pair a batch holds, with what was believed of it then.
package struct Choice: Sendable, Hashable {
    package let pair: Pair
    package let rank: Int
    package let mean: Double?
    package let sd: Double?
    package let topProbability: Double?
    package let regret: Double?
    package let information: Double?
    package let ratio: Double?
    /// The pair's place among all candidates under other rules, by their names.
    package let ranks: [String: Int]

    package init(
        pair: Pair,
        rank: Int,
        mean: Double?,
        sd: Double?,
        topProbability: Double? = nil,
        regret: Double?,
        information: Double?,
        ratio: Double?,
        ranks: [String: Int] = [:]
    ) {
        self.pair = pair
        self.rank = rank
        self.mean = mean
        self.sd = sd
        self.topProbability = topProbability
        self.regret = regret
        self.information = information
        self.ratio = ratio
        self.ranks = ranks
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
    /// Wells of earlier rounds that it lays out again.
    package let repeats: [WellRepeat]
    /// The request to confirm hits that it answers.
    package let confirming: Int64?
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
        repeats: [WellRepeat] = [],
        confirming: Int64? = nil,
        layouts: [PlateLayout],
        files: [(path: String, bytes: Data)]
    ) {
        self.round = round
        self.batch = batch
        self.policy = policy
        self.seed = seed
        self.diagnostics = diagnostics
        self.choices = choices
        self.repeats = repeats
        self.confirming = confirming
        self.layouts = layouts
        self.files = files
    }
}

extension Store {
    /// Commits a round: its choices, plates, owed wells and files.
    ///
    /// Saying it again changes nothing.
    package func plan(
        _ planned: PlannedRound,
        rewards: RewardsOnRecord,
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
                          (campaign, round, gene_a, gene_b, rank, mean, sd, top_probability, regret, information,
                           ratio, ranks)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                        """,
                    arguments: [
                        campaign.text, planned.round, choice.pair.first.symbol, choice.pair.second.symbol,
                        choice.rank, choice.mean, choice.sd, choice.topProbability, choice.regret,
                        choice.information, choice.ratio,
                        choice.ranks.isEmpty ? nil : try jsonText(choice.ranks),
                    ]
                )
            }
            try insertRepeats(planned.repeats, ofRound: planned.round, campaign, db)
            if let request = planned.confirming {
                try answerConfirmation(request, byRound: planned.round, campaign, db)
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

    /// How a round's batch was chosen, as the JSON that was stored.
    package func diagnostics(of campaign: CampaignID, round: Int) async throws -> String? {
        try await pool.read { db in
            try String.fetchOne(
                db,
                sql: "SELECT diagnostics FROM batch WHERE campaign = ? AND round = ?",
                arguments: [campaign.text, round]
            )
        }
    }

    /// How the newest batch that was chosen with diagnostics was, as the JSON that was stored.
    package func newestDiagnostics(of campaign: CampaignID) async throws -> (round: Int, json: String)? {
        try await pool.read { db in
            let row = try Row.fetchOne(
                db,
                sql: """
                    SELECT round, diagnostics FROM batch WHERE campaign = ? AND diagnostics IS NOT NULL
                    ORDER BY round DESC LIMIT 1
                    """,
                arguments: [campaign.text]
            )
            return row.map { (round: $0[0], json: $0[1]) }
        }
    }

    /// How the batches of earlier rounds were chosen, by round, as the JSON that was stored.
    package func diagnostics(of campaign: CampaignID, before round: Int) async throws -> [String] {
        try await pool.read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT diagnostics FROM batch WHERE campaign = ? AND round < ? AND diagnostics IS NOT NULL
                    ORDER BY round
                    """,
                arguments: [campaign.text, round]
            )
        }
    }

    /// The round in which each pair was first chosen.
    package func roundsOfPairs(of campaign: CampaignID) async throws -> [Pair: Int] {
        try await pool.read { db in
            let rows = try Row.fetchCursor(
                db,
                sql:
                    "SELECT gene_a, gene_b, MIN(round) AS round FROM choice WHERE campaign = ? GROUP BY gene_a, gene_b",
                arguments: [campaign.text]
            )
            var rounds: [Pair: Int] = [:]
            while let row = try rows.next() {
                guard let pair = Pair(Gene(row["gene_a"]), Gene(row["gene_b"])) else { continue }
                rounds[pair] = row["round"]
            }
            return rounds
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
        rewards: RewardsOnRecord,
        in campaign: CampaignID,
        notices: [NoticePosting]
    ) async throws {
        try await pool.write { db in
            try db.execute(
                sql: """
                    UPDATE batch SET state = 'closed'
                    WHERE campaign = ? AND round = ? AND state = 'published'
                    """,
                arguments: [campaign.text, round]
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
