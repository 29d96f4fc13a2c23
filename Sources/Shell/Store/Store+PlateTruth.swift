package import Cycle
import Foundation
import GRDB
package import Screen

extension Store {
    /// How the plates of a file are to be read, as far as a person said so.
    package func releases(of sha256: String, in campaign: CampaignID) async throws -> [PlateRelease] {
        try await pool.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT barcode, layout FROM plate_release WHERE campaign = ? AND sha256 = ? ORDER BY barcode
                    """,
                arguments: [campaign.text, sha256]
            ).map { PlateRelease(plate: Barcode($0[0]), layout: $0[1]) }
        }
    }

    /// Records how the plates of a file are to be read; what is said later holds.
    package func release(
        _ releases: [PlateRelease],
        of sha256: String,
        at: Double,
        in campaign: CampaignID
    ) async throws {
        try await pool.write { db in
            for release in releases {
                try db.execute(
                    sql: """
                        INSERT INTO plate_release (campaign, sha256, barcode, layout, at) VALUES (?, ?, ?, ?, ?)
                        ON CONFLICT DO UPDATE SET layout = excluded.layout, at = excluded.at
                        """,
                    arguments: [
                        campaign.text, sha256, release.plate.text, release.layout, timeText(at),
                    ]
                )
            }
        }
    }

    /// Takes the marker that released a file, once all that it asks for is done.
    package func takeRelease(_ marker: FileFact, in campaign: CampaignID) async throws {
        try await pool.write { db in _ = try insertTaken(marker, wells: 0, campaign, db) }
    }

    /// Records what the plates of a file look like.
    package func recordTruth(
        _ plates: [PlateTruthReport],
        of sha256: String,
        in campaign: CampaignID
    ) async throws {
        try await pool.write { db in
            for plate in plates {
                try db.execute(
                    sql: """
                        INSERT INTO plate_truth (campaign, sha256, barcode, outcome, likeliest, tenfolds, wells)
                        VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET outcome = excluded.outcome,
                          likeliest = excluded.likeliest, tenfolds = excluded.tenfolds, wells = excluded.wells
                        """,
                    arguments: [
                        campaign.text, sha256, plate.plate.text, plate.outcome, plate.likeliest,
                        plate.tenfolds,
                        plate.wells,
                    ]
                )
            }
        }
    }

    /// Files of this name or digest that were set aside, newest first.
    package func filesSetAside(_ nameOrDigest: String, in campaign: CampaignID) async throws -> [FileReport] {
        try await pool.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT * FROM file WHERE campaign = ? AND NOT accepted AND (name = ? OR sha256 = ?)
                    ORDER BY id DESC
                    """,
                arguments: [campaign.text, nameOrDigest, nameOrDigest]
            ).map { try fetchFile($0, campaign, db) }
        }
    }

    /// Readings of single knockouts and of the controls on their plates: what wells are expected to look like.
    ///
    /// Bounded by the size of a screen's singles, however many rounds there were.
    package func readingsOfSingles(in campaign: CampaignID) async throws -> [MeasuredWell] {
        try await pool.read { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT r.barcode, r.position, w.role, w.gene_a, w.guide_a, w.gene_b, w.guide_b, r.embedding
                    FROM reading r
                    JOIN well w ON w.campaign = r.campaign AND w.barcode = r.barcode AND w.position = r.position
                    JOIN judged_reading j ON j.campaign = r.campaign AND j.barcode = r.barcode
                      AND j.position = r.position AND j.file = r.file
                    JOIN file f ON f.id = r.file
                    WHERE r.campaign = ?1 AND j.dropped IS NULL AND w.role NOT IN ('double', 'anchor')
                      AND r.barcode IN (SELECT barcode FROM well WHERE campaign = ?1 AND role = 'single')
                    ORDER BY r.barcode, r.position, f.sha256
                    """,
                arguments: [campaign.text]
            )
            var wells: [MeasuredWell] = []
            while let row = try rows.next() {
                let position: Int = row[1]
                wells.append(
                    MeasuredWell(
                        well: WellID(plate: Barcode(row[0]), position: WellPosition(code: position)),
                        content: try content(row, from: 2),
                        embedding: doubles(row[7])
                    )
                )
            }
            return wells
        }
    }

    /// Readings of a plate from files whose word on positions was taken as it stands, by position and file.
    package func readingsAsNamed(
        of plate: Barcode,
        in campaign: CampaignID
    ) async throws -> [(position: WellPosition, embedding: [Double])] {
        try await pool.read { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT r.position, r.embedding FROM reading r JOIN file f ON f.id = r.file
                    WHERE r.campaign = ?1 AND r.barcode = ?2 AND NOT EXISTS (
                      SELECT 1 FROM plate_release p WHERE p.campaign = ?1 AND p.sha256 = f.sha256
                        AND (p.barcode = r.barcode OR p.layout = 'plate:' || r.barcode)
                    )
                    ORDER BY r.position, f.sha256
                    """,
                arguments: [campaign.text, plate.text]
            )
            var readings: [(WellPosition, [Double])] = []
            while let row = try rows.next() {
                let position: Int = row[0]
                readings.append((WellPosition(code: position), doubles(row[1])))
            }
            return readings
        }
    }

    /// Plates whose wells may be mistaken for those of `plates`: those with wells still owed, and those of the
    /// same rounds, themselves included, the latest rounds first; at most `limit`.
    package func platesBeside(
        _ plates: [Barcode],
        limit: Int,
        in campaign: CampaignID
    ) async throws -> [PlateLayout] {
        try await pool.read { db in
            let given = Set(plates)
            let names = try Row.fetchAll(
                db,
                sql: """
                    SELECT p.barcode, p.round, EXISTS (
                      SELECT 1 FROM well w WHERE w.campaign = p.campaign AND w.barcode = p.barcode
                        AND w.readings = 0 AND w.dropped IS NULL AND w.given_up IS NULL
                    ) FROM plate p WHERE p.campaign = ?
                    ORDER BY p.round IS NULL, p.round DESC, p.barcode
                    """,
                arguments: [campaign.text]
            )
            let rounds = Set(names.filter { given.contains(Barcode($0[0])) }.map { $0[1] as Int? })
            let chosen = names.filter { $0[2] as Bool || rounds.contains($0[1] as Int?) }.map {
                Barcode($0[0])
            }
            return try chosen.prefix(limit).compactMap { try fetchLayout($0, campaign, db) }
        }
    }
}

