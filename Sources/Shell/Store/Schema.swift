import GRDB

/// The tables, as numbered steps that are never edited once released.
///
/// Numbers that are identities (digests, barcodes, gene symbols) are text; embeddings are little-endian
/// doubles in a blob; times are ISO 8601 in UTC and are for people only: nothing is decided by them but
/// when a deadline has passed.
enum Schema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("001 campaigns, files, plates, rounds", migrate: createCampaigns)
        migrator.registerMigration("002 notices", migrate: createNotices)
        migrator.registerMigration("003 samples", migrate: createSamples)
        migrator.registerMigration("004 reward estimates", migrate: createRewardEstimates)
        migrator.registerMigration("005 dropped wells and repeats", migrate: createDroppedWells)
        migrator.registerMigration("006 plate truth", migrate: createPlateTruth)
        migrator.registerMigration("007 reading profiles", migrate: createReadingProfiles)
        migrator.registerMigration("008 confirmations", migrate: createConfirmations)
        migrator.registerMigration("009 admissible pairs") { db in
            try db.execute(sql: "ALTER TABLE campaign ADD COLUMN admissible TEXT")
        }
        migrator.registerMigration("010 needed genes") { db in
            try db.execute(sql: "ALTER TABLE campaign ADD COLUMN needed TEXT")
        }
        return migrator
    }

    private static func createCampaigns(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE campaign (
                  id TEXT PRIMARY KEY,
                  settings TEXT NOT NULL,
                  settings_sha256 TEXT NOT NULL,
                  genes TEXT NOT NULL,
                  policy TEXT NOT NULL,
                  centring TEXT NOT NULL,
                  emits_singles INTEGER NOT NULL,
                  maximum_rounds INTEGER,
                  features TEXT,
                  checkpoint TEXT,
                  singles_waived INTEGER NOT NULL DEFAULT 0,
                  finished TEXT,
                  folder_token TEXT,
                  fault TEXT,
                  rewarded_files INTEGER NOT NULL DEFAULT 0
                ) STRICT;

                CREATE TABLE platemap_name (
                  campaign TEXT NOT NULL REFERENCES campaign(id),
                  name TEXT NOT NULL,
                  barcode TEXT NOT NULL,
                  PRIMARY KEY (campaign, name, barcode)
                ) STRICT, WITHOUT ROWID;

                CREATE TABLE file (
                  id INTEGER PRIMARY KEY,
                  campaign TEXT NOT NULL REFERENCES campaign(id),
                  sha256 TEXT NOT NULL,
                  name TEXT NOT NULL,
                  kind TEXT NOT NULL,
                  accepted INTEGER NOT NULL,
                  rule TEXT NOT NULL DEFAULT '',
                  rejection TEXT,
                  wells INTEGER NOT NULL DEFAULT 0,
                  at TEXT NOT NULL
                ) STRICT;
                CREATE UNIQUE INDEX file_taken_once ON file (campaign, sha256) WHERE accepted;
                CREATE UNIQUE INDEX file_set_aside ON file (campaign, sha256, name, rule) WHERE NOT accepted;

                CREATE TABLE plate (
                  campaign TEXT NOT NULL REFERENCES campaign(id),
                  barcode TEXT NOT NULL,
                  format INTEGER NOT NULL,
                  round INTEGER,
                  file INTEGER REFERENCES file(id),
                  PRIMARY KEY (campaign, barcode)
                ) STRICT, WITHOUT ROWID;
                CREATE INDEX plate_of_round ON plate (campaign, round);

                CREATE TABLE well (
                  campaign TEXT NOT NULL,
                  barcode TEXT NOT NULL,
                  position INTEGER NOT NULL,
                  role TEXT NOT NULL,
                  gene_a TEXT, guide_a TEXT, gene_b TEXT, guide_b TEXT,
                  readings INTEGER NOT NULL DEFAULT 0,
                  given_up TEXT,
                  PRIMARY KEY (campaign, barcode, position),
                  FOREIGN KEY (campaign, barcode) REFERENCES plate(campaign, barcode)
                ) STRICT, WITHOUT ROWID;

                CREATE TABLE reading (
                  campaign TEXT NOT NULL,
                  barcode TEXT NOT NULL,
                  position INTEGER NOT NULL,
                  file INTEGER NOT NULL REFERENCES file(id),
                  embedding BLOB NOT NULL,
                  cell_count REAL,
                  PRIMARY KEY (campaign, barcode, position, file),
                  FOREIGN KEY (campaign, barcode, position) REFERENCES well(campaign, barcode, position)
                ) STRICT;

                CREATE TABLE batch (
                  campaign TEXT NOT NULL REFERENCES campaign(id),
                  round INTEGER NOT NULL,
                  id TEXT NOT NULL,
                  state TEXT NOT NULL CHECK (state IN ('planned', 'published', 'closed')),
                  policy TEXT NOT NULL,
                  seed TEXT NOT NULL,
                  diagnostics TEXT,
                  deadline REAL,
                  best_reward REAL,
                  PRIMARY KEY (campaign, round)
                ) STRICT, WITHOUT ROWID;

                CREATE TABLE batch_file (
                  campaign TEXT NOT NULL,
                  round INTEGER NOT NULL,
                  path TEXT NOT NULL,
                  bytes BLOB NOT NULL,
                  PRIMARY KEY (campaign, round, path),
                  FOREIGN KEY (campaign, round) REFERENCES batch(campaign, round)
                ) STRICT;

                CREATE TABLE choice (
                  campaign TEXT NOT NULL,
                  round INTEGER NOT NULL,
                  gene_a TEXT NOT NULL,
                  gene_b TEXT NOT NULL,
                  rank INTEGER NOT NULL,
                  mean REAL, sd REAL, top_probability REAL, regret REAL, information REAL, ratio REAL, ranks TEXT,
                  PRIMARY KEY (campaign, round, gene_a, gene_b),
                  FOREIGN KEY (campaign, round) REFERENCES batch(campaign, round)
                ) STRICT, WITHOUT ROWID;
                CREATE INDEX choice_of_pair ON choice (campaign, gene_a, gene_b);

                CREATE TABLE reward (
                  campaign TEXT NOT NULL REFERENCES campaign(id),
                  gene_a TEXT NOT NULL,
                  gene_b TEXT NOT NULL,
                  reward REAL, cosine REAL,
                  severity_a REAL, severity_b REAL, severity_double REAL,
                  wells INTEGER NOT NULL,
                  PRIMARY KEY (campaign, gene_a, gene_b)
                ) STRICT, WITHOUT ROWID;
                CREATE INDEX reward_by_value ON reward (campaign, reward);
                """
        )
    }

    private static func createNotices(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE notice (
                  id TEXT PRIMARY KEY,
                  campaign TEXT NOT NULL REFERENCES campaign(id),
                  body TEXT NOT NULL,
                  at TEXT NOT NULL
                ) STRICT;

                CREATE TABLE delivery (
                  notice TEXT NOT NULL REFERENCES notice(id),
                  destination TEXT NOT NULL,
                  state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'abandoned')),
                  attempts INTEGER NOT NULL DEFAULT 0,
                  due REAL NOT NULL,
                  reason TEXT,
                  PRIMARY KEY (notice, destination)
                ) STRICT, WITHOUT ROWID;
                CREATE INDEX delivery_by_due ON delivery (state, destination, due);
                """
        )
    }

    private static func createSamples(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE sample (
                  id INTEGER PRIMARY KEY,
                  campaign TEXT REFERENCES campaign(id),
                  sha256 TEXT NOT NULL,
                  file TEXT NOT NULL,
                  name TEXT NOT NULL,
                  state TEXT NOT NULL CHECK (state IN ('done', 'failed')),
                  report TEXT NOT NULL,
                  at TEXT NOT NULL,
                  UNIQUE (sha256, name)
                ) STRICT;
                CREATE INDEX sample_by_name ON sample (name);
                """
        )
    }
}
