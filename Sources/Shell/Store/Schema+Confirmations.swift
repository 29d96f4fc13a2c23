import GRDB

extension Schema {
    /// Pairs that a person wants measured again, by the file that asked for it, and the round that does.
    static func createConfirmations(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE confirmation_request (
                  campaign TEXT NOT NULL REFERENCES campaign(id),
                  file INTEGER NOT NULL REFERENCES file(id),
                  round INTEGER,
                  PRIMARY KEY (campaign, file)
                ) STRICT, WITHOUT ROWID;

                CREATE TABLE confirmation_pair (
                  campaign TEXT NOT NULL,
                  file INTEGER NOT NULL,
                  place INTEGER NOT NULL,
                  gene_a TEXT NOT NULL,
                  gene_b TEXT NOT NULL,
                  PRIMARY KEY (campaign, file, place),
                  FOREIGN KEY (campaign, file) REFERENCES confirmation_request(campaign, file)
                ) STRICT, WITHOUT ROWID;
                """
        )
    }
}
