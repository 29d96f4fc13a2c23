import FoundationEssentials
import Glibc
import TestSupport
import Testing

@testable import DropFolder

/// A drop folder as the daemon works it, with time handed in.
struct JourneyTests {
    /// One look at the folder: takes what has settled and moves it, as the daemon does.
    private func look(
        at drop: TestDrop,
        _ tracker: inout SettleTracker,
        _ now: Double,
        accepted: TestDrop,
        rejected: TestDrop
    ) throws {
        for entry in tracker.observe(try drop.list(), at: now) {
            switch try openSettled(entry, in: drop.path, maximumBytes: 1 << 20) {
            case .read(let file):
                _ = try moveAway(
                    entry,
                    from: drop.path,
                    to: accepted.path,
                    as: entry.name.safe,
                    sha256: file.sha256
                )
            case .refused:
                _ = try moveAway(entry, from: drop.path, to: rejected.path, as: entry.name.safe, sha256: nil)
            case .changing: tracker.startAnew(entry.name)
            case .gone: break
            }
        }
    }

    @Test func `whatever is dropped ends in one of two folders`() async throws {
        try await withTemporaryFolder { folder in
            let drop = try TestDrop(in: folder)
            let accepted = try TestDrop(in: folder, named: "accepted")
            let rejected = try TestDrop(in: folder, named: "rejected")
            try drop.put("plate,well\n", as: "plate-1.csv")
            try drop.put("plate,well\n", as: "plate-1 (copy).csv")
            try drop.put("", as: "empty.csv")
            try drop.put("x", as: "two\nlines.csv")
            try drop.put("y", as: try #require(FileName([0xFF, 0x2E, 0x63])))
            try drop.put("z", as: "on-its-way.csv.part")
            try drop.put("", as: "zeros.csv")
            #expect(truncate("\(drop.path)/zeros.csv", 2 << 30) == 0)
            #expect(symlink("/etc/passwd", "\(drop.path)/link.csv") == 0)
            #expect(mkfifo("\(drop.path)/pipe.csv", 0o644) == 0)
            var tracker = SettleTracker(quietPeriod: 5)
            try look(at: drop, &tracker, 0, accepted: accepted, rejected: rejected)
            #expect(try accepted.names().isEmpty)
            try look(at: drop, &tracker, 5, accepted: accepted, rejected: rejected)
            #expect(try drop.names() == ["on-its-way.csv.part"])
            #expect(
                try accepted.names() == [
                    "_.c", "empty.csv", "plate-1 (copy).csv", "plate-1.csv", "two_lines.csv",
                ]
            )
            #expect(try rejected.names() == ["link.csv", "pipe.csv", "zeros.csv"])
        }
    }

    @Test func `a file written in pieces is taken once, whole`() async throws {
        try await withTemporaryFolder { folder in
            let drop = try TestDrop(in: folder)
            let accepted = try TestDrop(in: folder, named: "accepted")
            let rejected = try TestDrop(in: folder, named: "rejected")
            var tracker = SettleTracker(quietPeriod: 5)
            var text = ""
            for piece in 0..<6 {
                text += "row \(piece)\n"
                try drop.put(text, as: "a.csv")
                try look(at: drop, &tracker, Double(piece) * 4, accepted: accepted, rejected: rejected)
                #expect(try accepted.names().isEmpty)
            }
            try look(at: drop, &tracker, 25, accepted: accepted, rejected: rejected)
            #expect(try accepted.text(of: "a.csv") == text)
        }
    }
}
