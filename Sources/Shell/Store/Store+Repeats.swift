package import Cycle
import GRDB
package import Screen

extension Store {
    /// What will be owed again once a round is closed.
    package func repeats(closing round: Int, in campaign: CampaignID) async throws -> OwedRepeats {
        try await pool.read { db in
            guard let record = try CampaignRecord.fetch(db, campaign) else { return OwedRepeats() }
            return try fetchPairStates(record, closing: round, db).repeats
        }
    }
}

func insertRepeats(
    _ repeats: [WellRepeat],
    ofRound round: Int,
    _ campaign: CampaignID,
    _ db: Database
) throws {
    for (place, entry) in repeats.enumerated() {
        let content = entry.content
        try db.execute(
            sql: """
                INSERT INTO repeated
                  (campaign, round, place, role, gene_a, guide_a, gene_b, guide_b, wells, attempt)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                campaign.text, round, place, content.role.rawValue, content.a?.gene?.symbol, content.a?.name,
                content.b?.gene?.symbol, content.b?.name, entry.wells, entry.attempt,
            ]
        )
    }
}

func fetchRepeats(
    ofRound round: Int,
    _ campaign: CampaignID,
    _ db: Database
) throws -> [WellRepeat] {
    try Row.fetchAll(
        db,
        sql: """
            SELECT role, gene_a, guide_a, gene_b, guide_b, wells, attempt FROM repeated
            WHERE campaign = ? AND round = ? ORDER BY place
            """,
        arguments: [campaign.text, round]
    ).map { WellRepeat(content: try content($0, from: 0), wells: $0[5], attempt: $0[6]) }
}

/// Doubles that an open round repeats.
func fetchPairsOut(_ campaign: CampaignID, _ db: Database) throws -> [Pair] {
    try fetchRepeated(campaign, closing: nil, db).filter(\.isOut).compactMap(\.content.pair)
}

/// What lacks wells in rounds that are closed, or would be if `closing` were.
///
/// Wells on the plates of `uncentred` are lost.
func fetchLostWells(
    _ record: CampaignRecord,
    closing: Int?,
    uncentred: Set<Barcode>,
    _ db: Database
) throws -> [LostWells] {
    let rows = try Row.fetchAll(
        db,
        sql: """
            SELECT w.role, w.gene_a, w.guide_a, w.gene_b, w.guide_b, min(p.round), count(*) AS laid,
                   sum(w.readings > 0 AND w.barcode NOT IN (SELECT value FROM json_each(?3))) AS usable
            FROM batch b
            JOIN plate p ON p.campaign = b.campaign AND p.round = b.round
            CROSS JOIN well w ON w.campaign = p.campaign AND w.barcode = p.barcode
            WHERE b.campaign = ?1 AND (b.state = 'closed' OR b.round = ?2) AND w.role IN ('single', 'double')
            GROUP BY 1, 2, 3, 4, 5 HAVING laid > usable
            """,
        arguments: [record.id.text, closing, jsonText(uncentred.map(\.text).sorted())]
    )
    guard !rows.isEmpty else { return [] }
    let repeated = Dictionary(
        grouping: try fetchRepeated(record.id, closing: closing, db),
        by: \.content
    )
    let genes = Set(record.genes)
    return try rows.compactMap { row in
        let content = try content(row, from: 0)
        let before = repeated[content, default: []]
        let own = [content.a?.gene, content.b?.gene].compactMap(\.self)
        // A gene may have been taken off the campaign since.
        guard own.allSatisfy(genes.contains) else { return nil }
        let laid: Int = row[6]
        return LostWells(
            content: content,
            round: row[5],
            wanted: laid - before.reduce(0) { $0 + $1.wells },
            usable: row[7],
            repeats: before.count,
            isOut: before.contains(where: \.isOut)
        )
    }
}

private struct Repeated {
    let content: WellContent
    let wells: Int
    let isOut: Bool
}

private func fetchRepeated(_ campaign: CampaignID, closing: Int?, _ db: Database) throws -> [Repeated] {
    try Row.fetchAll(
        db,
        sql: """
            SELECT r.role, r.gene_a, r.guide_a, r.gene_b, r.guide_b, r.wells,
                   b.state <> 'closed' AND b.round IS NOT ?
            FROM repeated r JOIN batch b ON b.campaign = r.campaign AND b.round = r.round
            WHERE r.campaign = ?
            """,
        arguments: [closing, campaign.text]
    ).map { Repeated(content: try content($0, from: 0), wells: $0[5], isOut: $0[6]) }
}
