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
        guard try isDropClear() else { return (false, fault) }
        for marker in readable.filter({ $0.name.isDoneMarker }) where mayGoOn {
            try await takeDoneMarker(marker)
        }
        return (true, fault)
    }

    private var mayGoOn: Bool { !Task.isShuttingDownGracefully && !Task.isCancelled }

    /// Whether nothing is left that may still be taken.
    ///
    /// Rounds are closed and chosen, and wells given up, only then: what is decided must not depend on
    /// whether the daemon was stopped between two files that lay there together. An entry that has not
    /// gone within a patience no longer holds up the campaign.
    private func isDropClear() throws -> Bool {
        let now = clock.elapsed()
        let entries = try DropListing(of: folders.drop, maximumFileBytes: watch.maximumFileBytes).entries
        let waiting = entries.filter { !$0.name.isDoneMarker && !$0.name.isSidecar }
        firstSeen = firstSeen.filter { seen in waiting.contains { $0.name == seen.key } }
        for entry in waiting where firstSeen[entry.name] == nil { firstSeen[entry.name] = now }
        let patience = max(CampaignLoop.patience, 10 * watch.quietPeriod)
        return waiting.allSatisfy { now - firstSeen[$0.name, default: now] > patience }
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
            try await dropped.setAside(entry, sha256: file.sha256, kind: kind, rejection)
            try move(sidecar, to: folders.rejected)
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

    private func move(_ sidecar: DroppedEntry?, to folder: String) throws {
        guard let sidecar else { return }
        _ = try moveAway(sidecar, from: folders.drop, to: folder, as: sidecar.name.safe, sha256: nil)
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
    fileprivate var sidecar: FileName? { FileName(bytes + Array(".json".utf8)) }
}
