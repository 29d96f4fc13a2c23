package import Cycle
import Foundation
import GRDB
package import Screen

/// A campaign as the store knows it.
package struct CampaignRecord: Sendable {
    package let id: CampaignID
    package let settingsDigest: String
    /// Sorted.
    package let genes: [Gene]
    package let policy: String
    package let centring: String
    /// What keeps it from going on, where something does.
    package let fault: String?
    package let emitsSingles: Bool
    package let maximumRounds: Int?
    /// Rounds that may repeat wells that were lost.
    package let retries: Int
    /// The feature names of the first results taken; `nil` before those.
    package let features: [String]?
    /// The embedding checkpoint of the first results taken, where they named one.
    package let checkpoint: String?
    package let singlesWaived: Bool
    package let finished: Bool
}

extension Store {
    /// Enters a campaign, or updates what its configuration says now.
    package func enterCampaign(
        _ id: CampaignID,
        settings: String,
        settingsDigest: String,
        genes: [Gene],
        policy: String,
        centring: WellRole,
        emitsSingles: Bool,
        maximumRounds: Int?,
        retries: Int = 0,
        admissible: AdmissiblePairs = .all
    ) async throws {
        let rules = admissible == .all ? nil : try jsonText(admissible)
        let geneList = try jsonText(genes.sorted())
        try await pool.write { db in
            try db.execute(
                sql: """
                    INSERT INTO campaign (id, settings, settings_sha256, genes, policy, centring, emits_singles, maximum_rounds, retries,
                      admissible)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT (id) DO UPDATE SET settings = excluded.settings,
                      settings_sha256 = excluded.settings_sha256, genes = excluded.genes, policy = excluded.policy,
                      centring = excluded.centring,
                      emits_singles = excluded.emits_singles, maximum_rounds = excluded.maximum_rounds,
                      retries = excluded.retries, admissible = excluded.admissible
                    """,
                arguments: [
                    id.text, settings, settingsDigest, geneList, policy, centring.rawValue, emitsSingles,
                    maximumRounds, retries, rules,
                ]
            )
        }
    }

    package func campaigns() async throws -> [CampaignRecord] {
        try await pool.read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM campaign ORDER BY id").map(CampaignRecord.init(row:))
        }
    }

    package func campaign(_ id: CampaignID) async throws -> CampaignRecord? {
        try await pool.read { try CampaignRecord.fetch($0, id) }
    }

    /// What the marker in the campaign's folder says; `nil` until the folder was made.
    package func folderToken(of id: CampaignID) async throws -> String? {
        try await pool.read { db in
            try String.fetchOne(
                db,
                sql: "SELECT folder_token FROM campaign WHERE id = ? AND folder_token IS NOT NULL",
                arguments: [id.text]
            )
        }
    }

    package func setFolderToken(_ token: String, of id: CampaignID) async throws {
        try await pool.write { db in
            try db.execute(
                sql: "UPDATE campaign SET folder_token = ? WHERE id = ?",
                arguments: [token, id.text]
            )
        }
    }

    /// Remembers what keeps the campaign from going on, for those who look; `nil` when nothing does.
    package func setFault(_ fault: String?, of id: CampaignID) async throws {
        try await pool.write { db in
            try db.execute(sql: "UPDATE campaign SET fault = ? WHERE id = ?", arguments: [fault, id.text])
        }
    }

    /// Remembers which genes the screened line is predicted to need; `nil` where that is not known.
    package func setNeededGenes(_ needed: NeededGenes?, of id: CampaignID) async throws {
        let text = try needed.map { try jsonText($0) }
        try await pool.write { db in
            try db.execute(sql: "UPDATE campaign SET needed = ? WHERE id = ?", arguments: [text, id.text])
        }
    }

    package func neededGenes(of id: CampaignID) async throws -> NeededGenes? {
        try await pool.read { try fetchNeededGenes(id, $0) }
    }

    /// Marks the campaign as finished, or as running again after its limits were raised.
    package func setFinished(_ id: CampaignID, reason: String?, notices: [NoticePosting]) async throws {
        try await pool.write { db in
            try db.execute(
                sql: "UPDATE campaign SET finished = ? WHERE id = ?",
                arguments: [reason, id.text]
            )
            try post(notices, db)
        }
    }
}

extension CampaignRecord {
    init(row: Row) throws {
        let name: String = row["id"]
        guard let id = CampaignID(name) else { throw StoreFault.damaged("campaign name '\(name)'") }
        self.id = id
        settingsDigest = row["settings_sha256"]
        genes = try jsonValue([Gene].self, row["genes"])
        policy = row["policy"]
        centring = row["centring"]
        fault = row["fault"]
        emitsSingles = row["emits_singles"]
        maximumRounds = row["maximum_rounds"]
        retries = row["retries"]
        features = try (row["features"] as String?).map { try jsonValue([String].self, $0) }
        checkpoint = row["checkpoint"]
        singlesWaived = row["singles_waived"]
        finished = (row["finished"] as String?) != nil
    }

    static func fetch(_ db: Database, _ id: CampaignID) throws -> CampaignRecord? {
        try Row.fetchOne(db, sql: "SELECT * FROM campaign WHERE id = ?", arguments: [id.text]).map(
            CampaignRecord.init(row:)
        )
    }
}

/// Which pairs the campaign's lab lets be measured.
///
/// Not part of the record, because the list may be long.
func fetchAdmissiblePairs(_ campaign: CampaignID, _ db: Database) throws -> AdmissiblePairs {
    let sql = "SELECT admissible FROM campaign WHERE id = ? AND admissible IS NOT NULL"
    let rules = try String.fetchOne(db, sql: sql, arguments: [campaign.text])
    return try rules.map { try jsonValue(AdmissiblePairs.self, $0) } ?? .all
}

func fetchNeededGenes(_ campaign: CampaignID, _ db: Database) throws -> NeededGenes? {
    let sql = "SELECT needed FROM campaign WHERE id = ? AND needed IS NOT NULL"
    return try String.fetchOne(db, sql: sql, arguments: [campaign.text]).map {
        try jsonValue(NeededGenes.self, $0)
    }
}

func jsonText(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try String(decoding: encoder.encode(value), as: UTF8.self)
}

func jsonValue<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> Value {
    try JSONDecoder().decode(type, from: Data(text.utf8))
}
