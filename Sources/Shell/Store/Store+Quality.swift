import GRDB
package import Screen

extension Store {
    /// Every reading of the campaign but its embedding, by plate, well and file digest.
    package func readingFacts(of campaign: CampaignID) async throws -> [ReadingFact] {
        try await pool.read { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT j.barcode, j.position, f.sha256, w.role, w.gene_a, w.guide_a, w.gene_b, w.guide_b,
                           j.cells, j.dropped, j.kept, l.dropped
                    FROM judged_reading j
                    JOIN well w ON w.campaign = j.campaign AND w.barcode = j.barcode AND w.position = j.position
                    JOIN file f ON f.id = j.file
                    LEFT JOIN failed_well l
                      ON l.campaign = j.campaign AND l.barcode = j.barcode AND l.position = j.position
                    WHERE j.campaign = ? ORDER BY j.barcode, j.position, f.sha256
                    """,
                arguments: [campaign.text]
            )
            var facts: [ReadingFact] = []
            while let row = try rows.next() {
                let position: Int = row[1]
                let well = WellID(plate: Barcode(row[0]), position: WellPosition(code: position))
                let dropped = try wellDrop(row[9]).map(ReadingVerdict.dropped)
                let kept = try wellDrop(row[10]).map(ReadingVerdict.kept)
                facts.append(
                    ReadingFact(
                        id: ReadingID(well: well, file: row[2]),
                        content: try content(row, from: 3),
                        cells: row[8],
                        failure: try wellDrop(row[11]),
                        verdict: dropped ?? kept ?? .usable
                    )
                )
            }
            return facts
        }
    }

    /// The embeddings of a plate's wells of these roles, dropped ones too.
    package func embeddings(
        of roles: Set<WellRole>,
        on plates: Set<Barcode>,
        in campaign: CampaignID
    ) async throws -> [ReadingID: [Double]] {
        try await pool.read { db in
            let wanted = try db.cachedStatement(
                sql: """
                    SELECT r.position, f.sha256, r.embedding
                    FROM well w
                    JOIN reading r ON r.campaign = w.campaign AND r.barcode = w.barcode AND r.position = w.position
                    JOIN file f ON f.id = r.file
                    WHERE w.campaign = ? AND w.barcode = ? AND w.role IN (SELECT value FROM json_each(?))
                    """
            )
            let names = try jsonText(roles.map(\.rawValue).sorted())
            var result: [ReadingID: [Double]] = [:]
            for plate in plates.sorted() {
                let rows = try Row.fetchCursor(wanted, arguments: [campaign.text, plate.text, names])
                while let row = try rows.next() {
                    let position: Int = row[0]
                    let well = WellID(plate: plate, position: WellPosition(code: position))
                    result[ReadingID(well: well, file: row[1])] = doubles(row[2])
                }
            }
            return result
        }
    }

    /// Wells that the lab says have failed, read or not.
    package func failedWells(in campaign: CampaignID) async throws -> [WellID: WellDrop] {
        try await pool.read { db in
            let rows = try Row.fetchAll(
                db,
                sql: "SELECT barcode, position, dropped FROM failed_well WHERE campaign = ?",
                arguments: [campaign.text]
            )
            var failed: [WellID: WellDrop] = [:]
            for row in rows {
                let position: Int = row[1]
                failed[WellID(plate: Barcode(row[0]), position: WellPosition(code: position))] = try wellDrop(
                    row[2]
                )
            }
            return failed
        }
    }

    /// The rules by which all readings were judged last; `nil` where they never were.
    package func rulesOfJudgement(of campaign: CampaignID) async throws -> String? {
        try await pool.read { db in
            try String.fetchOne(
                db,
                sql: "SELECT judged_by FROM campaign WHERE id = ? AND judged_by IS NOT NULL",
                arguments: [campaign.text]
            )
        }
    }

    /// Records what readings are good for after the rules changed; `rules` is said last, when all are judged.
    ///
    /// Rewards then have to be computed anew.
    package func judge(
        _ verdicts: [ReadingID: ReadingVerdict],
        by rules: String?,
        in campaign: CampaignID
    ) async throws {
        try await pool.write { db in
            try apply(verdicts, toWells: [], campaign, db)
            try db.execute(
                sql: "UPDATE campaign SET judged_by = coalesce(?1, judged_by) WHERE id = ?2",
                arguments: [rules, campaign.text]
            )
            guard !verdicts.isEmpty else { return }
            try db.execute(
                sql: "UPDATE campaign SET rewarded_files = -1 WHERE id = ?",
                arguments: [campaign.text]
            )
        }
    }

    /// Wells of the campaign that are dropped, or kept although they show few cells, by plate and well.
    package func remarkedWells(of campaign: CampaignID) async throws -> [RemarkedWell] {
        try await pool.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT w.barcode, w.position, w.role, w.gene_a, w.guide_a, w.gene_b, w.guide_b,
                           w.dropped, w.kept, p.round
                    FROM well w JOIN plate p ON p.campaign = w.campaign AND p.barcode = w.barcode
                    WHERE w.campaign = ? AND (w.dropped IS NOT NULL OR w.kept IS NOT NULL)
                    ORDER BY w.barcode, w.position
                    """,
                arguments: [campaign.text]
            ).compactMap { row in
                let position: Int = row[1]
                guard let remark = try wellDrop(row[7]) ?? wellDrop(row[8]) else { return nil }
                return RemarkedWell(
                    well: WellID(plate: Barcode(row[0]), position: WellPosition(code: position)),
                    content: try content(row, from: 2),
                    isDropped: (row[7] as String?) != nil,
                    remark: remark,
                    round: row[9]
                )
            }
        }
    }
}

