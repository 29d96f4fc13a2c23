import GRDB

extension Schema {
    /// Which reading profile a file of results was read by: the digest of the profile's file.
    static func createReadingProfiles(_ db: Database) throws {
        try db.execute(sql: "ALTER TABLE file ADD COLUMN reading_profile TEXT")
    }
}
