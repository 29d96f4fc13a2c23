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
    let pairs = try fetchPairStates(record, closing: nil, db)
    let index = PairIndex(genes: record.genes)
    return (
        CampaignStanding(
            latest: latest,
            emitsSingles: record.emitsSingles,
            genesWithoutSingle: record.genes.count { !pairs.singles.contains($0) },
            singlesWaived: record.singlesWaived,
            openPairs: pairs.openCount(of: index),
            maximumRounds: record.maximumRounds,
            unknownPairs: pairs.repeats.unknownPairs.count,
            unknownGenes: pairs.repeats.unknownGenes.count,
            awaitedGenes: pairs.repeats.unknownGenes.intersection(
                pairs.measured.flatMap { [$0.first, $0.second] }
            ).count,
            openConfirmations: try countOpenConfirmations(record.id, db)
        ), pairs
    )
}

/// How pairs and singles stand; with `closing`, how they will when that round is closed.
func fetchPairStates(_ record: CampaignRecord, closing: Int?, _ db: Database) throws -> PairStates {
    let campaign = record.id
    let uncentred = try fetchUncentred(record, db)
    let excluded = try jsonText(uncentred.map(\.text).sorted())
    let centred = "barcode NOT IN (SELECT value FROM json_each(?2))"

    func pairs(_ sql: String) throws -> [Pair] {
        try Row.fetchAll(db, sql: sql, arguments: [campaign.text, excluded]).compactMap {
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
    let chosen = try pairs(
        """
        SELECT c.gene_a, c.gene_b FROM choice c
        JOIN batch b ON b.campaign = c.campaign AND b.round = c.round
        WHERE c.campaign = ?1 AND b.state <> 'closed' AND ?2 IS NOT NULL
        """
    )
    let pending = try Set(chosen + fetchPairsOut(campaign, db))
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
        arguments: [campaign.text, excluded]
    )
    let known = Set(singles.map { Gene($0) })
    let admissible = try fetchAdmissiblePairs(campaign, db)
    let lost = try fetchLostWells(record, closing: closing, uncentred: uncentred, db)
    return PairStates(
        measured: measured,
        pending: pending,
        failures: failures,
        singles: known,
        repeats: OwedRepeats(
            lost.filter { $0.content.pair.map(admissible.contains) ?? true },
            retries: record.retries,
            measured: measured,
            singles: known
        ),
        admissible: admissible
    )
}

/// Plates that were read and have no zero.
private func fetchUncentred(_ record: CampaignRecord, _ db: Database) throws -> Set<Barcode> {
    guard let centring = WellRole(rawValue: record.centring) else {
        throw StoreFault.damaged("well role '\(record.centring)'")
    }
    var usable: [Barcode: [WellRole: Int]] = [:]
    let rows = try Row.fetchAll(
        db,
        sql: """
            SELECT barcode, role, count(*) FROM well WHERE campaign = ? AND readings > 0 GROUP BY barcode, role
            """,
        arguments: [record.id.text]
    )
    for row in rows {
        let name: String = row[1]
        guard let role = WellRole(rawValue: name) else { throw StoreFault.damaged("well role '\(name)'") }
        usable[Barcode(row[0]), default: [:]][role] = row[2]
    }
    return platesWithoutZero(usable, centring: centring)
}

/// Wells of a round by what became of them.
struct WellCounts {
    var owed = 0
    var measured = 0
    var givenUp = 0
    var dropped = 0
}

func wellCounts(
    ofRound round: Int,
    _ campaign: CampaignID,
    _ db: Database
) throws -> WellCounts {
    let row = try Row.fetchOne(
        db,
        sql: """
            SELECT sum(readings = 0 AND dropped IS NULL AND given_up IS NULL), sum(readings > 0),
                   sum(readings = 0 AND dropped IS NULL AND given_up IS NOT NULL),
                   sum(readings = 0 AND dropped IS NOT NULL)
            FROM plate p CROSS JOIN well w ON w.campaign = p.campaign AND w.barcode = p.barcode
            WHERE p.campaign = ? AND p.round = ?
            """,
        arguments: [campaign.text, round]
    )
    return WellCounts(
        owed: row?[0] ?? 0,
        measured: row?[1] ?? 0,
        givenUp: row?[2] ?? 0,
        dropped: row?[3] ?? 0
    )
}
