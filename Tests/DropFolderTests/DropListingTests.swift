import FoundationEssentials
import Glibc
import Screen
import TestSupport
import Testing

@testable import DropFolder

struct DropListingTests {
    @Test func `files are listed by name; folders and files on their way are not`() async throws {
        try await withTemporaryFolder { folder in
            let drop = try TestDrop(in: folder)
            for name in ["b.csv", "a.csv", ".hidden", "c.tmp", "d.csv.part", "e.csv~"] {
                try drop.put("x", as: name)
            }
            #expect(mkdir("\(drop.path)/folder", 0o755) == 0)
            let listing = try drop.list()
            #expect(listing.entries.map(\.name.display) == ["a.csv", "b.csv"])
            #expect(listing.entries.allSatisfy { $0.refusal == nil && $0.state.size == 1 })
        }
    }

    @Test func `links, pipes and sockets are refused unopened`() async throws {
        try await withTemporaryFolder { folder in
            let drop = try TestDrop(in: folder)
            #expect(symlink("/etc/passwd", "\(drop.path)/link.csv") == 0)
            #expect(symlink("nowhere", "\(drop.path)/dangling.csv") == 0)
            #expect(mkfifo("\(drop.path)/pipe.csv", 0o644) == 0)
            let refusals = try drop.list().entries.map(\.refusal)
            #expect(refusals == [.symbolicLink, .symbolicLink, .special("a pipe")])
            // A pipe that is opened for reading would hang this test: nobody writes.
            for entry in try drop.list().entries {
                let read = try openSettled(entry, in: drop.path, maximumBytes: 100)
                #expect(read.file == nil)
            }
        }
    }

    @Test func `a link to a folder is refused, not listed through`() async throws {
        try await withTemporaryFolder { folder in
            let drop = try TestDrop(in: folder)
            #expect(symlink("/etc", "\(drop.path)/etc") == 0)
            #expect(try drop.list().entries.map(\.refusal) == [.symbolicLink])
        }
    }

    @Test func `a file of 2 GiB is refused by its size`() async throws {
        try await withTemporaryFolder { folder in
            let drop = try TestDrop(in: folder)
            try drop.put("", as: "zeros.csv")
            #expect(truncate("\(drop.path)/zeros.csv", 2 << 30) == 0)
            let entry = try drop.entry("zeros.csv")
            #expect(entry.refusal == .tooLarge(bytes: 2 << 30, limit: 1 << 20))
            #expect(
                try openSettled(entry, in: drop.path, maximumBytes: 1 << 20)
                    == .refused(try #require(entry.refusal))
            )
            let rejection = try #require(entry.refusal).rejection
            #expect(rejection.rule == "too-large")
            #expect(rejection.value == "2.0 GiB")
            #expect(rejection.expected == "at most 1.0 MiB")
        }
    }

    @Test func `names with newlines and bytes that are no text are listed and read`() async throws {
        try await withTemporaryFolder { folder in
            let drop = try TestDrop(in: folder)
            let odd = [try #require(FileName("two\nlines.csv")), try #require(FileName([0xC3, 0x28, 0xFF]))]
            for name in odd { try drop.put("plate,well\n", as: name) }
            let listing = try drop.list()
            #expect(listing.entries.map(\.name) == odd)
            for entry in listing.entries {
                let file = try #require(try openSettled(entry, in: drop.path, maximumBytes: 100).file)
                #expect(file.bytes == Array("plate,well\n".utf8))
            }
        }
    }

    @Test func `a folder that is gone says so`() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "missing").path()
            let fault = try #require(throws: DropFolderFault.self) {
                try DropListing(of: path, maximumFileBytes: 1)
            }
            #expect(fault.isMissing)
            #expect(
                fault.description
                    == "cannot list '\(path)': No such file or directory. Make it, or mount the share it lies on."
            )
        }
    }
}
