import FoundationEssentials
import Glibc
import TestSupport
import Testing

@testable import DropFolder

struct MoveTests {
    private func move(
        _ name: String,
        from drop: TestDrop,
        to target: TestDrop,
        sha256: String? = nil
    ) throws -> MoveOutcome {
        let entry = try drop.entry(name)
        return try moveAway(entry, from: drop.path, to: target.path, as: entry.name.safe, sha256: sha256)
    }

    private func digest(_ text: String) -> String { hexadecimalSHA256(of: Array(text.utf8)) }

    @Test func `a file is moved under its safe name`() async throws {
        try await withTemporaryFolder { folder in
            let drop = try TestDrop(in: folder)
            let accepted = try TestDrop(in: folder, named: "accepted")
            let name = try drop.put("x", as: "two\nlines.csv")
            let entry = try #require(try drop.list().entries.first)
            let outcome = try moveAway(
                entry,
                from: drop.path,
                to: accepted.path,
                as: name.safe,
                sha256: digest("x")
            )
            #expect(outcome == .stored(name.safe))
            #expect(try drop.names().isEmpty)
            #expect(try accepted.text(of: "two_lines.csv") == "x")
        }
    }

    @Test func `the same content is stored once, other content under a number`() async throws {
        try await withTemporaryFolder { folder in
            let drop = try TestDrop(in: folder)
            let accepted = try TestDrop(in: folder, named: "accepted")
            for text in ["one", "one", "two", "two", "one"] {
                try drop.put(text, as: "a.csv.gz")
                _ = try move("a.csv.gz", from: drop, to: accepted, sha256: digest(text))
            }
            #expect(try drop.names().isEmpty)
            #expect(try accepted.names() == ["a-2.csv.gz", "a.csv.gz"])
            #expect(try accepted.text(of: "a-2.csv.gz") == "two")
        }
    }

    @Test func `the name for a note is the name the file gets`() async throws {
        try await withTemporaryFolder { folder in
            let drop = try TestDrop(in: folder)
            let rejected = try TestDrop(in: folder, named: "rejected")
            try rejected.put("other", as: "a.csv")
            let name = try drop.put("mine", as: "a.csv")
            let foreseen = try storageName(for: name.safe, sha256: digest("mine"), in: rejected.path)
            #expect(foreseen.display == "a-2.csv")
            let outcome = try moveAway(
                drop.entry("a.csv"),
                from: drop.path,
                to: rejected.path,
                as: foreseen,
                sha256: digest("mine")
            )
            #expect(outcome == .stored(foreseen))
            #expect(try storageName(for: name.safe, sha256: digest("mine"), in: rejected.path) == foreseen)
        }
    }

    @Test func `a file replaced since it was read stays`() async throws {
        try await withTemporaryFolder { folder in
            let drop = try TestDrop(in: folder)
            let accepted = try TestDrop(in: folder, named: "accepted")
            try drop.put("old", as: "a.csv")
            let read = try drop.entry("a.csv")
            try drop.put("newer", as: "a.csv")
            let outcome = try moveAway(
                read,
                from: drop.path,
                to: accepted.path,
                as: read.name,
                sha256: digest("old")
            )
            #expect(outcome == .replaced)
            #expect(try drop.text(of: "a.csv") == "newer")
            #expect(try accepted.names().isEmpty)
        }
    }

    @Test func `a move that was made already is no fault`() async throws {
        try await withTemporaryFolder { folder in
            let drop = try TestDrop(in: folder)
            let accepted = try TestDrop(in: folder, named: "accepted")
            try drop.put("x", as: "a.csv")
            let entry = try drop.entry("a.csv")
            #expect(try move("a.csv", from: drop, to: accepted, sha256: digest("x")) == .stored(entry.name))
            let again = try moveAway(
                entry,
                from: drop.path,
                to: accepted.path,
                as: entry.name,
                sha256: digest("x")
            )
            #expect(again == .gone)
            #expect(try accepted.names() == ["a.csv"])
        }
    }

    @Test func `links and pipes are moved themselves`() async throws {
        try await withTemporaryFolder { folder in
            let drop = try TestDrop(in: folder)
            let rejected = try TestDrop(in: folder, named: "rejected")
            #expect(symlink("/etc/passwd", "\(drop.path)/link.csv") == 0)
            #expect(mkfifo("\(drop.path)/pipe.csv", 0o644) == 0)
            _ = try move("link.csv", from: drop, to: rejected)
            _ = try move("pipe.csv", from: drop, to: rejected)
            #expect(try drop.names().isEmpty)
            #expect(try rejected.list().entries.map(\.refusal) == [.symbolicLink, .special("a pipe")])
        }
    }

    @Test func `a link in the way is not written through`() async throws {
        try await withTemporaryFolder { folder in
            let drop = try TestDrop(in: folder)
            let accepted = try TestDrop(in: folder, named: "accepted")
            let victim = try TestDrop(in: folder, named: "victim")
            try victim.put("precious", as: "file")
            #expect(symlink("\(victim.path)/file", "\(accepted.path)/a.csv") == 0)
            try drop.put("x", as: "a.csv")
            _ = try move("a.csv", from: drop, to: accepted, sha256: digest("x"))
            #expect(try victim.text(of: "file") == "precious")
            #expect(try accepted.text(of: "a-2.csv") == "x")
        }
    }

