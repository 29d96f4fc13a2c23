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
        // nothing is judged before what it is to be read by can be read
        if case .settling = profileInForce { return (false, nil) }
        // what may not be opened is set aside whatever its name says
        let refused = settled.filter { $0.refusal != nil }
        let readable = settled.filter { $0.refusal == nil }
        let sidecars = Dictionary(
            uniqueKeysWithValues: readable.filter { $0.name.isSidecar }.map { ($0.name, $0) }
        )
        // a file is not judged before what stands beside it can be read
        let settling = Set(listing.entries.map(\.name)).subtracting(settled.map(\.name))
        let arrays = ArrayPairs(listing.entries.filter { $0.refusal == nil }.map(\.name))
        let tables = readable.filter { entry in
            !entry.name.isDoneMarker && !entry.name.isSidecar
                && !(entry.name.sidecar.map(settling.contains) ?? false)
                && !waits(entry, in: arrays, settling: settling)
        }
        func companions(of entry: DroppedEntry) -> Companions {
            let wells = arrays.wells(of: entry.name)
            return Companions(
                sidecar: entry.name.sidecar.flatMap { sidecars[$0] },
                wells: readable.first { $0.name == wells }
            )
        }
        var fault: (any Error)?
        var deferred: [DroppedEntry] = []
        for entry in refused
            + tables.sorted(by: { ($0.name.precedence, $0.name) < ($1.name.precedence, $1.name) })
        where mayGoOn {
            do {
                if try await take(entry, companions(of: entry), defersUnknownPlate: true) == .deferred {
                    deferred.append(entry)
                }
            } catch {
                fault = fault ?? error
            }
        }
        for entry in deferred where mayGoOn {
            do {
                _ = try await take(entry, companions(of: entry), defersUnknownPlate: false)
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
        // results that cannot be read yet are not missing, however long they wait
        if case .broken = profileInForce, left.contains(where: \.name.isTable) { return (false, fault) }
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
        _ companions: Companions,
        defersUnknownPlate: Bool
    ) async throws -> Fate {
        vitals.beat(settings.id.text)
        let opened = try await dropped.open(entry, maximumBytes: watch.maximumFileBytes)
        guard case .file(var file) = opened else {
            if opened == .changing { tracker.startAnew(entry.name) }
            noticeEntered()
            return .done
        }
        var wells: SettledFile?
        if let beside = companions.wells {
            guard
                case .read(let opened) = try openSettled(
                    beside,
                    in: folders.drop,
                    maximumBytes: watch.maximumFileBytes
                )
            else {
                tracker.startAnew(beside.name)
                return .done
            }
            wells = opened
            file = file.named(by: opened)
        }
        if try await store.hasTaken(file.identity, in: settings.id) {
            logger.info("file taken before", metadata: ["file": "\(entry.name)"])
            try accept(file, with: companions)
            return .done
        }
        do {
            if entry.name.isRelease {
                try await takeRelease(file)
            } else if entry.name.isConfirmation {
                try await takeConfirmation(file)
            } else {
                try await read(file, wells: wells, checkpoint: checkpoint(of: companions.sidecar))
            }
        } catch let fault as Rejection {
            if defersUnknownPlate, fault.rule == "unknown-plate" { return .deferred }
            let rejection = entry.name.isWells && fault.rule == "no-features" ? Self.withoutArray : fault
            let kind: FileFact.Kind =
                entry.name.isRelease
                ? .release
                : entry.name.isConfirmation ? .confirmation : entry.name.isPlatemap ? .platemap : .results
            let stored = try await dropped.setAside(
                entry,
                sha256: file.sha256,
                identity: file.identity,
                kind: kind,
                rejection
            )
            try move(companions.sidecar, to: folders.rejected, as: stored.sidecar)
            try move(
                companions.wells,
                to: folders.rejected,
                as: companions.wells?.name.wells(beside: stored).safe
            )
            noticeEntered()
            logger.notice("file set aside", metadata: ["file": "\(entry.name)", "rule": "\(rejection.rule)"])
            return .done
        }
        Measures.fileTaken(settings.id)
        try accept(file, with: companions)
        noticeEntered()
        return .done
    }

    /// Companions go first: a file that is left behind is known by its digest, they by nothing.
    private func accept(_ file: SettledFile, with companions: Companions) throws {
        try move(companions.sidecar, to: folders.accepted)
        try move(companions.wells, to: folders.accepted)
        try dropped.accept(file)
    }

    private func move(_ companion: DroppedEntry?, to folder: String, as name: FileName? = nil) throws {
        guard let companion else { return }
        _ = try moveAway(
            companion,
            from: folders.drop,
            to: folder,
            as: name ?? companion.name.safe,
            sha256: nil
        )
    }
}

extension FileName {
    var isDoneMarker: Bool { display.hasSuffix(".done") && bytes.count > 5 }
    var isSidecar: Bool { display.hasSuffix(".json") }
    /// Results, platemaps and lists, which a reading profile bears on.
    fileprivate var isTable: Bool { !isDoneMarker && !isSidecar && !isRelease && !isConfirmation }
    fileprivate var isPlatemap: Bool { display.lowercased().contains("platemap") }
    /// Barcode lists before the platemaps they name, those before the results that need them, and what asks about
    /// results last.
    fileprivate var precedence: Int {
        // what is released goes before what may be dropped once more
        if isRelease { return -1 }
        if isConfirmation { return 3 }
        guard isPlatemap else { return 2 }
        return display.lowercased().contains("barcode") ? 0 : 1
    }
    /// The name of the JSON file that may stand beside this one.
    var sidecar: FileName? { FileName(bytes + Array(".json".utf8)) }
}
