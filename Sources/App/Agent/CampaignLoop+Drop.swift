import Cycle
import DropFolder
import Logging
import Screen
import ServiceLifecycle
import Settings
import Store

extension CampaignLoop {
    /// Takes every file of the drop folder that has settled, or sets it aside.
    ///
    /// Barcode lists and platemaps go first, because results may need them; done markers go last, and only
    /// when nothing else is left in the folder, because they give up what has not come. A file that cannot
    /// be dealt with does not hold up the others.
    ///
    /// - Returns: whether the folder is clear, so that what is on record is all there is to know; and the
    ///   first fault met on the way.
    func takeSettledFiles() async throws -> (isClear: Bool, fault: (any Error)?) {
        let listing = try DropListing(of: folders.drop, maximumFileBytes: watch.maximumFileBytes)
        let settled = tracker.observe(listing, at: clock.elapsed())
        // what may not be opened is set aside whatever its name says
        let refused = settled.filter { $0.refusal != nil }
        let readable = settled.filter { $0.refusal == nil }
        let sidecars = Dictionary(
            uniqueKeysWithValues: readable.filter { $0.name.isSidecar }.map { ($0.name, $0) }
        )
        // a file is not judged before what stands beside it can be read
        let settling = Set(listing.entries.map(\.name)).subtracting(settled.map(\.name))
        let tables = readable.filter { entry in
            !entry.name.isDoneMarker && !entry.name.isSidecar
                && !(entry.name.sidecar.map(settling.contains) ?? false)
        }
        var fault: (any Error)?
        var deferred: [DroppedEntry] = []
        for entry in refused
            + tables.sorted(by: { ($0.name.precedence, $0.name) < ($1.name.precedence, $1.name) })
        where mayGoOn {
            let sidecar = entry.name.sidecar.flatMap { sidecars[$0] }
            do {
                if try await take(entry, sidecar: sidecar, defersUnknownPlate: true) == .deferred {
                    deferred.append(entry)
                }
            } catch {
                fault = fault ?? error
            }
        }
        for entry in deferred where mayGoOn {
            let sidecar = entry.name.sidecar.flatMap { sidecars[$0] }
            do {
                _ = try await take(entry, sidecar: sidecar, defersUnknownPlate: false)
            } catch {
                fault = fault ?? error
            }
        }
        do { try await reconsiderResults() } catch { fault = fault ?? error }
        let left = try entriesLeft()
        for orphan in sidecars.values.sorted(by: { $0.name < $1.name })
        where mayGoOn && isOrphan(orphan, among: left) {
            do { try await setAsideOrphan(orphan) } catch { fault = fault ?? error }
        }
        // what is decided must not depend on whether the daemon was stopped between two files that lay
        // there together
        guard left.allSatisfy({ $0.name.isDoneMarker || $0.name.isSidecar || isOverdue($0) }) else {
            return (false, fault)
        }
        for marker in readable.filter({ $0.name.isDoneMarker }) where mayGoOn {
            do { try await takeDoneMarker(marker) } catch { fault = fault ?? error }
        }
        return (true, fault)
    }

    private var mayGoOn: Bool { !Task.isShuttingDownGracefully && !Task.isCancelled }

    /// What lies in the drop folder, with a note of when each entry was seen first.
    private func entriesLeft() throws -> [DroppedEntry] {
        let now = clock.elapsed()
        let entries = try DropListing(of: folders.drop, maximumFileBytes: watch.maximumFileBytes).entries
        let names = Set(entries.map(\.name))
        firstSeen = firstSeen.filter { names.contains($0.key) }
        for entry in entries where firstSeen[entry.name] == nil { firstSeen[entry.name] = now }
        return entries
    }

    /// Whether an entry has lain there for so long that nothing waits for it any more.
    func isOverdue(_ entry: DroppedEntry) -> Bool {
        let now = clock.elapsed()
        let patience = max(CampaignLoop.patience, 10 * watch.quietPeriod)
        return now - firstSeen[entry.name, default: now] > patience
    }

    /// Seconds that a file in the drop folder may keep the campaign from going on without it.
    private static let patience = 120.0

    var dropped: Dropped {
        Dropped(
            campaign: settings.id,
            folder: folders.drop,
            folders: folders,
            store: store,
            desk: desk,
            clock: clock
        )
    }

    private enum Fate {
        case done
        /// Its plate is unknown; a platemap among the other files may change that.
        case deferred
    }

    private func take(
        _ entry: DroppedEntry,
        sidecar: DroppedEntry?,
        defersUnknownPlate: Bool
    ) async throws -> Fate {
        vitals.beat(settings.id.text)
        let opened = try await dropped.open(entry, maximumBytes: watch.maximumFileBytes)
        guard case .file(let file) = opened else {
            if opened == .changing { tracker.startAnew(entry.name) }
            noticeEntered()
            return .done
        }
        if try await store.hasTaken(file.sha256, in: settings.id) {
            logger.info("file taken before", metadata: ["file": "\(entry.name)"])
            try accept(file, with: sidecar)
            return .done
        }
        do {
            try await read(file, checkpoint: checkpoint(of: sidecar))
        } catch let rejection as Rejection {
            if defersUnknownPlate, rejection.rule == "unknown-plate" { return .deferred }
            let kind: FileFact.Kind = entry.name.isPlatemap ? .platemap : .results
            let stored = try await dropped.setAside(entry, sha256: file.sha256, kind: kind, rejection)
            try move(sidecar, to: folders.rejected, as: stored.sidecar)
            noticeEntered()
            logger.notice("file set aside", metadata: ["file": "\(entry.name)", "rule": "\(rejection.rule)"])
            return .done
        }
        Measures.fileTaken(settings.id)
        try accept(file, with: sidecar)
        noticeEntered()
        return .done
    }

    /// The sidecar goes first: a file that is left behind is known by its digest, a sidecar by nothing.
    private func accept(_ file: SettledFile, with sidecar: DroppedEntry?) throws {
        try move(sidecar, to: folders.accepted)
        try dropped.accept(file)
    }

    private func move(_ sidecar: DroppedEntry?, to folder: String, as name: FileName? = nil) throws {
        guard let sidecar else { return }
        _ = try moveAway(sidecar, from: folders.drop, to: folder, as: name ?? sidecar.name.safe, sha256: nil)
    }
}

extension FileName {
    var isDoneMarker: Bool { display.hasSuffix(".done") && bytes.count > 5 }
    var isSidecar: Bool { display.hasSuffix(".json") }
    fileprivate var isPlatemap: Bool { display.lowercased().contains("platemap") }
    /// Barcode lists before the platemaps they name, and those before the results that need them.
    fileprivate var precedence: Int {
        guard isPlatemap else { return 2 }
        return display.lowercased().contains("barcode") ? 0 : 1
    }
    /// The name of the JSON file that may stand beside this one.
    var sidecar: FileName? { FileName(bytes + Array(".json".utf8)) }
}
