package import Cycle
import GRDB
package import Screen

extension Store {
    /// Takes a list of pairs to be measured again.
    ///
    /// - Returns: `false` when the same bytes were taken before; nothing is changed then.
    @discardableResult
    package func takeConfirmation(
        _ file: FileFact,
        pairs: [Pair],
        in campaign: CampaignID
    ) async throws -> Bool {
        try await pool.write { db in
            guard let id = try insertTaken(file, wells: 0, campaign, db) else { return false }
            try db.execute(
                sql: "INSERT INTO confirmation_request (campaign, file) VALUES (?, ?)",
                arguments: [campaign.text, id]
            )
            for (place, pair) in pairs.enumerated() {
                try db.execute(
                    sql: """
                        INSERT INTO confirmation_pair (campaign, file, place, gene_a, gene_b) VALUES (?, ?, ?, ?, ?)
                        """,
                    arguments: [campaign.text, id, place, pair.first.symbol, pair.second.symbol]
                )
            }
            return true
        }
    }

    /// Every request, in the order in which they were taken.
    package func confirmations(of campaign: CampaignID) async throws -> [ConfirmationRequest] {
        try await pool.read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT r.file, r.round, p.gene_a, p.gene_b FROM confirmation_request r
                    JOIN confirmation_pair p ON p.campaign = r.campaign AND p.file = r.file
                    WHERE r.campaign = ? ORDER BY r.file, p.place
                    """,
                arguments: [campaign.text]
            )
            var requests: [ConfirmationRequest] = []
            var start = 0
            while start < rows.count {
                let id: Int64 = rows[start][0]
                let own = rows[start...].prefix { $0[0] as Int64 == id }
                requests.append(
                    ConfirmationRequest(
                        id: id,
                        pairs: own.compactMap { Pair(Gene($0[2] as String), Gene($0[3] as String)) },
                        round: rows[start][1]
                    )
                )
                start += own.count
            }
            return requests
        }
    }
}

/// Requests that no round answers yet.
func countOpenConfirmations(_ campaign: CampaignID, _ db: Database) throws -> Int {
    try Int.fetchOne(
        db,
        sql: "SELECT count(*) FROM confirmation_request WHERE campaign = ? AND round IS NULL",
        arguments: [campaign.text]
    ) ?? 0
}

func answerConfirmation(_ request: Int64, byRound round: Int, _ campaign: CampaignID, _ db: Database) throws {
    try db.execute(
        sql: "UPDATE confirmation_request SET round = ? WHERE campaign = ? AND file = ?",
        arguments: [round, campaign.text, request]
    )
}
