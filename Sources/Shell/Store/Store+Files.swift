import Foundation
import GRDB
package import Screen

/// One dropped file, identified by its bytes.
package struct FileFact: Sendable, Hashable {
    package enum Kind: String, Sendable {
        case results
        case platemap
        case failedWells = "failed-wells"
        case doneMarker = "done-marker"
        case sample
        case confirmation
        case release
        case unknown
    }

    /// Of the bytes; a file that was refused unread has a digest of its name and size instead.
    package let sha256: String
    /// As dropped, made printable.
    package let name: String
    package let kind: Kind
    /// Seconds since 1970; for people only.
    package let at: Double
    /// The digest of the reading profile in writing that it was read by; `nil` where there was none.
    package let readingProfile: String?

    package init(sha256: String, name: String, kind: Kind, at: Double, readingProfile: String? = nil) {
        self.sha256 = sha256
        self.name = name
        self.kind = kind
        self.at = at
        self.readingProfile = readingProfile
    }
}

extension Store {
    /// Whether a file of these bytes has been taken before, whatever its name.
    package func hasTaken(_ sha256: String, in campaign: CampaignID) async throws -> Bool {
        try await pool.read { db in
            try Bool.fetchOne(
                db,
                sql: "SELECT EXISTS (SELECT 1 FROM file WHERE campaign = ? AND sha256 = ? AND accepted)",
                arguments: [campaign.text, sha256]
            ) ?? false
        }
    }

    /// Takes a results file: its readings, what they and others are good for, and the file's digest, in one
    /// transaction.
    ///
    /// `verdicts` are those of the new readings that are not plainly usable, and of any reading whose verdict
    /// changes; `failures` are wells that the file itself says have failed.
    ///
    /// - Returns: `false` when the same bytes were taken before; nothing is changed then.
    @discardableResult
    package func takeResults(
        _ file: FileFact,
        readings: [MeasuredWell],
        features: [String],
        checkpoint: String?,
        verdicts: [ReadingID: ReadingVerdict] = [:],
        failures: [WellID: WellDrop] = [:],
        in campaign: CampaignID,
        notices: [NoticePosting]
    ) async throws -> Bool {
        try await pool.write { db in
            guard let id = try insertTaken(file, wells: readings.count, campaign, db) else { return false }
            let insert = try db.cachedStatement(
                sql: """
                    INSERT INTO reading (campaign, barcode, position, file, embedding, cell_count)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """
            )
            let count = try db.cachedStatement(
                sql: """
                    INSERT INTO judged_reading (campaign, barcode, position, file, cells) VALUES (?, ?, ?, ?, ?)
                    """
            )
            for reading in readings {
                let position = reading.well.position.code
                let plate = reading.well.plate.text
                try insert.execute(arguments: [
                    campaign.text, plate, position, id, blob(reading.embedding), reading.cellCount,
                ])
                try count.execute(arguments: [campaign.text, plate, position, id, reading.cellCount])
            }
            try insertFailures(failures, campaign, db)
            try apply(verdicts, toWells: readings.map(\.well) + failures.keys, campaign, db)
            try db.execute(
                sql: """
                    UPDATE campaign SET features = coalesce(features, ?), checkpoint = coalesce(checkpoint, ?)
                    WHERE id = ?
                    """,
                arguments: [jsonText(features), checkpoint, campaign.text]
            )
            try post(notices, db)
            return true
        }
    }

    /// Takes a list of wells that failed.
    ///
    /// `verdicts` are those that change by it.
    @discardableResult
    package func takeFailedWells(
        _ file: FileFact,
        _ failures: [WellID: WellDrop],
        verdicts: [ReadingID: ReadingVerdict],
        in campaign: CampaignID,
        notices: [NoticePosting]
    ) async throws -> Bool {
        try await pool.write { db in
            guard try insertTaken(file, wells: failures.count, campaign, db) != nil else { return false }
            try insertFailures(failures, campaign, db)
            try apply(verdicts, toWells: failures.keys, campaign, db)
            try post(notices, db)
            return true
        }
    }

    /// Takes a platemap: the layouts of plates made elsewhere.
    @discardableResult
    package func takePlatemap(
        _ file: FileFact,
        layouts: [PlateLayout],
        in campaign: CampaignID,
        notices: [NoticePosting]
    ) async throws -> Bool {
        try await pool.write { db in
            let wells = layouts.reduce(0) { $0 + $1.wells.count }
            guard let id = try insertTaken(file, wells: wells, campaign, db) else { return false }
            for layout in layouts { try insertPlate(layout, round: nil, file: id, campaign, db) }
            try post(notices, db)
            return true
        }
    }

