import GRDB

extension Schema {
    /// What readings are good for, wells whose dispense failed, and what was laid out again.
    ///
    /// `judged_reading` repeats the cell counts of `reading`, because there they stand behind the embeddings,
    /// and all of a campaign's counts are asked for whenever results come. From here on `well.readings` counts
    /// usable readings.
    static func createDroppedWells(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE judged_reading (
                  campaign TEXT NOT NULL,
                  barcode TEXT NOT NULL,
                  position INTEGER NOT NULL,
                  file INTEGER NOT NULL REFERENCES file(id),
                  cells REAL,
                  dropped TEXT,
                  kept TEXT,
                  PRIMARY KEY (campaign, barcode, position, file),
                  FOREIGN KEY (campaign, barcode, position) REFERENCES well(campaign, barcode, position)
                ) STRICT, WITHOUT ROWID;
                INSERT INTO judged_reading (campaign, barcode, position, file, cells)
                  SELECT campaign, barcode, position, file, cell_count FROM reading;

                CREATE TABLE failed_well (
                  campaign TEXT NOT NULL,
                  barcode TEXT NOT NULL,
                  position INTEGER NOT NULL,
                  dropped TEXT NOT NULL,
                  PRIMARY KEY (campaign, barcode, position),
                  FOREIGN KEY (campaign, barcode, position) REFERENCES well(campaign, barcode, position)
                ) STRICT, WITHOUT ROWID;

                CREATE TABLE repeated (
                  campaign TEXT NOT NULL,
                  round INTEGER NOT NULL,
                  place INTEGER NOT NULL,
                  role TEXT NOT NULL,
                  gene_a TEXT, guide_a TEXT, gene_b TEXT, guide_b TEXT,
                  wells INTEGER NOT NULL,
                  attempt INTEGER NOT NULL,
                  PRIMARY KEY (campaign, round, place),
                  FOREIGN KEY (campaign, round) REFERENCES batch(campaign, round)
                ) STRICT, WITHOUT ROWID;

                ALTER TABLE well ADD COLUMN dropped TEXT;
                ALTER TABLE well ADD COLUMN kept TEXT;
                ALTER TABLE campaign ADD COLUMN retries INTEGER NOT NULL DEFAULT 0;
                ALTER TABLE campaign ADD COLUMN judged_by TEXT;
                """
        )
    }
}
