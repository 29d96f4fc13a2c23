import GRDB

/// The one place that remembers: an SQLite file in WAL mode, flushed to disk at every commit.
///
/// Each method is one transaction, named after what happened in the lab. Everything else the daemon
/// writes can be made again from what is here.
package struct Store: Sendable {
    let pool: DatabasePool

    /// Opens the store at `path`, making or migrating it as needed.
    ///
    /// - throws: `StoreFault` when the file cannot be opened, is damaged, or is of a newer version.
    package static func open(at path: String) async throws -> Store {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(30)
        configuration.label = "pairwell"
        let pool: DatabasePool
        do {
            pool = try DatabasePool(path: path, configuration: configuration)
            // GRDB sets synchronous to NORMAL after it has turned WAL on, so FULL has to come later.
            try await pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            let migrator = Schema.migrator
            if try await pool.read({ try migrator.hasBeenSuperseded($0) }) {
                throw StoreFault.newerVersion(path)
            }
            try migrator.migrate(pool)
        } catch let error as DatabaseError {
            throw StoreFault.cannotOpen(
                path,
                reason: error.message ?? "SQLite error \(error.resultCode.rawValue)"
            )
        }
        return Store(pool: pool)
    }

    /// Opens an existing store for looking only.
    package static func openForReading(at path: String) throws -> Store {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(10)
        do {
            return Store(pool: try DatabasePool(path: path, configuration: configuration))
        } catch let error as DatabaseError {
            throw StoreFault.cannotOpen(
                path,
                reason: error.message ?? "SQLite error \(error.resultCode.rawValue)"
            )
        }
    }

    /// `PRAGMA synchronous` of the writing connection: 2 is FULL.
    package func synchronousLevel() async throws -> Int {
        try await pool.writeWithoutTransaction { try Int.fetchOne($0, sql: "PRAGMA synchronous") ?? -1 }
    }

    /// Folds the write-ahead log into the file, so that the file alone is the store, and closes it.
    package func close() async throws {
        _ = try await pool.writeWithoutTransaction { try $0.checkpoint(.truncate) }
        try pool.close()
    }
}

/// Why the store cannot be used, with the remedy.
package enum StoreFault: Error, CustomStringConvertible {
    case cannotOpen(String, reason: String)
    case newerVersion(String)
    case damaged(String)

    package var description: String {
        switch self {
        case .cannotOpen(let path, let reason):
            "the store \(path) cannot be opened: \(reason). Check that the folder exists, is on a local disk and belongs to the daemon's user."
        case .newerVersion(let path):
            "the store \(path) was written by a newer pairwell. Install that version again, or restore a backup of the store."
        case .damaged(let what):
            "the store holds something it should not: \(what). Restore a backup of the store."
        }
    }
}
