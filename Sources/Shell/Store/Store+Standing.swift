package import Cycle
import GRDB
package import Screen

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
