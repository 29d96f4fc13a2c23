package import Cycle
import Foundation
import GRDB
package import Screen

extension Store {
    /// Whether every sample of a file of these bytes has its answer.
    package func hasAnswered(file sha256: String) async throws -> Bool {
        try await pool.read { db in
            try Bool.fetchOne(
                db,
                sql: "SELECT EXISTS (SELECT 1 FROM sample WHERE sha256 = ?)",
                arguments: [sha256]
            ) ?? false
        }
    }

    /// Records the answers to one sample file.
    ///
    /// Saying it again changes nothing.
    package func answer(
        file sha256: String,
        _ reports: [SampleReport],
        campaign: CampaignID?,
        at: Double
    ) async throws {
        try await pool.write { db in
            for report in reports {
                try db.execute(
                    sql: """
                        INSERT INTO sample (campaign, sha256, file, name, state, report, at)
                        VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
                        """,
                    arguments: [
                        campaign?.text, sha256, report.file, report.sample, report.state, jsonText(report),
                        timeText(at),
                    ]
                )
            }
        }
    }

    /// Answered samples, newest first, and how many there are.
    package func samples(limit: Int, offset: Int) async throws -> (total: Int, samples: [SampleReport]) {
        try await pool.read { db in
            let total = try Int.fetchOne(db, sql: "SELECT count(*) FROM sample") ?? 0
            let texts = try String.fetchAll(
                db,
                sql: "SELECT report FROM sample ORDER BY id DESC LIMIT ? OFFSET ?",
                arguments: [limit, offset]
            )
            return (total, try texts.map { try jsonValue(SampleReport.self, $0) })
        }
    }

    /// The newest answer to a sample of this name.
    package func sample(named name: String) async throws -> SampleReport? {
        try await pool.read { db in
            try String.fetchOne(
                db,
                sql: "SELECT report FROM sample WHERE name = ? ORDER BY id DESC LIMIT 1",
                arguments: [name]
            ).map { try jsonValue(SampleReport.self, $0) }
        }
    }
}
