import Agent
import FoundationEssentials
import Logging
import Posterior
import Screen
import Settings
import Store
import Synchronization

/// Runs the daemon's own loop on a campaign, and times the turn that takes a settled file until the next
/// batch's layouts are on disk.
///
/// The loop's clock is held by hand, so that no quiet period is waited for. Rounds before the timed ones
/// bring the campaign near 500 measured pairs.
struct DropBenchmark {
    let runs: Int
    let workshop: Workshop

    /// Seconds of the campaign's clock, not of a wait.
    private static let quietPeriod = 5.0

    func measure() async throws -> [Measurement] {
        let bench = try BenchScreen(format: .wells384, dimension: 128)
        let folder = try workshop.folder("drop")
        let configuration = try loadConfiguration(
            path: try bench.writeConfiguration(into: folder, quietPeriod: Self.quietPeriod)
        )
        guard let settings = configuration.campaigns.first else { return [] }
        let campaign = BenchCampaign(bench: bench, folder: folder)
        let store = try await openStore(configuration)
        let clock = HandClock()
        let loop = makeLoop(settings, configuration.watch, store, clock)
        try await loop.prepare()
        _ = try await loop.turn()

        let last = max(runs, 500 / bench.pairsPerPlate)
        let timed = max(1, last - runs + 1)...last
        var times: [Double] = []
        var lastFile: [UInt8] = []
        for round in 0...last {
            let file = try campaign.prepare(round: round)
            try file.drop()
            // The first turn sees the file; the second, a quiet period later, takes it.
            _ = try await loop.turn()
            clock.advance(by: Self.quietPeriod)
            let seconds = try await turnTime(of: loop)
            guard campaign.isPublished(round + 1) else {
                throw BenchFault("round \(round + 1) was not published; look into rejected/")
            }
            if timed.contains(round) { times.append(seconds) }
            lastFile = file.bytes
        }
        let wells = try campaign.plates(ofRound: last).reduce(0) { $0 + $1.wells.count }
        let pairs = last * bench.pairsPerPlate
        let stages = try await DropStages(
            bench: bench,
            settings: settings,
            store: store,
            file: lastFile,
            plates: try campaign.plates(ofRound: last),
            round: last + 1,
            folder: try workshop.folder("stages"),
            runs: runs
        ).measure()
        try await store.close()
        let refit = stages.first { $0.what == DropStages.fitName }
        let whole = Measurement(
            "whole turn, \(wells) wells, at the end \(pairs) pairs measured",
            Spread(times),
            baselines: [("the refit in it", refit?.spread)],
            remark: "posterior: standard; the quiet period before the turn is not in it"
        )
        return [whole] + stages
    }

    private func turnTime(of loop: CampaignLoop) async throws -> Double {
        let clock = ContinuousClock()
        let start = clock.now
        _ = try await loop.turn()
        return start.duration(to: clock.now).inSeconds
    }

    private func openStore(_ configuration: Configuration) async throws -> Store {
        try FileManager.default.createDirectory(
            atPath: configuration.stateFolder,
            withIntermediateDirectories: true
        )
        return try await Store.open(at: configuration.storePath)
    }

    private func makeLoop(
        _ settings: CampaignSettings,
        _ watch: WatchSettings,
        _ store: Store,
        _ hand: HandClock
    ) -> CampaignLoop {
        let clock = DaemonClock(now: { hand.elapsed }, elapsed: { hand.elapsed })
        return CampaignLoop(
            settings,
            watch: watch,
            version: "bench",
            store: store,
            desk: NoticeDesk([]),
            clock: clock,
            vitals: Vitals(clock: clock),
            logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() },
            noticeEntered: {}
        )
    }
}

/// A clock that moves when it is told to.
private final class HandClock: Sendable {
    private let seconds = Mutex(0.0)

    var elapsed: Double { seconds.withLock { $0 } }

    func advance(by more: Double) { seconds.withLock { $0 += more } }
}
