package import Cycle
import Foundation
import GRDB
package import Screen

extension Store {
    /// What a person wants to know of a campaign at a glance.
    package func report(of campaign: CampaignID) async throws -> CampaignReport? {
        try await pool.read { db in
            guard let record = try CampaignRecord.fetch(db, campaign) else { return nil }
            var (standing, pairs) = try fetchStanding(record, db)
            // its limits may be known no longer, if it was taken out of the configuration
            if record.finished { standing.openPairs = 0 }
            let action = nextAction(for: nextStep(for: standing))
            var report = CampaignReport(id: campaign)
            report.phase = action.phase
            report.nextAction = action.sentence
            report.fault = record.fault
            report.policy = record.policy
            report.genes = record.genes.count
            report.round = standing.latest?.round ?? 0
            let counts = try wellCounts(ofRound: report.round, campaign, db)
            report.fill(counts)
            report.repeatsOwed = pairs.repeats.owed.count
            report.pairsMeasured = pairs.measured.count
            report.pairsPending = pairs.pending.subtracting(pairs.measured).count
            let index = PairIndex(genes: record.genes)
            report.pairsTotal =
                pairs.admissible.count(in: index) + pairs.measured.count { !pairs.admissible.contains($0) }
            report.pairsExcluded = index.pairs.count - report.pairsTotal
            report.pairsHeld = pairs.measured.count {
                !pairs.singles.contains($0.first) || !pairs.singles.contains($0.second)
            }
            let best = try Row.fetchAll(
                db,
                sql: """
                    SELECT * FROM reward WHERE campaign = ? AND pursued IS NOT NULL
                    ORDER BY pursued DESC, gene_a, gene_b LIMIT 10
                    """,
                arguments: [campaign.text]
            )
            report.bestPairs = try best.compactMap { row in
                guard let pair = Pair(Gene(row["gene_a"]), Gene(row["gene_b"])) else { return nil }
                var entry = PairReport(pair: pair, status: .measured)
                try entry.fill(reward: row)
                entry.fill(choice: try fetchChoice(pair, campaign, db))
                return entry
            }
            report.needed = try fetchNeededGenes(campaign, db)
            report.rewards = try fetchRewardSummary(campaign, db)
            report.rewardChanges = try fetchRewardChanges(campaign, newest: 10, db)
            report.filesTaken = try fetchFiles(accepted: true, campaign, db)
            report.filesSetAside = try fetchFiles(accepted: false, campaign, db)
            report.rounds = try fetchRounds(campaign, pairs, db)
            return report
        }
    }

    package func rounds(of campaign: CampaignID) async throws -> [RoundReport] {
        try await pool.read { db in
            guard let record = try CampaignRecord.fetch(db, campaign) else { return [] }
            return try fetchRounds(campaign, fetchStanding(record, db).pairs, db)
        }
    }

    /// Pairs that a campaign may have for all of them to be listed: beyond, those of which nothing is known are left out.
    package static let mostListedPairs = 200_000

    /// Every pair of the campaign by what is pursued of its reward, highest first, then the rest by name.
    package func pairs(of campaign: CampaignID) async throws -> [PairReport] {
        try await pool.read { db in
            guard let record = try CampaignRecord.fetch(db, campaign) else { return [] }
            let (_, states) = try fetchStanding(record, db)
            var rewards: [Pair: Row] = [:]
            for row in try Row.fetchAll(
                db,
                sql: "SELECT * FROM reward WHERE campaign = ?",
                arguments: [campaign.text]
            ) {
                if let pair = Pair(Gene(row["gene_a"]), Gene(row["gene_b"])) { rewards[pair] = row }
            }
            var choices: [Pair: Row] = [:]
            let chosen = try Row.fetchAll(
                db,
                sql:
                    "SELECT * FROM choice WHERE campaign = ?1 AND round NOT IN (\(confirmingRounds)) ORDER BY round",
                arguments: [campaign.text]
            )
            for row in chosen {
                if let pair = Pair(Gene(row["gene_a"]), Gene(row["gene_b"])) { choices[pair] = row }
            }
            let index = PairIndex(genes: record.genes)
            let listed: [Pair]
            if index.pairs.count <= Store.mostListedPairs {
                listed = Array(index.pairs)
            } else {
                listed = states.mentioned.union(rewards.keys).union(choices.keys).sorted()
            }
            let reports = try listed.map { pair in
                var report = PairReport(pair: pair, status: states.status(of: pair))
                if let row = rewards[pair] { try report.fill(reward: row) }
                report.fill(choice: choices[pair])
                return report
            }
            return reports.enumerated().sorted { left, right in
                let a = left.element.pursued ?? -.infinity
                let b = right.element.pursued ?? -.infinity
                return a != b ? a > b : left.offset < right.offset
            }.map(\.element)
        }
    }

