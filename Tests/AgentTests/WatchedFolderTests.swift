import FoundationEssentials
import Synchronization
import TestSupport
import Testing

@testable import Agent

@Suite struct WatchedFolderTests {
    /// Counts the turns of a watched folder, each of which ends alike, while `body` runs.
    private static func watching(
        _ path: String,
        everyTurn: Result<Double, Fault>,
        _ body: (_ turns: Counter) async throws -> Void
    ) async throws {
        let turns = Counter()
        let watched = WatchedFolder(
            path: path,
            name: "test",
            vitals: Vitals(clock: HandClock().daemonClock(.none)),
            logger: Mishap.none.logger
        ) {
            // so that a loop that does not rest can be counted
            if turns.add() > 1_000 { try await Task.sleep(for: .seconds(3_600)) }
            return try everyTurn.get()
        }
        let run = Task { try await watched.run() }
        try await body(turns)
        run.cancel()
        try await run.value
    }

    private struct Fault: Error {}

    /// Long enough for a loop that does not rest to turn thousands of times.
    private static let moment = Duration.milliseconds(100)

    @Test func `a file wakes the loop for the turns it is worth, and then it rests`() async throws {
        try await withTemporaryFolder { folder in
            try await Self.watching(folder.path(), everyTurn: .success(3_600)) { turns in
                // The watch begins beside the first turn, so that the first files may come too early.
                var files = 0
                while turns.count < 2, files < 2_000 {
                    try Data("x".utf8).write(to: folder.appending(path: "\(files).csv"))
                    files += 1
                    try await Task.sleep(for: .milliseconds(5))
                }
                #expect(turns.count >= 2)
                try await Task.sleep(for: Self.moment)
                // A file is made and closed, and may have been given another name between.
                #expect(turns.count <= 1 + 3 * files)
            }
        }
    }

    @Test func `a turn that failed is not tried again before its pause`() async throws {
        try await withTemporaryFolder { folder in
            try await Self.watching(folder.path(), everyTurn: .failure(Fault())) { turns in
                while turns.count < 1 { await Task.yield() }
                try await Task.sleep(for: Self.moment)
                #expect(turns.count == 1)
            }
        }
    }

    @Test func `a folder that cannot be watched does not make the loop spin`() async throws {
        try await Self.watching("/nonexistent/drop", everyTurn: .success(3_600)) { turns in
            while turns.count < 1 { await Task.yield() }
            try await Task.sleep(for: Self.moment)
            #expect(turns.count == 1)
        }
    }

    @Test func `a loop asks again after the pause it asked for`() async throws {
        try await withTemporaryFolder { folder in
            try await Self.watching(folder.path(), everyTurn: .success(0.001)) { turns in
                for _ in 0..<2_000 where turns.count < 3 { try await Task.sleep(for: .milliseconds(5)) }
                #expect(turns.count >= 3)
            }
        }
    }
}

private final class Counter: Sendable {
    private let value = Mutex(0)

    var count: Int { value.withLock { $0 } }

    func add() -> Int {
        value.withLock {
            $0 += 1
            return $0
        }
    }
}