    /// Takes a `barcode_platemap.csv`: which plates each platemap describes.
    @discardableResult
    package func takeBarcodeList(
        _ file: FileFact,
        _ barcodes: [String: [Barcode]],
        in campaign: CampaignID
    ) async throws -> Bool {
        try await pool.write { db in
            guard try insertTaken(file, wells: 0, campaign, db) != nil else { return false }
            for (name, plates) in barcodes {
                for plate in plates {
                    try db.execute(
                        sql: """
                            INSERT INTO platemap_name (campaign, name, barcode) VALUES (?, ?, ?)
                            ON CONFLICT DO NOTHING
                            """,
                        arguments: [campaign.text, name, plate.text]
                    )
                }
            }
            return true
        }
    }

    /// The plates that each platemap describes, as barcode lists said.
    package func barcodesOfPlatemaps(in campaign: CampaignID) async throws -> [String: [Barcode]] {
        try await pool.read { db in
            let rows = try Row.fetchAll(
                db,
                sql: "SELECT name, barcode FROM platemap_name WHERE campaign = ? ORDER BY name, barcode",
                arguments: [campaign.text]
            )
            return Dictionary(grouping: rows) { $0[0] as String }.mapValues { $0.map { Barcode($0[1]) } }
        }
    }

    /// Takes a done marker: gives up the wells still owed of the plates named, or of a whole round.
    @discardableResult
    package func takeDoneMarker(
        _ file: FileFact,
        plates: [Barcode],
        waivesSingles: Bool,
        in campaign: CampaignID,
        notices: [NoticePosting]
    ) async throws -> Bool {
        try await pool.write { db in
            guard try insertTaken(file, wells: 0, campaign, db) != nil else { return false }
            for plate in plates {
                try giveUpWells(of: plate, reason: "done marker \(file.name)", campaign, db)
            }
            if waivesSingles {
                try db.execute(
                    sql: "UPDATE campaign SET singles_waived = 1 WHERE id = ?",
                    arguments: [campaign.text]
                )
            }
            try post(notices, db)
            return true
        }
    }

    /// Records that a file was set aside and why.
    ///
    /// Saying it again changes nothing.
    package func setAside(
        _ file: FileFact,
        _ rejection: Rejection,
        in campaign: CampaignID,
        notices: [NoticePosting]
    ) async throws {
        try await pool.write { db in
            try db.execute(
                sql: """
                    INSERT INTO file (campaign, sha256, name, kind, accepted, rule, rejection, at)
                    VALUES (?, ?, ?, ?, 0, ?, ?, ?) ON CONFLICT DO NOTHING
                    """,
                arguments: [
                    campaign.text, file.sha256, file.name, file.kind.rawValue, rejection.rule,
                    jsonText(rejection), timeText(file.at),
                ]
            )
            try post(notices, db)
        }
    }

    /// Digests of every file taken, ascending.
    package func takenDigests(of campaign: CampaignID) async throws -> [String] {
        try await pool.read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT sha256 FROM file WHERE campaign = ? AND accepted
                      AND kind IN ('results', 'platemap', 'failed-wells')
                    ORDER BY sha256
                    """,
                arguments: [campaign.text]
            )
        }
    }
}

/// The row of a file newly taken, or `nil` when its bytes were taken before.
func insertTaken(
    _ file: FileFact,
    wells: Int,
    _ campaign: CampaignID,
    _ db: Database
) throws -> Int64? {
    try db.execute(
        sql: """
            INSERT INTO file (campaign, sha256, name, kind, accepted, wells, at, reading_profile)
            VALUES (?, ?, ?, ?, 1, ?, ?, ?) ON CONFLICT DO NOTHING
            """,
        arguments: [
            campaign.text, file.sha256, file.name, file.kind.rawValue, wells, timeText(file.at),
            file.readingProfile,
        ]
    )
    return db.changesCount == 0 ? nil : db.lastInsertedRowID
}

/// Of two lists that name a well, the note that comes first by its text stays.
private func insertFailures(
    _ failures: [WellID: WellDrop],
    _ campaign: CampaignID,
    _ db: Database
) throws {
    for (well, drop) in failures.sorted(by: { $0.key < $1.key }) {
        try db.execute(
            sql: """
                INSERT INTO failed_well (campaign, barcode, position, dropped) VALUES (?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET dropped = min(dropped, excluded.dropped)
                """,
            arguments: [campaign.text, well.plate.text, well.position.code, jsonText(drop)]
        )
    }
}

/// Doubles as little-endian bytes.
func blob(_ values: [Double]) -> Data {
    values.withUnsafeBytes { Data($0) }
}

func doubles(_ blob: Data) -> [Double] {
    [Double](unsafeUninitializedCapacity: blob.count / 8) { buffer, count in
        count = blob.copyBytes(to: buffer) / 8
    }
}

func timeText(_ seconds: Double) -> String {
    Date(timeIntervalSince1970: seconds.rounded(.down)).ISO8601Format()
}

extension WellPosition {
    /// One integer for a row and a column, in reading order on every format.
    var code: Int { row * 64 + column }

    init(code: Int) { self.init(row: code / 64, column: code % 64) }
}
