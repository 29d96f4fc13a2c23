package import Converter
import Cycle
import DropFolder
import FoundationEssentials
package import Logging
import Screen
import Selection
import ServiceLifecycle
package import Settings
package import Store
import Threads

/// Turns the wheel of one campaign: takes what was dropped, then does what is next, for as long as the
/// daemon runs.
///
/// Runs on a thread of its own, because listings of network folders, disk flushes and refits block.
package actor CampaignLoop {
    private nonisolated let executor: ThreadExecutor
    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    let settings: CampaignSettings
    let watch: WatchSettings
    let store: Store
    let planner: RoundPlanner
    let desk: NoticeDesk
    let folders: CampaignFolders
    let clock: DaemonClock
    let vitals: Vitals
    let converter: Converter
    var logger: Logger
    /// Says to the courier that a notice has entered the outbox.
    let noticeEntered: @Sendable () -> Void
    var tracker: SettleTracker
    var profileTracker: SettleTracker
    /// The state of the reading profile's file that was read last.
    var profileState: DroppedEntry.State?
    var profileInForce = ProfileInForce.none
    /// When each entry of the drop folder that is still there was seen first, in seconds of `clock.elapsed`.
    var firstSeen: [FileName: Double] = [:]
    private var reportedFault: String?
    /// Until it has, the store says what the last daemon met.
    private var hasReported = false
    /// Whether results may have been set aside for want of a platemap that is known.
    var mayReconsider = true
    /// Whether readings were judged otherwise since the table of dropped wells was written.
    var isWellTableStale = false
    /// Whether the tables and pictures of a round are older than its rewards.
    var areTablesStale = false
    /// Of the round that is being closed or planned.
    var latestEvidence: (wells: [MeasuredWell], evidence: Evidence)?
    /// Whether the folder was looked over since the daemon started, or since it was away.
    var hasMended = false

    package init(
        _ settings: CampaignSettings,
        watch: WatchSettings,
        version: String,
        store: Store,
        desk: NoticeDesk,
        clock: DaemonClock,
        vitals: Vitals,
        logger: Logger,
        converter: Converter = Converter(),
        noticeEntered: @escaping @Sendable () -> Void
    ) {
        executor = ThreadExecutor(name: "campaign")
        self.converter = converter
        self.settings = settings
        self.watch = watch
        self.store = store
        self.desk = desk
        self.clock = clock
        self.vitals = vitals
        self.noticeEntered = noticeEntered
        planner = RoundPlanner(settings, version: version)
        folders = CampaignFolders(root: settings.folder)
        tracker = SettleTracker(quietPeriod: watch.quietPeriod)
        profileTracker = SettleTracker(quietPeriod: watch.quietPeriod)
        self.logger = logger
        self.logger[metadataKey: "campaign"] = "\(settings.id)"
    }

    /// One turn: takes every settled file, then steps until the lab has to act.
    ///
    /// - Returns: seconds until another look is worth while, unless something is dropped before.
    package func turn() async throws -> Double {
        do {
            let pause = try await look()
            try await report(fault: nil)
            vitals.beat(settings.id.text, before: pause)
            return pause
        } catch {
            try await report(fault: "\(error)")
            throw error
        }
    }

    private func look() async throws -> Double {
        vitals.beat(settings.id.text)
        try await checkFolder()
        try lookForProfile()
        let (isClear, fault) = try await takeSettledFiles()
        if isWellTableStale { try await writeWellTable() }
        let pause: Double?
        do {
            pause = try await advance(mayDecide: isClear)
        } catch {
            // because what keeps the campaign from going on is worse than a table that waits
            try? await writeStaleTables()
            throw error
        }
        // after the next batch, for which the lab waits
        try await writeStaleTables()
        // said even while no results wait for it, and before what those that wait run into
        try await explaining { _ = try writtenProfile() }
        if let fault { throw fault }
        let now = clock.elapsed()
        let deadlines = [tracker, profileTracker].compactMap { $0.nextDeadline(after: now) }
        let settling = deadlines.min().map { max($0 - now, 0.01) }
        return min(watch.listingInterval, pause ?? .infinity, settling ?? .infinity)
    }

    /// Lets `status` and the page show what the loop stumbles over.
    private func report(fault: String?) async throws {
        guard !hasReported || fault != reportedFault else { return }
        try await store.setFault(fault, of: settings.id)
        reportedFault = fault
        hasReported = true
    }

    /// Does what is next until that is waiting; returns the seconds until the open round's deadline.
    ///
    /// Rounds are closed and chosen, and wells given up, only where it may decide.
    private func advance(mayDecide: Bool) async throws -> Double? {
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            vitals.beat(settings.id.text)
            let (standing, states) = try await store.standing(of: settings.id)
            Measures.standing(
                settings.id,
                round: standing.latest?.round ?? 0,
                wellsOwed: standing.latest?.owed ?? 0,
                pairsMeasured: states.measured.count
            )
            switch nextStep(for: standing) {
            case .planSingles:
                try await explaining { try await planSingles() }
            case .publish(let round):
                try await publish(round: round)
            case .waitForSingles:
                return nil
            case .planBatch(let round):
                guard mayDecide else { return nil }
                try await explaining {
                    try await planBatch(round: round, states: states, choosesPairs: true)
                }
            case .planRepeats(let round):
                guard mayDecide else { return nil }
                try await explaining {
                    try await planBatch(round: round, states: states, choosesPairs: false)
                }
            case .planConfirmation(let round):
                guard mayDecide else { return nil }
                try await explaining { try await planConfirmation(round: round) }
            case .closeRound(let round):
                guard mayDecide else { return nil }
                try await explaining { try await close(round: round) }
            case .waitForWells(let round, _):
                guard let left = try await secondsLeft(ofRound: round) else { return nil }
                guard left <= 0 else { return left }
                guard mayDecide else { return nil }
                logger.notice("deadline passed", metadata: ["round": "\(round)"])
                try await store.giveUp(round: round, reason: "deadline", in: settings.id)
            case .finish(let reason):
                guard mayDecide else { return nil }
                try await explaining { try await finish(reason, rounds: standing.latest?.round ?? 0) }
                return nil
            }
        }
        return nil
    }

    private func secondsLeft(ofRound round: Int) async throws -> Double? {
        try await store.deadline(ofRound: round, in: settings.id).map { $0 - clock.now() }
    }
}
