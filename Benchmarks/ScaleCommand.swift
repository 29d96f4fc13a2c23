import ArgumentParser
import Figures
import FoundationEssentials
import LinearAlgebra
import Posterior
import Screen
import Selection
import Statistics

/// What a refit and a choice cost on a screen of so many genes, stage by stage.
struct ScaleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scale",
        abstract: "Time a refit and a choice of the default on screens of many genes, stage by stage.",
        discussion: "Screens are made up: rewards go by the severity of the singles, hub genes and chance."
    )

    @Option(help: "Genes; may be given more than once.") var genes: [Int] = [50, 100, 200, 500]
    @Option(
        help:
            "Measured pairs; as many times given as genes. By default a twentieth of the pairs, 5,000 at most."
    )
    var measured: [Int] = []
    @Option(help: "Dimensions of an embedding.") var dimensions = 64
    @Option(help: "Pairs to choose.") var batch = 100
    @Option(help: "Instead, go once over all pairs of so many genes, in blocks, with 20,000 measured.")
    var stream: Int?
    @Option(help: "Threads that go over pairs with --stream.") var threads = 2
    @Option(help: "Runs of which the median is shown.") var runs = 3
    @Option(help: "Numbers of draws to time at the second number of genes, for the figure.")
    var k: [Int] = [250, 500, 1_000, 2_000, 4_000]
    @Option(help: "A file for the figure (SVG): seconds against genes and against draws.") var figure: String?

    func run() async throws {
        NumericsKernel.useOneThread()
        if let stream {
            return try await ScaleStream(genes: stream, dimensions: dimensions, batch: batch).run(
                threads: threads
            )
        }
        let machine = Machine.current
        print("\(machine.processor), \(machine.kernel), \(machine.threads) thread")
        print(ProductSpeed().text)
        var byGenes: [(genes: Int, seconds: Double)] = []
        print(
            "genes  pairs     measured  features fit     list    draw    choice  all (median, least-most), seconds"
        )
        for (place, count) in genes.enumerated() {
            let pairs = count * (count - 1) / 2
            let known = place < measured.count ? measured[place] : min(5_000, max(20, pairs / 20))
            let screen = ScaleScreen(genes: count, dimensions: dimensions, measured: known)
            var times: [[Double]] = []
            for _ in 0..<runs { times.append(screen.turn(batch: batch)) }
            defer { byGenes.append((count, times.map { $0.reduce(0, +) }.sorted()[runs / 2])) }
            let alone = (0..<runs).map { _ in screen.lowRankAlone() }.sorted()[runs / 2]
            let sums = times.map { $0.reduce(0, +) }.sorted()
            let middle = times[
                times.indices.sorted { times[$0].reduce(0, +) < times[$1].reduce(0, +) }[runs / 2]
            ]
            let stages = middle.map { padded(decimal($0, 3), 8) }.joined()
            print(
                "\(padded("\(count)", 7))\(padded("\(pairs)", 10))\(padded("\(known)", 10))\(padded("", 0))\(stages)"
                    + "\(decimal(sums[runs / 2], 3)) (\(decimal(sums[0], 3))-\(decimal(sums[runs - 1], 3)))  low-rank part alone \(decimal(alone, 4))"
            )
        }
        guard let figure, let some = genes.dropFirst().first ?? genes.first else { return }
        let byDraws = byDraws(genes: some)
        for (draws, seconds) in byDraws { print("\(some) genes, k = \(draws): \(decimal(seconds, 3)) s") }
        let chart = scaleFigure(byGenes: byGenes, byDraws: byDraws, genes: some)
        try Data(chart.svg.utf8).write(to: URL(filePath: figure))
    }

    /// Seconds of a turn with each number of draws.
    private func byDraws(genes: Int) -> [(draws: Int, seconds: Double)] {
        let pairs = genes * (genes - 1) / 2
        let screen = ScaleScreen(
            genes: genes,
            dimensions: dimensions,
            measured: min(5_000, max(20, pairs / 20))
        )
        return k.map { draws in
            let times = (0..<runs).map { _ in screen.turn(batch: batch, draws: draws).reduce(0, +) }
            return (draws, times.sorted()[runs / 2])
        }
    }

    private func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}

/// A screen whose rewards can be computed for any pair.
struct ScaleScreen {
    let index: PairIndex
    let singles: [Gene: [Double]]
    let observed: [ObservedReward]

    init(genes: Int, dimensions: Int, measured: Int) {
        let names = (0..<genes).map { Gene("G\(100_000 + $0)") }
        let index = PairIndex(genes: names)
        var generator = SeededGenerator(Seed(5))
        var singles: [Gene: [Double]] = [:]
        var norms: [Double] = []
        for gene in index.genes {
            let size = portableExp(0.75 * generator.normal())
            let single = (0..<dimensions).map { _ in size * generator.normal() }
            singles[gene] = single
            norms.append(size)
        }
        let hubs = (0..<genes).map { _ in generator.uniform() < 0.05 ? 3.0 : 1.0 }
        var taken: Set<Int> = []
        var columns: [Int] = []
        let all = index.pairs.count
        while columns.count < min(measured, all) {
            let column = min(Int(generator.uniform() * Double(all)), all - 1)
            if taken.insert(column).inserted { columns.append(column) }
        }
        self.index = index
        self.singles = singles
        observed = columns.enumerated().map { place, column in
            let (i, j) = index.members[column]
            let noise = portableExp(0.5 * generator.normal())
            return ObservedReward(
                column: column,
                reward: norms[i] * norms[j] * hubs[i] * hubs[j] * noise,
                round: place / 50
            )
        }
    }

    /// Seconds for one fit of the low-rank part, eight restarts.
    func lowRankAlone() -> Double {
        var settings = PosteriorSettings.standard
        settings.usesSingles = false
        let clock = ContinuousClock()
        let start = clock.now
        _ = fitPosterior(observed, index: index, settings: settings, seed: Seed(1))
        return start.duration(to: clock.now).inSeconds
    }

    /// Seconds for features, fit, draws and choice.
    func turn(batch: Int, draws count: Int? = nil) -> [Double] {
        let clock = ContinuousClock()
        var times: [Double] = []
        func timed<Value>(_ work: () -> Value) -> Value {
            let start = clock.now
            let value = work()
            times.append(start.duration(to: clock.now).inSeconds)
            return value
        }
        var settings = PosteriorSettings.standard
        if let count { settings.samples = count }
        let features = timed {
            PairFeatures(SingleKnockouts(singles, index: index), index: index, admissible: nil)
        }
        let posterior = timed {
            rewardPosterior(observed, features: features, index: index, settings: settings, seed: Seed(1))
        }
        let known = Set(observed.map(\.column))
        let candidates = index.pairs.indices.filter { !known.contains($0) }
        let list = timed { posterior.shortlist(candidates) }
        let samples = timed {
            posterior.draw(
                columns: list.columns,
                count: settings.draws(of: list.columns.count),
                seed: Seed(2)
            )
        }
        let draws = PosteriorDraws(
            samples: samples,
            known: observed.map { posterior.inUnitsOfDraws($0.reward) },
            topCount: topPairCount(of: index.pairs.count),
            weights: list.columns.count < candidates.count ? list.weights : nil
        )
        let chosen = timed {
            chooseBatch(
                count: batch,
                policy: .standard,
                candidates: list.columns,
                index: index,
                draws: draws,
                severities: [:],
                seed: Seed(3)
            )
        }
        precondition(chosen.count == min(batch, candidates.count), "a full batch")
        return times
    }
}
