import Cycle
import DropFolder
package import Logging
import PlateFiles
import Screen
import ServiceLifecycle
package import Settings
package import Store
import Threads

/// Answers the expression files that wait in a campaign's `samples/` folder: those named `urgent…` first, then in
/// order of their names.
///
/// A file leaves the folder only after its predictions are written and recorded; asked again after a
/// crash, the same file gives the same answer.
package actor SampleLoop {
    private nonisolated let executor = ThreadExecutor(name: "samples")
    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Files answered before the folder is looked at again, so that an urgent one does not wait for thousands.
    private static let filesOfTurn = 50

    private let settings: CampaignSettings
    private let watch: WatchSettings
    private let store: Store
    private let predictor: Predictor
    private let clock: DaemonClock
    private let vitals: Vitals
    private let desk: NoticeDesk
    private let noticeEntered: @Sendable () -> Void
    private let logger: Logger
    private let folders: CampaignFolders
    private var tracker: SettleTracker

    package init(
        _ settings: CampaignSettings,
        watch: WatchSettings,
        store: Store,
        predictor: Predictor,
        desk: NoticeDesk,
        clock: DaemonClock,
        vitals: Vitals,
        logger: Logger,
        noticeEntered: @escaping @Sendable () -> Void
    ) {
        self.settings = settings
        self.watch = watch
        self.store = store
        self.predictor = predictor
        self.desk = desk
        self.clock = clock
        self.vitals = vitals
        self.logger = logger
        self.noticeEntered = noticeEntered
        folders = CampaignFolders(root: settings.folder)
        tracker = SettleTracker(quietPeriod: watch.quietPeriod)
    }

    /// Answers every settled file.
    ///
    /// - Returns: seconds until another look is worth while.
    package func turn() async throws -> Double {
        vitals.beat("\(settings.id) samples")
        let listing = try DropListing(of: folders.samples, maximumFileBytes: watch.maximumFileBytes)
        let settled = tracker.observe(listing, at: clock.elapsed())
        let waiting = settled.filter(\.isUrgent) + settled.filter { !$0.isUrgent }
        Measures.samples(settings.id, waiting: listing.entries.count)
        for entry in waiting.prefix(Self.filesOfTurn) {
            if Task.isShuttingDownGracefully || Task.isCancelled { break }
            vitals.beat("\(settings.id) samples")
            try await answer(entry)
        }
        if waiting.count > Self.filesOfTurn { return 0 }
        Measures.samples(settings.id, waiting: listing.entries.count - waiting.count)
        let now = clock.elapsed()
        let settling = tracker.nextDeadline(after: now).map { max($0 - now, 0.01) }
        return min(watch.listingInterval, settling ?? .infinity)
    }

    private func answer(_ entry: DroppedEntry) async throws {
        let dropped = Dropped(
            campaign: settings.id,
            folder: folders.samples,
            folders: folders,
            store: store,
            desk: desk,
            clock: clock
        )
        let opened = try await dropped.open(entry, maximumBytes: watch.maximumFileBytes)
        guard case .file(let file) = opened else {
            if opened == .changing { tracker.startAnew(entry.name) }
            noticeEntered()
            return
        }
        do {
            let answer = try predictor.answer(file.bytes, file: entry.name.display)
            let name = try storageName(
                for: entry.name.safe.answer,
                sha256: hexadecimalSHA256(of: [UInt8](answer.csv.utf8)),
                in: folders.predictions
            )
            try writeAtomically([UInt8](answer.csv.utf8), to: "\(folders.predictions)/\(name.display)")
            try await store.answer(
                file: file.sha256,
                answer.reports,
                campaign: settings.id,
                at: clock.now()
            )
            try dropped.accept(file)
            logger.info(
                "samples answered",
                metadata: ["file": "\(entry.name)", "samples": "\(answer.reports.count)"]
            )
        } catch let rejection as Rejection {
            try await dropped.setAside(entry, sha256: file.sha256, kind: .sample, rejection)
            noticeEntered()
        }
    }
}

extension DroppedEntry {
    fileprivate var isUrgent: Bool { name.display.lowercased().hasPrefix("urgent") }
}

extension FileName {
    /// `sample-7.csv.gz` as `sample-7.predictions.csv`.
    fileprivate var answer: FileName {
        var stem = display
        for ending in [".gz", ".csv", ".tsv", ".txt"] where stem.hasSuffix(ending) {
            stem.removeLast(ending.count)
        }
        return FileName("\(stem).predictions.csv") ?? self
    }
}
