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
    var logger: Logger
    /// Says to the courier that a notice has entered the outbox.
    let noticeEntered: @Sendable () -> Void
    var tracker: SettleTracker

    package init(
        _ settings: CampaignSettings,
        watch: WatchSettings,
        version: String,
        store: Store,
        desk: NoticeDesk,
        clock: DaemonClock,
        vitals: Vitals,
        logger: Logger,
        noticeEntered: @escaping @Sendable () -> Void
    ) {
        executor = ThreadExecutor(name: "campaign")
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
        self.logger = logger
        self.logger[metadataKey: "campaign"] = "\(settings.id)"
    }

    /// Enters the campaign, makes its folders, and makes up for a table that was not written.
    package func prepare() async throws {
        try folders.create()
        try await store.enterCampaign(
            settings.id,
            settings: settings.canonical,
            settingsDigest: planner.settingsDigest,
            genes: settings.genes,
            policy: settings.policy.name,
            emitsSingles: settings.singles == .emit,
            maximumRounds: settings.maximumRounds
        )
        // a daemon may have ended between closing a round and writing its table
        if try await store.rounds(of: settings.id).contains(where: { $0.state == "closed" }) {
            try await writePairTable()
        }
    }

    /// One turn: takes every settled file, then steps until the lab has to act.
    ///
    /// - Returns: seconds until another look is worth while, unless something is dropped before.
    package func turn() async throws -> Double {
        vitals.beat(settings.id.text)
        try await takeSettledFiles()
        let pause = try await advance()
        let now = clock.elapsed()
        let settling = tracker.nextDeadline(after: now).map { max($0 - now, 0.01) }
        return min(watch.listingInterval, pause ?? .infinity, settling ?? .infinity)
    }

    /// Does what is next until that is waiting.
    ///
    /// - Returns: seconds until the deadline of the open round, where it has one.
    private func advance() async throws -> Double? {
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
                try await planSingles()
            case .planBatch(let round):
                try await planBatch(round: round, states: states)
            case .publish(let round):
                try await publish(round: round)
            case .closeRound(let round):
                try await close(round: round)
            case .waitForWells(let round, _):
                guard let deadline = try await store.deadline(ofRound: round, in: settings.id) else {
                    return nil
                }
                let left = deadline - clock.now()
                guard left <= 0 else { return left }
                logger.notice("deadline passed", metadata: ["round": "\(round)"])
                try await store.giveUp(round: round, reason: "deadline", in: settings.id)
            case .waitForSingles:
                return nil
            case .finish(let reason):
                try await finish(reason, rounds: standing.latest?.round ?? 0)
                return nil
            }
        }
        return nil
    }
}
