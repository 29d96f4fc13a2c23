import GRDB

extension Schema {
    /// How sure each reward is, what the campaign pursues of it, and rewards that moved.
    static func createRewardEstimates(_ db: Database) throws {
        try db.execute(
            sql: """
                ALTER TABLE reward ADD COLUMN pursued REAL;
                ALTER TABLE reward ADD COLUMN debiased REAL;
                ALTER TABLE reward ADD COLUMN noise REAL;
                ALTER TABLE reward ADD COLUMN sd REAL;
                ALTER TABLE reward ADD COLUMN low REAL;
                ALTER TABLE reward ADD COLUMN high REAL;
                ALTER TABLE reward ADD COLUMN z REAL;
                ALTER TABLE reward ADD COLUMN p REAL;
                ALTER TABLE reward ADD COLUMN q REAL;
                ALTER TABLE reward ADD COLUMN variance_own REAL;
                ALTER TABLE reward ADD COLUMN variance_a REAL;
                ALTER TABLE reward ADD COLUMN variance_b REAL;
                ALTER TABLE reward ADD COLUMN variance_controls REAL;
                ALTER TABLE reward ADD COLUMN expected REAL;
                ALTER TABLE reward ADD COLUMN excess REAL;
                ALTER TABLE reward ADD COLUMN excess_sd REAL;
                ALTER TABLE reward ADD COLUMN excess_rank INTEGER;
                ALTER TABLE reward ADD COLUMN excess_p REAL;
                ALTER TABLE reward ADD COLUMN excess_q REAL;
                ALTER TABLE reward ADD COLUMN suspicious TEXT;
                UPDATE reward SET pursued = reward;
                DROP INDEX reward_by_value;
                CREATE INDEX reward_by_value ON reward (campaign, pursued);

                ALTER TABLE batch DROP COLUMN best_reward;
                ALTER TABLE well ADD COLUMN turned INTEGER NOT NULL DEFAULT 0;
                ALTER TABLE campaign ADD COLUMN reward_summary TEXT;

                CREATE TABLE reward_change (
                  id INTEGER PRIMARY KEY,
                  campaign TEXT NOT NULL REFERENCES campaign(id),
                  round INTEGER NOT NULL,
                  gene_a TEXT NOT NULL,
                  gene_b TEXT NOT NULL,
                  before REAL NOT NULL,
                  after REAL NOT NULL,
                  sd REAL,
                  because TEXT NOT NULL
                ) STRICT;
                CREATE INDEX reward_change_of_campaign ON reward_change (campaign);
                """
        )
    }
}