    @Test func `without a rename that spares what is there, a link does the same`() async throws {
        try await withTemporaryFolder { folder in
            let drop = try TestDrop(in: folder)
            let accepted = try TestDrop(in: folder, named: "accepted")
            try accepted.put("there before", as: "taken")
            try drop.put("x", as: "a.csv")
            #expect(symlink("/etc/passwd", "\(drop.path)/link") == 0)
            let source = try OpenFolder(drop.path, action: "open")
            let target = try OpenFolder(accepted.path, action: "open")
            #expect(renameByLink("a.csv", in: source, to: "taken", in: target) == EEXIST)
            #expect(renameByLink("a.csv", in: source, to: "a.csv", in: target) == 0)
            #expect(renameByLink("link", in: source, to: "link", in: target) == 0)
            #expect(renameByLink("none", in: source, to: "none", in: target) == ENOENT)
            #expect(try drop.names().isEmpty)
            #expect(try accepted.text(of: "taken") == "there before")
            #expect(try accepted.text(of: "a.csv") == "x")
            #expect(try accepted.entry("link").refusal == .symbolicLink)
        }
    }

    @Test func `a move cut short between link and removal is completed`() async throws {
        try await withTemporaryFolder { folder in
            let drop = try TestDrop(in: folder)
            let accepted = try TestDrop(in: folder, named: "accepted")
            try drop.put("x", as: "a.csv")
            #expect(link("\(drop.path)/a.csv", "\(accepted.path)/a.csv") == 0)
            let outcome = try move("a.csv", from: drop, to: accepted, sha256: digest("x"))
            #expect(outcome == .stored(try #require(FileName("a.csv"))))
            #expect(try drop.names().isEmpty)
            #expect(try accepted.names() == ["a.csv"])
        }
    }

    @Test func `a missing target folder is named`() async throws {
        try await withTemporaryFolder { folder in
            let drop = try TestDrop(in: folder)
            try drop.put("x", as: "a.csv")
            let entry = try drop.entry("a.csv")
            let fault = try #require(throws: DropFolderFault.self) {
                try moveAway(entry, from: drop.path, to: "\(drop.path)-none", as: entry.name, sha256: nil)
            }
            #expect(fault.path == "\(drop.path)-none")
            #expect(try drop.names() == ["a.csv"])
        }
    }
}

/// A folder on another file system than the temporary folder, where this machine has one.
private let otherDisk: String? = {
    var here = stat()
    var there = stat()
    let usable =
        stat(FileManager.default.temporaryDirectory.path(), &here) == 0 && stat("/dev/shm", &there) == 0
    return usable && here.st_dev != there.st_dev && access("/dev/shm", W_OK) == 0 ? "/dev/shm" : nil
}()

@Suite(.enabled(if: otherDisk != nil))
struct MoveAcrossDisksTests {
    private func withOtherDisk(_ body: (TestDrop) throws -> Void) throws {
        let path = URL(filePath: try #require(otherDisk)).appending(path: "pairwell-\(UUID().uuidString)")
        let target = try TestDrop(in: path, named: "accepted")
        defer {
            // because a folder that stays behind must not fail the test that used it
            try? FileManager.default.removeItem(at: path)
        }
        try body(target)
    }

    @Test func `a file goes to another disk whole, and no temporary file stays`() async throws {
        try await withTemporaryFolder { folder in
            try withOtherDisk { target in
                let drop = try TestDrop(in: folder)
                let text = String(repeating: "0.123,", count: 100_000)
                try target.put("left over by a crash", as: ".a.csv.part")
                try drop.put(text, as: "a.csv")
                let file = try #require(
                    try openSettled(drop.entry("a.csv"), in: drop.path, maximumBytes: 1 << 20).file
                )
                let outcome = try moveAway(
                    file.entry,
                    from: drop.path,
                    to: target.path,
                    as: file.entry.name,
                    sha256: file.sha256
                )
                #expect(outcome == .stored(file.entry.name))
                #expect(try target.text(of: "a.csv") == text)
                #expect(try target.names() == ["a.csv"])
                #expect(try drop.names().isEmpty)
            }
        }
    }

    @Test func `content that is not what was read is not taken to the other disk`() async throws {
        try await withTemporaryFolder { folder in
            try withOtherDisk { target in
                let drop = try TestDrop(in: folder)
                try drop.put("x", as: "a.csv")
                let entry = try drop.entry("a.csv")
                let other = hexadecimalSHA256(of: Array("y".utf8))
                let outcome = try moveAway(
                    entry,
                    from: drop.path,
                    to: target.path,
                    as: entry.name,
                    sha256: other
                )
                #expect(outcome == .replaced)
                #expect(try drop.text(of: "a.csv") == "x")
                #expect(try target.names().isEmpty)
            }
        }
    }

    @Test func `links are made again unfollowed, pipes removed`() async throws {
        try await withTemporaryFolder { folder in
            try withOtherDisk { target in
                let drop = try TestDrop(in: folder)
                #expect(symlink("/etc/passwd", "\(drop.path)/link.csv") == 0)
                #expect(mkfifo("\(drop.path)/pipe.csv", 0o644) == 0)
                for entry in try drop.list().entries {
                    _ = try moveAway(entry, from: drop.path, to: target.path, as: entry.name, sha256: nil)
                }
                #expect(try drop.names().isEmpty)
                #expect(try target.list().entries.map(\.refusal) == [.symbolicLink])
            }
        }
    }
}
