import Posterior
import Replay
import Selection
import Synchronization
import Threads

/// Runs every contender with every seed, some at a time, each on a thread of its own.
///
/// The result does not depend on how many run at a time.
func tournament(
    _ screen: FinishedScreen,
    _ contenders: [Contender],
    settings: ReplaySettings,
    seeds: Int,
    atOnce: Int,
    known: Set<Int> = []
) async -> Tournament {
    let isNeeded = contenders.contains { $0.policy.usesPosterior && $0.posterior.usesSingles }
    let features =
        isNeeded
        ? PairFeatures(
            SingleKnockouts(screen.singles, index: screen.index),
            index: screen.index,
            admissible: screen.columns
        ) : nil
    let jobs = contenders.indices.flatMap { contender in (0..<seeds).map { (contender: contender, seed: $0) }
    }
    let workers = (0..<max(1, min(atOnce, jobs.count))).map { number in
        ThreadWorker(name: "replay \(number)")
    }
    let queue = JobList(jobs.count)
    let progress = RoundCount(all: jobs.count * settings.rounds)
    let done = await withTaskGroup(of: [(job: Int, campaign: ReplayedCampaign, seconds: Double)].self) {
        group in
        for worker in workers {
            group.addTask {
                var done: [(job: Int, campaign: ReplayedCampaign, seconds: Double)] = []
                while let job = await queue.next() {
                    let (contender, seed) = jobs[job]
                    let (campaign, seconds) = await worker.run {
                        let clock = ContinuousClock()
                        let start = clock.now
                        let campaign = replay(
                            screen,
                            contenders[contender],
                            settings: settings,
                            seed: seed,
                            features: features,
                            known: known,
                            roundDone: { progress.countOne() }
                        )
                        let (seconds, attoseconds) = start.duration(to: clock.now).components
                        return (campaign, Double(seconds) + Double(attoseconds) * 1e-18)
                    }
                    done.append((job, campaign, seconds))
                }
                return done
            }
        }
        return await group.reduce(into: []) { $0 += $1 }
    }
    let byJob = Dictionary(uniqueKeysWithValues: done.map { ($0.job, $0) })
    let standings = contenders.indices.map { number in
        let results = (0..<seeds).compactMap { byJob[number * seeds + $0] }
        return Tournament.Standing(
            contender: contenders[number],
            seconds: results.reduce(0) { $0 + $1.seconds },
            campaigns: results.map(\.campaign)
        )
    }
    return Tournament(screen: screen, settings: settings, standings: standings)
}

/// Rounds of all campaigns that are done, shown where a person looks on.
private final class RoundCount: Sendable {
    private let state: Mutex<(done: Int, line: ProgressLine)>

    init(all: Int) { state = Mutex((0, ProgressLine("Replaying", all: all))) }

    func countOne() {
        state.withLock { state in
            state.done += 1
            state.line.show(state.done)
        }
    }
}

private actor JobList {
    private var numbers: Range<Int>

    init(_ count: Int) { numbers = 0..<count }

    func next() -> Int? { numbers.popFirst() }
}
