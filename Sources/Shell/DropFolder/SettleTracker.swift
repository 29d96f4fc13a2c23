/// Decides, from one listing after another, which files nobody writes any more.
///
/// A file has settled when its size, modification time and inode stayed equal over the quiet period.
/// Time comes in as seconds of a clock that never steps back; the files' own times are only compared for
/// equality, so that a wrong clock on a share or a plate reader does no harm.
package struct SettleTracker: Sendable {
    private struct Watch {
        let state: DroppedEntry.State
        let since: Double
    }

    /// Seconds.
    package let quietPeriod: Double
    private var watches: [FileName: Watch] = [:]

    package init(quietPeriod: Double) {
        precondition(quietPeriod >= 0, "a quiet period is not negative")
        self.quietPeriod = quietPeriod
    }

    /// Takes a listing made at `now` and returns the entries that have settled, by name.
    ///
    /// An entry is returned again by every listing that still shows it, so that a move that failed is
    /// tried again. Entries first seen wait one quiet period, however old their files are: a copy may keep
    /// its source's time.
    package mutating func observe(_ listing: DropListing, at now: Double) -> [DroppedEntry] {
        var seen: [FileName: Watch] = [:]
        var settled: [DroppedEntry] = []
        for entry in listing.entries {
            if let watch = watches[entry.name], watch.state == entry.state {
                seen[entry.name] = watch
                if now - watch.since >= quietPeriod { settled.append(entry) }
            } else {
                seen[entry.name] = Watch(state: entry.state, since: now)
            }
        }
        watches = seen
        return settled
    }

    /// Starts an entry's quiet period anew at the next listing: it was found changing when it was read.
    package mutating func startAnew(_ name: FileName) {
        watches[name] = nil
    }

    /// The earliest moment after `now` at which another listing could find a file settled; `nil` where
    /// nothing waits.
    package func nextDeadline(after now: Double) -> Double? {
        watches.values.map { $0.since + quietPeriod }.filter { $0 > now }.min()
    }
}