func fetchPlateTruths(of sha256: String, _ campaign: CampaignID, _ db: Database) throws -> [PlateTruthReport]
{
    let releases = try Row.fetchAll(
        db,
        sql: "SELECT barcode, layout FROM plate_release WHERE campaign = ? AND sha256 = ?",
        arguments: [campaign.text, sha256]
    )
    var readAs: [Barcode: String] = [:]
    for row in releases { readAs[Barcode(row[0])] = row[1] }
    var reports = try Row.fetchAll(
        db,
        sql: "SELECT * FROM plate_truth WHERE campaign = ? AND sha256 = ?",
        arguments: [campaign.text, sha256]
    ).map { row in
        PlateTruthReport(
            plate: Barcode(row["barcode"]),
            outcome: row["outcome"],
            likeliest: row["likeliest"],
            tenfolds: row["tenfolds"],
            wells: row["wells"],
            readAs: readAs.removeValue(forKey: Barcode(row["barcode"]))
        )
    }
    for (plate, layout) in readAs {
        reports.append(
            PlateTruthReport(
                plate: plate,
                outcome: "not-judged",
                likeliest: layout,
                tenfolds: 0,
                wells: 0,
                readAs: layout
            )
        )
    }
    return reports.sorted { $0.plate < $1.plate }
}
