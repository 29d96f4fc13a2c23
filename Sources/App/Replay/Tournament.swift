import Posterior
import Screen
import Selection
import Statistics
import Threads

/// All contenders on one screen with several seeds.
package struct Tournament: Sendable {
    package struct Standing: Sendable {
        package let contender: Contender
        /// Of all its campaigns together, on one thread each.
        package let seconds: Double
        /// By seed.
        package let campaigns: [ReplayedCampaign]

        /// The mean over seeds of a quantity of each round.
        package func mean(_ quantity: KeyPath<ReplayedCampaign, [Double]>, round: Int) -> Double {
            Statistics.mean(campaigns.map { $0[keyPath: quantity][round] })
        }
    }

    package let screen: FinishedScreen
    package let settings: ReplaySettings
    package let standings: [Standing]
    /// The share that each found on average, over all rounds.
    package func meanRecall(_ standing: Standing) -> Double {
        mean(standing.campaigns.map { mean($0.recall) })
    }

    /// The difference of two contenders after a round, seed by seed: its mean and 95 % interval (Student's t).
    package func difference(
        _ one: Standing,
        _ other: Standing,
        round: Int
    ) -> (mean: Double, low: Double, high: Double) {
        let differences = zip(one.campaigns, other.campaigns).map { $0.recall[round] - $1.recall[round] }
        return interval(differences)
    }
}

/// The mean of differences and its 95 % interval (Student's t); without bounds of one alone.
func interval(_ differences: [Double]) -> (mean: Double, low: Double, high: Double) {
    let centre = mean(differences)
    guard differences.count > 1 else { return (centre, .nan, .nan) }
    let error = sampleSD(differences) / Double(differences.count).squareRoot()
    let reach = error * studentQuantile(0.975, degrees: differences.count - 1)
    return (centre, centre - reach, centre + reach)
}

/// Student's t that is not exceeded with a probability, by bisection.
private func studentQuantile(_ probability: Double, degrees: Int) -> Double {
    var (low, high) = (0.0, 1e3)
    for _ in 0..<100 {
        let middle = (low + high) / 2
        if studentTTwoSided(middle, degrees: Double(degrees)) > 2 * (1 - probability) {
            low = middle
        } else {
            high = middle
        }
    }
    return (low + high) / 2
}

/// Runs every contender with every seed, some at a time, each on a thread of its own.
///
/// The result does not depend on how many run at a time.
package func tournament(
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
        ReplayWorker(name: "replay \(number)")
    }
    let queue = JobList(jobs.count)
    let done = await withTaskGroup(of: [(job: Int, campaign: ReplayedCampaign, seconds: Double)].self) {
        group in
        for worker in workers {
            group.addTask {
                var done: [(job: Int, campaign: ReplayedCampaign, seconds: Double)] = []
                while let job = await queue.next() {
                    let (contender, seed) = jobs[job]
                    let (campaign, seconds) = await worker.run(
                        screen,
                        contenders[contender],
                        settings: settings,
                        seed: seed,
                        features: features,
                        known: known
                    )
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

private actor JobList {
    private var numbers: Range<Int>

    init(_ count: Int) { numbers = 0..<count }

    func next() -> Int? { numbers.popFirst() }
}

/// Replays on a thread of its own, because a campaign computes for seconds without a pause.
private actor ReplayWorker {
    private nonisolated let executor: ThreadExecutor

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(name: String) { executor = ThreadExecutor(name: name) }

    func run(
        _ screen: FinishedScreen,
        _ contender: Contender,
        settings: ReplaySettings,
        seed: Int,
        features: PairFeatures?,
        known: Set<Int>
    ) -> (ReplayedCampaign, seconds: Double) {
        let clock = ContinuousClock()
        let start = clock.now
        let campaign = replay(
            screen,
            contender,
            settings: settings,
            seed: seed,
            features: features,
            known: known
        )
        let (seconds, attoseconds) = start.duration(to: clock.now).components
        return (campaign, Double(seconds) + Double(attoseconds) * 1e-18)
    }
}