    package func pair(_ pair: Pair, in campaign: CampaignID) async throws -> PairReport? {
        try await pool.read { db in
            guard let record = try CampaignRecord.fetch(db, campaign),
                record.genes.contains(pair.first), record.genes.contains(pair.second)
            else { return nil }
            let (_, states) = try fetchStanding(record, db)
            var report = PairReport(pair: pair, status: states.status(of: pair))
            if let row = try Row.fetchOne(
                db,
                sql: "SELECT * FROM reward WHERE campaign = ? AND gene_a = ? AND gene_b = ?",
                arguments: [campaign.text, pair.first.symbol, pair.second.symbol]
            ) {
                try report.fill(reward: row)
            }
            report.fill(choice: try fetchChoice(pair, campaign, db))
            return report
        }
    }

    /// The wells that hold both genes, or one of them alone, with what became of each.
    package func wells(of pair: Pair, in campaign: CampaignID) async throws -> [WellReport] {
        try await pool.read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT w.barcode, w.position, w.role, w.gene_a, w.guide_a, w.gene_b, w.guide_b, w.readings,
                           w.given_up, p.round, w.dropped, w.kept, (
                             SELECT max(pr.layout) FROM reading r JOIN file f ON f.id = r.file
                             JOIN plate_release pr ON pr.campaign = r.campaign AND pr.sha256 = f.sha256
                             WHERE r.campaign = w.campaign AND r.barcode = w.barcode AND r.position = w.position
                               AND pr.layout <> 'designed'
                               AND (pr.barcode = r.barcode OR pr.layout = 'plate:' || r.barcode)
                           )
                    FROM well w JOIN plate p ON p.campaign = w.campaign AND p.barcode = w.barcode
                    WHERE w.campaign = ? AND ((w.role = 'double' AND w.gene_a = ? AND w.gene_b = ?)
                      OR (w.role IN ('single', 'anchor') AND w.gene_a IN (?, ?)))
                    ORDER BY p.round IS NULL, p.round, w.barcode, w.position
                    """,
                arguments: [
                    campaign.text, pair.first.symbol, pair.second.symbol, pair.first.symbol,
                    pair.second.symbol,
                ]
            )
            return try rows.map { row in
                let position: Int = row[1]
                let content = try content(row, from: 2)
                var report = WellReport(
                    plate: Barcode(row[0]),
                    well: WellPosition(code: position).label,
                    role: content.role,
                    name: content.name,
                    readings: row[7],
                    givenUp: row[8],
                    round: row[9]
                )
                report.dropped = try wellDrop(row[10])
                report.kept = try wellDrop(row[11])
                report.readAs = row[12]
                return report
            }
        }
    }
}

private func fetchFiles(accepted: Bool, _ campaign: CampaignID, _ db: Database) throws -> [FileReport] {
    try Row.fetchAll(
        db,
        // what was taken after all is no longer set aside
        sql: """
            SELECT * FROM file f WHERE campaign = ? AND accepted = ? AND (accepted OR NOT EXISTS (
              SELECT 1 FROM file t WHERE t.campaign = f.campaign AND t.sha256 = f.sha256 AND t.accepted))
            ORDER BY id DESC LIMIT 5
            """,
        arguments: [campaign.text, accepted]
    ).map { try fetchFile($0, campaign, db) }
}

/// A file's row with what its plates looked like.
func fetchFile(_ row: Row, _ campaign: CampaignID, _ db: Database) throws -> FileReport {
    let plates = try fetchPlateTruths(of: row["sha256"], campaign, db)
    return FileReport(
        name: row["name"],
        sha256: row["sha256"],
        kind: row["kind"],
        accepted: row["accepted"],
        wells: row["wells"],
        rejection: try (row["rejection"] as String?).map { try jsonValue(Rejection.self, $0) },
        at: row["at"],
        readingProfile: row["reading_profile"],
        plates: plates.isEmpty ? nil : plates
    )
}

private func fetchChoice(_ pair: Pair, _ campaign: CampaignID, _ db: Database) throws -> Row? {
    try Row.fetchOne(
        db,
        sql: """
            SELECT * FROM choice WHERE campaign = ?1 AND gene_a = ?2 AND gene_b = ?3
              AND round NOT IN (\(confirmingRounds))
            ORDER BY round DESC LIMIT 1
            """,
        arguments: [campaign.text, pair.first.symbol, pair.second.symbol]
    )
}

/// Rounds that measure pairs again to confirm them, as SQL; the first parameter is the campaign.
private let confirmingRounds =
    "SELECT round FROM confirmation_request WHERE campaign = ?1 AND round IS NOT NULL"

/// A pair that was chosen again later is open in the rounds before, where it was not measured; a confirmation of
/// it is no other choice.
private func fetchRounds(
    _ campaign: CampaignID,
    _ states: PairStates,
    _ db: Database
) throws -> [RoundReport] {
    let batches = try Row.fetchAll(
        db,
        sql: "SELECT * FROM batch WHERE campaign = ? ORDER BY round",
        arguments: [campaign.text]
    )
    var rewards: [Pair: Row] = [:]
    for row in try Row.fetchAll(
        db,
        sql: "SELECT * FROM reward WHERE campaign = ?",
        arguments: [campaign.text]
    ) {
        if let pair = Pair(Gene(row["gene_a"]), Gene(row["gene_b"])) { rewards[pair] = row }
    }
    var lastRounds: [Pair: Int] = [:]
    for row in try Row.fetchAll(
        db,
        sql: """
            SELECT gene_a, gene_b, max(round) FROM choice WHERE campaign = ?1 AND round NOT IN (\(confirmingRounds))
            GROUP BY gene_a, gene_b
            """,
        arguments: [campaign.text]
    ) {
        if let pair = Pair(Gene(row[0]), Gene(row[1])) { lastRounds[pair] = row[2] }
    }
    // By what is known now, so that late results change the past as well; pairs without a choice were there before.
    var bestRewards: [Int: Double] = [:]
    let confirming = Set(
        try Int.fetchAll(db, sql: confirmingRounds, arguments: [campaign.text])
    )
    for (pair, row) in rewards {
        guard let pursued: Double = row["pursued"] else { continue }
        let first = lastRounds[pair] ?? 0
        for round in first...max(batches.count, first) {
            bestRewards[round] = max(bestRewards[round] ?? -.infinity, pursued)
        }
    }
    return try batches.map { row in
        let round: Int = row["round"]
        var report = RoundReport(round: round, batch: BatchID(text: row["id"]), state: row["state"])
        report.policy = row["policy"]
        report.fill(try wellCounts(ofRound: round, campaign, db))
        report.repeats = try fetchRepeats(ofRound: round, campaign, db).map(RepeatReport.init)
        if row["state"] as String == "closed" { report.bestReward = bestRewards[round] }
        if let text: String = row["diagnostics"] {
            report.explainedVariance = try jsonValue(KeptDiagnostics.self, text).fit?.explainedVariance
        }
        let choices = try Row.fetchAll(
            db,
            sql: "SELECT * FROM choice WHERE campaign = ? AND round = ? ORDER BY rank",
            arguments: [campaign.text, round]
        )
        report.pairs = try choices.compactMap { choice in
            guard let pair = Pair(Gene(choice["gene_a"]), Gene(choice["gene_b"])) else { return nil }
            let isLatest = lastRounds[pair] == round || confirming.contains(round)
            var entry = PairReport(pair: pair, status: isLatest ? states.status(of: pair) : .open)
            entry.fill(choice: choice)
            if let row = rewards[pair] { try entry.fill(reward: row) }
            return entry
        }
        report.plates = try Row.fetchAll(
            db,
            sql: """
                SELECT p.barcode, count(*),
                       sum(w.readings = 0 AND w.dropped IS NULL AND w.given_up IS NULL), sum(w.readings > 0) FROM plate p
                CROSS JOIN well w ON w.campaign = p.campaign AND w.barcode = p.barcode
                WHERE p.campaign = ? AND p.round = ? GROUP BY p.barcode ORDER BY p.barcode
                """,
            arguments: [campaign.text, round]
        ).map { PlateReport(barcode: Barcode($0[0]), wells: $0[1], owed: $0[2], measured: $0[3]) }
        return report
    }
}

/// Of the diagnostics, what a report shows.
private struct KeptDiagnostics: Decodable {
    struct Fit: Decodable {
        var explainedVariance: Double?
    }

    var fit: Fit?
}

extension CampaignReport {
    mutating func fill(_ counts: WellCounts) {
        wellsOwed = counts.owed
        wellsMeasured = counts.measured
        wellsGivenUp = counts.givenUp
        wellsDropped = counts.dropped
    }
}

extension RoundReport {
    mutating func fill(_ counts: WellCounts) {
        wellsOwed = counts.owed
        wellsMeasured = counts.measured
        wellsGivenUp = counts.givenUp
        wellsDropped = counts.dropped
    }
}

extension PairReport {
    mutating func fill(reward row: Row) throws {
        reward = row["reward"]
        pursued = row["pursued"]
        estimate = try rewardEstimate(row)
        cosine = row["cosine"]
        severityA = row["severity_a"]
        severityB = row["severity_b"]
        severityDouble = row["severity_double"]
        wells = row["wells"]
    }

    mutating func fill(choice row: Row?) {
        guard let row else { return }
        round = row["round"]
        mean = row["mean"]
        sd = row["sd"]
        topProbability = row["top_probability"]
        if let text: String = row["ranks"] { ranks = try? jsonValue([String: Int].self, text) }
        regret = row["regret"]
        information = row["information"]
        ratio = row["ratio"]
        rank = row["rank"]
    }
}
