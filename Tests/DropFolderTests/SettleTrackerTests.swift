import Testing

@testable import DropFolder

struct SettleTrackerTests {
    private func entry(
        _ name: String,
        size: Int64 = 10,
        modified: Int64 = 1_000,
        inode: UInt64 = 7
    ) throws -> DroppedEntry {
        let state = DroppedEntry.State(size: size, modified: modified, inode: inode, device: 1)
        return DroppedEntry(name: try #require(FileName(name)), state: state)
    }

    @Test func `a file settles when it stayed equal over the quiet period`() throws {
        var tracker = SettleTracker(quietPeriod: 5)
        let listing = DropListing([try entry("a.csv")])
        #expect(tracker.observe(listing, at: 100).isEmpty)
        #expect(tracker.observe(listing, at: 104.9).isEmpty)
        #expect(tracker.observe(listing, at: 105) == listing.entries)
    }

    @Test func `a settled file is named again until it is gone`() throws {
        var tracker = SettleTracker(quietPeriod: 1)
        let listing = DropListing([try entry("a.csv")])
        _ = tracker.observe(listing, at: 0)
        #expect(tracker.observe(listing, at: 1).count == 1)
        #expect(tracker.observe(listing, at: 2).count == 1)
        #expect(tracker.observe(DropListing([]), at: 3).isEmpty)
        #expect(tracker.observe(listing, at: 4).isEmpty, "a file that came back waits again")
    }

    @Test func `one listing is never enough, even without a quiet period`() throws {
        var tracker = SettleTracker(quietPeriod: 0)
        let listing = DropListing([try entry("a.csv")])
        #expect(tracker.observe(listing, at: 0).isEmpty)
        #expect(tracker.observe(listing, at: 0).count == 1)
    }

    @Test func `a growing file waits`() throws {
        var tracker = SettleTracker(quietPeriod: 5)
        for step in 0..<10 {
            let listing = DropListing([try entry("a.csv", size: Int64(step), modified: Int64(step))])
            #expect(tracker.observe(listing, at: Double(step) * 4).isEmpty)
        }
        let last = DropListing([try entry("a.csv", size: 9, modified: 9)])
        #expect(tracker.observe(last, at: 41).count == 1)
    }

    @Test func `a file replaced, touched or truncated starts anew`() throws {
        let changes = [
            try entry("a.csv", inode: 8), try entry("a.csv", modified: 1_001), try entry("a.csv", size: 9),
        ]
        for changed in changes {
            var tracker = SettleTracker(quietPeriod: 5)
            _ = tracker.observe(DropListing([try entry("a.csv")]), at: 0)
            #expect(tracker.observe(DropListing([changed]), at: 5).isEmpty)
            #expect(tracker.observe(DropListing([changed]), at: 9).isEmpty)
            #expect(tracker.observe(DropListing([changed]), at: 10) == [changed])
        }
    }

    @Test func `file times of the far future or past do not matter`() throws {
        var tracker = SettleTracker(quietPeriod: 5)
        let listing = DropListing([
            try entry("future.csv", modified: .max), try entry("past.csv", modified: .min),
        ])
        _ = tracker.observe(listing, at: 0)
        #expect(tracker.observe(listing, at: 5).map(\.name.display) == ["future.csv", "past.csv"])
    }

    @Test func `a clock that steps back changes the file's time and so only delays it`() throws {
        var tracker = SettleTracker(quietPeriod: 5)
        _ = tracker.observe(DropListing([try entry("a.csv", modified: 5_000)]), at: 0)
        let stepped = DropListing([try entry("a.csv", modified: 2_000)])
        #expect(tracker.observe(stepped, at: 5).isEmpty)
        #expect(tracker.observe(stepped, at: 10).count == 1)
    }

    @Test func `a file found changing waits a whole period again`() throws {
        var tracker = SettleTracker(quietPeriod: 5)
        let listing = DropListing([try entry("a.csv")])
        _ = tracker.observe(listing, at: 0)
        let settled = try #require(tracker.observe(listing, at: 5).first)
        tracker.startAnew(settled.name)
        #expect(tracker.observe(listing, at: 6).isEmpty)
        #expect(tracker.observe(listing, at: 10).isEmpty)
        #expect(tracker.observe(listing, at: 11).count == 1)
    }

    @Test func `each file has its own period and the next deadline is the earliest`() throws {
        var tracker = SettleTracker(quietPeriod: 5)
        #expect(tracker.nextDeadline(after: 0) == nil)
        let a = try entry("a.csv")
        let b = try entry("b.csv")
        _ = tracker.observe(DropListing([a]), at: 0)
        _ = tracker.observe(DropListing([b, a]), at: 3)
        #expect(tracker.nextDeadline(after: 3) == 5)
        #expect(tracker.observe(DropListing([a, b]), at: 5) == [a])
        #expect(tracker.nextDeadline(after: 5) == 8)
        #expect(tracker.observe(DropListing([a, b]), at: 8) == [a, b])
        #expect(tracker.nextDeadline(after: 8) == nil)
    }
}
