import GRDB

extension Schema {
    /// What each file's plates looked like, and how a person said that they are to be read.
    ///
    /// Both go by the file's bytes, so that they hold for no other file.
    static func createPlateTruth(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE plate_truth (
                  campaign TEXT NOT NULL REFERENCES campaign(id),
                  sha256 TEXT NOT NULL,
                  barcode TEXT NOT NULL,
                  outcome TEXT NOT NULL,
                  likeliest TEXT NOT NULL,
                  tenfolds REAL NOT NULL,
                  wells INTEGER NOT NULL,
                  PRIMARY KEY (campaign, sha256, barcode)
                ) STRICT, WITHOUT ROWID;

                CREATE TABLE plate_release (
                  campaign TEXT NOT NULL REFERENCES campaign(id),
                  sha256 TEXT NOT NULL,
                  barcode TEXT NOT NULL,
                  layout TEXT NOT NULL,
                  at TEXT NOT NULL,
                  PRIMARY KEY (campaign, sha256, barcode)
                ) STRICT, WITHOUT ROWID;
                """
        )
    }
}