/// A well whose readings are dropped, or were kept for a reason.
package struct RemarkedWell: Sendable {
    package let well: WellID
    package let content: WellContent
    package let isDropped: Bool
    package let remark: WellDrop
    /// `nil` for plates made elsewhere.
    package let round: Int?
}

/// Sets the verdicts given, then counts the readings anew of every well concerned.
///
/// `wells` are wells with new readings or failures.
func apply(
    _ verdicts: [ReadingID: ReadingVerdict],
    toWells wells: some Sequence<WellID>,
    _ campaign: CampaignID,
    _ db: Database
) throws {
    let judge = try db.cachedStatement(
        sql: """
            UPDATE judged_reading SET dropped = ?, kept = ?
            WHERE campaign = ? AND barcode = ? AND position = ?
              AND file = (SELECT id FROM file WHERE campaign = ? AND sha256 = ? AND accepted)
            """
    )
    for (id, verdict) in verdicts.sorted(by: { $0.key < $1.key }) {
        var texts: (dropped: String?, kept: String?)
        switch verdict {
        case .usable: break
        case .dropped(let drop): texts.dropped = try jsonText(drop)
        case .kept(let drop): texts.kept = try jsonText(drop)
        }
        try judge.execute(arguments: [
            texts.dropped, texts.kept, campaign.text, id.well.plate.text, id.well.position.code,
            campaign.text,
            id.file,
        ])
    }
    let count = try db.cachedStatement(
        sql: """
            WITH own AS (
              SELECT j.dropped, j.kept, f.sha256 FROM judged_reading j JOIN file f ON f.id = j.file
              WHERE j.campaign = ?1 AND j.barcode = ?2 AND j.position = ?3)
            UPDATE well SET
              readings = (SELECT count(*) FROM own WHERE dropped IS NULL),
              dropped = coalesce(
                (SELECT dropped FROM failed_well WHERE campaign = ?1 AND barcode = ?2 AND position = ?3),
                CASE WHEN NOT EXISTS (SELECT 1 FROM own WHERE dropped IS NULL)
                     THEN (SELECT dropped FROM own ORDER BY sha256 LIMIT 1) END),
              kept = (SELECT kept FROM own WHERE kept IS NOT NULL ORDER BY sha256 LIMIT 1)
            WHERE campaign = ?1 AND barcode = ?2 AND position = ?3
            """
    )
    for well in Set(wells).union(verdicts.keys.map(\.well)).sorted() {
        try count.execute(arguments: [campaign.text, well.plate.text, well.position.code])
    }
}

func wellDrop(_ text: String?) throws -> WellDrop? { try text.map { try jsonValue(WellDrop.self, $0) } }
