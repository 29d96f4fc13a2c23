import Glibc
import TestSupport
import Testing

@testable import DropFolder

@Suite(.timeLimit(.minutes(1)))
struct DirectoryHintsTests {
    @Test func `a file renamed in gives a hint`() async throws {
        try await withTemporaryFolder { folder in
            let drop = try TestDrop(in: folder)
            let outside = try TestDrop(in: folder, named: "outside")
            try outside.put("x", as: "a.csv")
            var hints = try DirectoryHints.stream(path: drop.path).makeAsyncIterator()
            #expect(rename("\(outside.path)/a.csv", "\(drop.path)/a.csv") == 0)
            #expect(await hints.next() != nil)
            #expect(try drop.list().entries.map(\.name.display) == ["a.csv"])
        }
    }

    @Test func `a file written and closed, a link and a pipe each give a hint`() async throws {
        try await withTemporaryFolder { folder in
            for make in [0, 1, 2] {
                let drop = try TestDrop(in: folder, named: "drop-\(make)")
                var hints = try DirectoryHints.stream(path: drop.path).makeAsyncIterator()
                switch make {
                case 0: try drop.put("x", as: "a.csv")
                case 1: #expect(symlink("/etc/passwd", "\(drop.path)/link") == 0)
                default: #expect(mkfifo("\(drop.path)/pipe", 0o644) == 0)
                }
                #expect(await hints.next() != nil)
            }
        }
    }

    @Test func `many files give at least one hint after the last`() async throws {
        try await withTemporaryFolder { folder in
            let drop = try TestDrop(in: folder)
            let stream = try DirectoryHints.stream(path: drop.path)
            for number in 0..<500 { try drop.put("x", as: "\(number).csv") }
            var listed = 0
            for await _ in stream {
                listed = try drop.list().entries.count
                if listed == 500 { break }
            }
            #expect(listed == 500)
        }
    }

    @Test func `a removed folder ends the hints, and it can be watched again once it is back`() async throws {
        try await withTemporaryFolder { folder in
            let drop = try TestDrop(in: folder)
            let stream = try DirectoryHints.stream(path: drop.path)
            #expect(rmdir(drop.path) == 0)
            var hints = 0
            for await _ in stream { hints += 1 }
            #expect(hints == 1)
            let fault = try #require(throws: DropFolderFault.self) {
                try DirectoryHints.stream(path: drop.path)
            }
            #expect(fault.isMissing)

            let again = try TestDrop(in: folder)
            var fresh = try DirectoryHints.stream(path: again.path).makeAsyncIterator()
            try again.put("x", as: "a.csv")
            #expect(await fresh.next() != nil)
        }
    }

    @Test func `a watched file is no folder`() async throws {
        try await withTemporaryFolder { folder in
            let drop = try TestDrop(in: folder)
            try drop.put("x", as: "a.csv")
            #expect(throws: DropFolderFault("watch", "\(drop.path)/a.csv", code: ENOTDIR)) {
                try DirectoryHints.stream(path: "\(drop.path)/a.csv")
            }
        }
    }

    @Test func `a reader that is cancelled lets the watch go`() async throws {
        try await withTemporaryFolder { folder in
            let drop = try TestDrop(in: folder)
            // More than the kernel grants a user at once (128 by default), so that a leak fails the test.
            for _ in 0..<300 {
                let stream = try await watch(drop.path)
                let reader = Task { for await _ in stream {} }
                reader.cancel()
                await reader.value
            }
        }
    }

    /// Watches, waiting where the threads of earlier watches are still on their way out.
    private func watch(_ path: String) async throws -> AsyncStream<Void> {
        while true {
            do throws(DropFolderFault) {
                return try DirectoryHints.stream(path: path)
            } catch {
                guard error.code == EMFILE else { throw error }
                await Task.yield()
            }
        }
    }
}
