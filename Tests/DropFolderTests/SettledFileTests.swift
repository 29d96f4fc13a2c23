import Glibc
import TestSupport
import Testing

@testable import DropFolder

struct SettledFileTests {
    @Test func `a file is read whole and digested`() async throws {
        try await withTemporaryFolder { folder in
            let drop = try TestDrop(in: folder)
            try drop.put("abc", as: "a.csv")
            let file = try #require(try openSettled(drop.entry("a.csv"), in: drop.path, maximumBytes: 3).file)
            #expect(file.bytes == Array("abc".utf8))
            // FIPS 180-2, appendix B.1.
            #expect(file.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        }
    }

    @Test func `an empty file is read too`() async throws {
        try await withTemporaryFolder { folder in
            let drop = try TestDrop(in: folder)
            try drop.put("", as: "a.csv")
            let file = try #require(try openSettled(drop.entry("a.csv"), in: drop.path, maximumBytes: 3).file)
            #expect(file.bytes.isEmpty)
            #expect(file.sha256.hasPrefix("e3b0c442"))
        }
    }

    @Test func `a file replaced between listing and opening has not settled`() async throws {
        try await withTemporaryFolder { folder in
            let drop = try TestDrop(in: folder)
            try drop.put("old", as: "a.csv")
            let listed = try drop.entry("a.csv")
            try drop.put("new", as: "b.csv")
            #expect(rename("\(drop.path)/b.csv", "\(drop.path)/a.csv") == 0)
            #expect(try openSettled(listed, in: drop.path, maximumBytes: 100) == .changing)
        }
    }

    @Test func `a file replaced by a link or a pipe is never followed`() async throws {
        try await withTemporaryFolder { folder in
            let drop = try TestDrop(in: folder)
            try drop.put("old", as: "a.csv")
            let listed = try drop.entry("a.csv")
            #expect(unlink("\(drop.path)/a.csv") == 0)
            #expect(symlink("/etc/passwd", "\(drop.path)/a.csv") == 0)
            #expect(try openSettled(listed, in: drop.path, maximumBytes: 100) == .refused(.symbolicLink))
            #expect(unlink("\(drop.path)/a.csv") == 0)
            #expect(mkfifo("\(drop.path)/a.csv", 0o644) == 0)
            #expect(try openSettled(listed, in: drop.path, maximumBytes: 100) == .changing)
        }
    }

    @Test func `a file that grows or is overwritten while it is read has not settled`() async throws {
        try await withTemporaryFolder { folder in
            let drop = try TestDrop(in: folder)
            for changed in ["abcdef", "xyz"] {
                try drop.put("abc", as: "a.csv")
                var old = [timespec(tv_sec: 1_000, tv_nsec: 0), timespec(tv_sec: 1_000, tv_nsec: 0)]
                #expect(utimensat(AT_FDCWD, "\(drop.path)/a.csv", &old, 0) == 0)
                let read = try openSettled(drop.entry("a.csv"), in: drop.path, maximumBytes: 100) {
                    // because a failure shows in the outcome checked below
                    _ = try? drop.put(changed, as: "a.csv")
                }
                #expect(read == .changing)
            }
        }
    }

    @Test func `a file that was taken away is gone`() async throws {
        try await withTemporaryFolder { folder in
            let drop = try TestDrop(in: folder)
            try drop.put("abc", as: "a.csv")
            let listed = try drop.entry("a.csv")
            #expect(unlink("\(drop.path)/a.csv") == 0)
            #expect(try openSettled(listed, in: drop.path, maximumBytes: 100) == .gone)
        }
    }

    @Test func `a file beyond the limit is refused even if the listing let it pass`() async throws {
        try await withTemporaryFolder { folder in
            let drop = try TestDrop(in: folder)
            try drop.put("abcd", as: "a.csv")
            let listed = try drop.entry("a.csv")
            #expect(
                try openSettled(listed, in: drop.path, maximumBytes: 3)
                    == .refused(.tooLarge(bytes: 4, limit: 3))
            )
        }
    }
}
