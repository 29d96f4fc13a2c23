import Foundation
import GRDB
package import Screen

extension Store {
    /// The layouts of the plates named, as far as they are known.
    package func layouts(
        of barcodes: [Barcode],
        in campaign: CampaignID
    ) async throws -> [Barcode: PlateLayout] {
        try await pool.read { db in
            var result: [Barcode: PlateLayout] = [:]
            for barcode in barcodes {
                result[barcode] = try fetchLayout(barcode, campaign, db)
            }
            return result
        }
    }

    /// Every barcode the campaign knows, ascending.
    package func barcodes(of campaign: CampaignID) async throws -> [Barcode] {
        try await pool.read { db in
            try String.fetchAll(
                db,
                sql: "SELECT barcode FROM plate WHERE campaign = ? ORDER BY barcode",
                arguments: [campaign.text]
            ).map(Barcode.init)
        }
    }

    /// The plates of a round, ascending.
    package func plates(ofRound round: Int, in campaign: CampaignID) async throws -> [Barcode] {
        try await pool.read { try fetchPlates(ofRound: round, campaign, $0) }
    }

    /// Wells of these plates that have a reading, usable or not.
    package func measuredPositions(
        of barcodes: [Barcode],
        in campaign: CampaignID
    ) async throws -> Set<WellID> {
        try await pool.read { db in
            var result: Set<WellID> = []
            for barcode in barcodes {
                let codes = try Int.fetchAll(
                    db,
                    sql: "SELECT DISTINCT position FROM judged_reading WHERE campaign = ? AND barcode = ?",
                    arguments: [campaign.text, barcode.text]
                )
                for code in codes {
                    result.insert(WellID(plate: barcode, position: WellPosition(code: code)))
                }
            }
            return result
        }
    }

    /// Every usable reading of the campaign with what its well holds, by plate, well and file digest.
    package func measuredWells(of campaign: CampaignID) async throws -> [MeasuredWell] {
        try await pool.read { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT r.barcode, r.position, w.role, w.gene_a, w.guide_a, w.gene_b, w.guide_b,
                           r.embedding, r.cell_count, p.round, m.name, w.turned
                    FROM reading r
                    JOIN well w ON w.campaign = r.campaign AND w.barcode = r.barcode AND w.position = r.position
                    JOIN plate p ON p.campaign = r.campaign AND p.barcode = r.barcode
                    LEFT JOIN file m ON m.id = p.file
                    JOIN judged_reading j ON j.campaign = r.campaign AND j.barcode = r.barcode
                      AND j.position = r.position AND j.file = r.file
                    JOIN file f ON f.id = r.file
                    WHERE r.campaign = ? AND j.dropped IS NULL ORDER BY r.barcode, r.position, f.sha256
                    """,
                arguments: [campaign.text]
            )
            var wells: [MeasuredWell] = []
            while let row = try rows.next() {
                let position: Int = row[1]
                wells.append(
                    MeasuredWell(
                        well: WellID(plate: Barcode(row[0]), position: WellPosition(code: position)),
                        content: try content(row, from: 2, isTurned: row[11]),
                        embedding: doubles(row[7]),
                        cellCount: row[8],
                        batch: batch(ofRound: row[9], platemap: row[10])
                    )
                )
            }
            return wells
        }
    }
}

/// The plates that a plate was made with.
private func batch(ofRound round: Int?, platemap: String?) -> PlateBatch? {
    round.map(PlateBatch.round) ?? platemap.map(PlateBatch.platemap)
}

func fetchPlates(ofRound round: Int, _ campaign: CampaignID, _ db: Database) throws -> [Barcode] {
    try String.fetchAll(
        db,
        sql: "SELECT barcode FROM plate WHERE campaign = ? AND round = ? ORDER BY barcode",
        arguments: [campaign.text, round]
    ).map(Barcode.init)
}

func fetchLayout(_ barcode: Barcode, _ campaign: CampaignID, _ db: Database) throws -> PlateLayout? {
    guard
        let number = try Int.fetchOne(
            db,
            sql: "SELECT format FROM plate WHERE campaign = ? AND barcode = ?",
            arguments: [campaign.text, barcode.text]
        )
    else { return nil }
    guard let format = PlateFormat(rawValue: number) else {
        throw StoreFault.damaged("plate format \(number)")
    }
    let rows = try Row.fetchAll(
        db,
        sql: """
            SELECT position, role, gene_a, guide_a, gene_b, guide_b, turned FROM well
            WHERE campaign = ? AND barcode = ?
            """,
        arguments: [campaign.text, barcode.text]
    )
    var wells: [WellPosition: WellContent] = [:]
    for row in rows {
        let position: Int = row[0]
        wells[WellPosition(code: position)] = try content(row, from: 1, isTurned: row[6])
    }
    return PlateLayout(barcode: barcode, format: format, wells: wells)
}

/// Reads role, gene and guide columns that stand side by side.
func content(_ row: Row, from first: Int, isTurned: Bool = false) throws -> WellContent {
    let name: String = row[first]
    guard let role = WellRole(rawValue: name) else { throw StoreFault.damaged("well role '\(name)'") }
    func guide(_ column: Int) -> Guide? {
        let gene: String? = row[column]
        let guide: String? = row[column + 1]
        return guide.map { Guide($0, of: gene.map { Gene($0) }) }
    }
    return WellContent(role: role, a: guide(first + 1), b: guide(first + 3), isTurned: isTurned)
}

func insertPlate(
    _ layout: PlateLayout,
    round: Int?,
    file: Int64?,
    _ campaign: CampaignID,
    _ db: Database
) throws {
    try db.execute(
        sql: "INSERT INTO plate (campaign, barcode, format, round, file) VALUES (?, ?, ?, ?, ?)",
        arguments: [campaign.text, layout.barcode.text, layout.format.rawValue, round, file]
    )
    let insert = try db.cachedStatement(
        sql: """
            INSERT INTO well (campaign, barcode, position, role, gene_a, guide_a, gene_b, guide_b, turned)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
    )
    for (position, content) in layout.sortedWells {
        try insert.execute(arguments: [
            campaign.text, layout.barcode.text, position.code, content.role.rawValue,
            content.a?.gene?.symbol, content.a?.name, content.b?.gene?.symbol, content.b?.name,
            content.isTurned,
        ])
    }
}

func giveUpWells(of plate: Barcode, reason: String, _ campaign: CampaignID, _ db: Database) throws {
    try db.execute(
        sql: """
            UPDATE well SET given_up = ?
            WHERE campaign = ? AND barcode = ? AND readings = 0 AND dropped IS NULL AND given_up IS NULL
            """,
        arguments: [reason, campaign.text, plate.text]
    )
}
