package import Cycle
import Foundation
import GRDB
import Screen

/// A notice on its way into the outbox: its identity, and who is to hear it.
package struct NoticePosting: Sendable {
    package let id: String
    package let notice: Notice
    package let destinations: [String]
    /// Seconds since 1970.
    package let at: Double

    package init(id: String, notice: Notice, destinations: [String], at: Double) {
        self.id = id
        self.notice = notice
        self.destinations = destinations
        self.at = at
    }
}

/// One notice owed to one destination.
package struct OutboxEntry: Sendable {
    package let id: String
    package let notice: Notice
    package let destination: String
    package let attempts: Int
}

package enum DeliveryState: String, Sendable {
    case waiting
    case delivered
    case abandoned
}

extension Store {
    /// Enters notices that belong to no other fact.
    package func enter(_ notices: [NoticePosting]) async throws {
        try await pool.write { try post(notices, $0) }
    }

    /// What is due for a destination, oldest first.
    package func dueDeliveries(to destination: String, now: Double, limit: Int) async throws -> [OutboxEntry]
    {
        try await pool.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT n.id, n.body, d.destination, d.attempts FROM delivery d
                    JOIN notice n ON n.id = d.notice
                    WHERE d.state = 'waiting' AND d.destination = ? AND d.due <= ? ORDER BY d.due, n.rowid LIMIT ?
                    """,
                arguments: [destination, now, limit]
            ).map { row in
                OutboxEntry(
                    id: row[0],
                    notice: try jsonValue(Notice.self, row[1]),
                    destination: row[2],
                    attempts: row[3]
                )
            }
        }
    }

    /// When the destination's next delivery is due, in seconds since 1970; `nil` when none waits.
    package func nextDelivery(to destination: String) async throws -> Double? {
        try await pool.read { db in
            try Double.fetchOne(
                db,
                sql: "SELECT min(due) FROM delivery WHERE state = 'waiting' AND destination = ?",
                arguments: [destination]
            )
        }
    }

    /// Remembers what became of one attempt; `due` is when to try again.
    package func setDelivery(
        _ id: String,
        to destination: String,
        state: DeliveryState,
        attempts: Int,
        due: Double? = nil,
        reason: String? = nil
    ) async throws {
        try await pool.write { db in
            try db.execute(
                sql: """
                    UPDATE delivery SET state = ?, due = coalesce(?, due), reason = ?, attempts = ?
                    WHERE notice = ? AND destination = ?
                    """,
                arguments: [state.rawValue, due, reason, attempts, id, destination]
            )
        }
    }

    /// Gives up what waits for destinations that the configuration no longer names.
    package func abandonDeliveries(exceptTo destinations: [String]) async throws {
        let known = try jsonText(destinations)
        try await pool.write { db in
            try db.execute(
                sql: """
                    UPDATE delivery SET state = 'abandoned', reason = 'not in the configuration any more'
                    WHERE state = 'waiting' AND destination NOT IN (SELECT value FROM json_each(?))
                    """,
                arguments: [known]
            )
        }
    }

    /// How many deliveries wait, arrived, or were given up.
    package func deliveryCounts() async throws -> [String: Int] {
        try await pool.read { db in
            let rows = try Row.fetchAll(db, sql: "SELECT state, count(*) FROM delivery GROUP BY state")
            return Dictionary(uniqueKeysWithValues: rows.map { ($0[0] as String, $0[1] as Int) })
        }
    }
}

/// Enters notices and what is owed to each destination, in the transaction of the fact they tell.
func post(_ notices: [NoticePosting], _ db: Database) throws {
    for posting in notices {
        try db.execute(
            sql: "INSERT INTO notice (id, campaign, body, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            arguments: [
                posting.id, posting.notice.campaign.text, jsonText(posting.notice), timeText(posting.at),
            ]
        )
        for destination in posting.destinations {
            try db.execute(
                sql: """
                    INSERT INTO delivery (notice, destination, state, due) VALUES (?, ?, 'waiting', ?)
                    ON CONFLICT DO NOTHING
                    """,
                arguments: [posting.id, destination, posting.at]
            )
        }
    }
}
