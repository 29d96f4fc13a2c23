import Glibc
import Posterior
import Screen
import Selection
import Statistics
import Threads

/// One refit and choice on a screen whose pairs are too many to be kept: they are gone over in blocks, by several
/// threads, and never stand in memory together.
struct ScaleStream {
    let genes: Int
    let dimensions: Int
    let batch: Int

    private static let measured = 20_000
    private static let draws = 1_000
    /// Pairs by which time is foretold.
    private static let trial = 400_000

    func run(threads: Int) async throws {
        let screen = ScaleScreen(genes: genes, dimensions: dimensions, measured: Self.measured)
        let total = screen.index.pairs.count
        let clock = ContinuousClock()
        let start = clock.now
        func elapsed(_ since: ContinuousClock.Instant) -> Double { since.duration(to: clock.now).inSeconds }

        let singles = SingleKnockouts(screen.singles, index: screen.index)
        let features = PairFeatures(singles, index: screen.index, admissible: nil)
        var isOpen = [Bool](repeating: true, count: total)
        for reward in screen.observed { isOpen[reward.column] = false }
        let fitted = clock.now
        let pooled = fitPooled(
            screen.observed,
            features: features,
            index: screen.index,
            settings: .standard,
            seed: Seed(1)
        )
        print(
            "features \(decimal(elapsed(start) - elapsed(fitted), 1)) s, fit \(decimal(elapsed(fitted), 1)) s"
        )

        let trial = clock.now
        let open = isOpen
        _ = pooled.scan(0..<min(Self.trial, total), spacing: 1_000) { open[$0] }
        let seconds = elapsed(trial) * Double(total) / Double(min(Self.trial, total)) / Double(threads)
        print(
            "foretold: \(decimal(seconds, 0)) s for \(total) pairs on \(threads) threads, "
                + "\(decimal(Double(total) / 1e6 + 700, 0)) MB of memory"
        )
        let scan = clock.now
        let parts = await withTaskGroup(of: (Int, ScannedCandidates).self) { group in
            // More parts than threads, so that none waits long for another at the end.
            let bounds = (0...threads).map { $0 * total / threads }
            for part in 0..<threads {
                let worker = ThreadWorker(name: "scan \(part)")
                group.addTask {
                    (
                        part,
                        await worker.run {
                            pooled.scan(bounds[part]..<bounds[part + 1], spacing: total / 4_000) { open[$0] }
                        }
                    )
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        let list = Shortlist(parts.sorted { $0.0 < $1.0 }.map(\.1))
        print("went over all in \(decimal(elapsed(scan), 1)) s; \(list.columns.count) stand for them")
        let choice = clock.now
        let draws = PosteriorDraws(
            samples: pooled.draw(columns: list.columns, count: Self.draws, seed: Seed(2)),
            known: screen.observed.map { max($0.reward, 0).squareRoot() },
            topCount: topPairCount(of: total),
            weights: list.weights
        )
        let chosen = chooseBatch(
            count: batch,
            policy: .standard,
            candidates: list.columns,
            index: screen.index,
            draws: draws,
            severities: [:],
            seed: Seed(3)
        )
        print("\(Self.draws) draws and the choice of \(chosen.count) pairs \(decimal(elapsed(choice), 1)) s")
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        print("all \(decimal(elapsed(start), 1)) s, at most \(usage.ru_maxrss / 1024) MB")
    }
}
