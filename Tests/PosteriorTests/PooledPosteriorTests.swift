import LinearAlgebra
import Screen
import Statistics
import Testing

@testable import Posterior

/// A screen of 24 genes made up in the test: embeddings of the singles and what follows from them.
private struct MadeScreen {
    let index = PairIndex(genes: (10..<34).map { Gene("G\($0)") })
    let features: PairFeatures
    /// ‖h_i‖ ‖h_j‖ of each pair.
    let products: [Double]
    /// The cosine between the two singles of each pair.
    let cosines: [Double]

    init(seed: UInt64, spread: Double = 0.6) throws {
        var generator = SeededGenerator(Seed(seed))
        var embeddings: [Gene: [Double]] = [:]
        for gene in index.genes {
            let direction = (0..<5).map { _ in generator.normal() }
            let length = direction.reduce(0.0) { $0 + $1 * $1 }.squareRoot()
            let norm = portableExp(spread * generator.normal())
            embeddings[gene] = direction.map { norm * $0 / length }
        }
        let singles = try #require(SingleKnockouts(embeddings, index: index))
        features = PairFeatures(singles, index: index, admissible: nil)
        products = index.members.map { singles.norms[$0.i] * singles.norms[$0.j] }
        let inner = index.members.map { members in
            zip(singles.embeddings.row(members.i), singles.embeddings.row(members.j))
                .reduce(0.0) { $0 + $1.0 * $1.1 }
        }
        cosines = zip(inner, products).map { $0 / $1 }
    }

    var all: [Int] { Array(index.pairs.indices) }

    /// Pairs in an order of chance.
    func shuffled(seed: UInt64) -> [Int] {
        var generator = SeededGenerator(Seed(seed))
        return generator.shuffled(all)
    }

    func fit(
        _ observed: [ObservedReward],
        settings: PosteriorSettings = quick,
        seed: UInt64 = 1
    ) -> PooledPosterior {
        fitPooled(observed, features: features, index: index, settings: settings, seed: Seed(seed))
    }
}

private let quick = PosteriorSettings(restarts: 4)

/// Rewards of `columns` in four rounds.
private func rewards(_ columns: [Int], _ reward: (Int) -> Double) -> [ObservedReward] {
    columns.enumerated().map { place, column in
        ObservedReward(column: column, reward: reward(column), round: 4 * place / columns.count)
    }
}

private func columnMeans(_ samples: Matrix) -> [Double] {
    (0..<samples.columns).map { column in mean((0..<samples.rows).map { samples[$0, column] }) }
}

private func normals(_ count: Int, seed: UInt64) -> [Double] {
    var generator = SeededGenerator(Seed(seed))
    return (0..<count).map { _ in generator.normal() }
}

/// Whether draws after rewards of a kind, with errors and without, are finite and not negative.
private func givesSoundDraws(_ kind: String, count: Int) throws -> Bool {
    let screen = try MadeScreen(seed: 30)
    let columns = Array(screen.shuffled(seed: 31).prefix(count))
    var isSound = true
    for error in [nil, RewardError(own: 0.5, first: 0.1, second: 0.1, screen: 0.1)] {
        let observed = columns.enumerated().map { place, column -> ObservedReward in
            let reward: Double =
                switch kind {
                case "equal": 2
                case "negative": -1 - Double(place)
                case "giant": place == 0 ? 1e9 : 1
                case "tiny": 1e-9
                case "one not zero": place == 0 ? 1 : 0
                case "mostly zero": place % 5 < 2 ? screen.products[column] : 0
                default: 0
                }
            return ObservedReward(column: column, reward: reward, error: error, round: place % 3)
        }
        let posterior = screen.fit(observed)
        let draws = posterior.draw(columns: screen.all, count: 40, seed: Seed(32))
        isSound = isSound && draws.storage.allSatisfy { $0.isFinite && $0 >= 0 }
        isSound = isSound && (posterior.lowRank == nil || (0.149...0.851).contains(posterior.processShare))
        if let foresight = posterior.diagnostics.foresight {
            let numbers = [
                foresight.processScore, foresight.lowRankScore, foresight.gainOverMean,
                foresight.gainOverSeverity,
            ]
            isSound = isSound && numbers.allSatisfy(\.isFinite)
        }
    }
    return isSound
}

private func ensure(_ isSound: Bool) { precondition(isSound, "draws are finite and not negative") }

@Suite struct PooledPosteriorTests {
    // because the last bits of a product may depend on how threads share it
    init() { NumericsKernel.useOneThread() }

    @Test func `the same rewards in any order give the same draws`() throws {
        let screen = try MadeScreen(seed: 1)
        let observed = rewards(Array(screen.shuffled(seed: 2).prefix(60))) { column in
            screen.products[column] * (1.2 + screen.cosines[column])
        }
        let one = screen.fit(observed)
        let draws = one.draw(columns: screen.all, count: 60, seed: Seed(3))
        #expect(draws.rows == 60 && draws.columns == 276)
        var generator = SeededGenerator(Seed(4))
        for others in [Array(observed.reversed()), generator.shuffled(observed)] {
            let other = screen.fit(others)
            #expect(other.diagnostics == one.diagnostics)
            let isSame = other.draw(columns: screen.all, count: 60, seed: Seed(3)) == draws
            #expect(isSame)
        }
        let isSame = one.draw(columns: screen.all, count: 60, seed: Seed(5)) == draws
        #expect(!isSame)
    }

    @Test(arguments: [10 as UInt64, 11, 12])
    func `without any reward pairs rank by the product of the norms`(seed: UInt64) throws {
        let screen = try MadeScreen(seed: seed)
        let posterior = screen.fit([])
        #expect(posterior.lowRank == nil && posterior.diagnostics.foresight == nil)
        #expect(posterior.trend.slope == 1)
        #expect(posterior.diagnostics.processShare == 1)
        let means = columnMeans(posterior.draw(columns: screen.all, count: 2_000, seed: Seed(1)))
        #expect(spearman(means, screen.products) > 0.9)
        let byMean = screen.all.sorted { means[$0] > means[$1] }
        let byProduct = screen.all.sorted { screen.products[$0] > screen.products[$1] }
        let common = Set(byMean.prefix(28)).intersection(byProduct.prefix(28))
        #expect(common.count > 17)
    }

    @Test(arguments: [0.0, 0.5, 1, 1.5])
    func `the slope approaches the power of the product that rewards go by`(power: Double) throws {
        let screen = try MadeScreen(seed: 20)
        func slope(_ columns: [Int]) -> Double {
            let observed = rewards(columns) { 3 * portableExp(power * portableLog(screen.products[$0])) }
            return SeverityScale(observed, severity: screen.features.severity, expectedSlope: 1).slope
        }
        let many = slope(screen.all)
        // What keeps logarithms finite bends the line a little where the product is small.
        #expect((many - power).magnitude < 0.15)
        let few = slope(Array(screen.shuffled(seed: 21).prefix(4)))
        #expect(power == 1 || (few - power).magnitude > (many - power).magnitude)
        // Few rewards leave the slope between the two.
        #expect(few > min(power, 1) - 0.15 && few < max(power, 1) + 0.15)
    }

    @Test func `the trend goes through rewards that are just so`() throws {
        let screen = try MadeScreen(seed: 22)
        let observed = rewards(screen.all) { 4 * screen.products[$0] }
        let trend = SeverityScale(observed, severity: screen.features.severity, expectedSlope: 1)
        for column in screen.all where screen.products[column] > 0.5 {
            let ratio = trend.root(column: column) / (2 * screen.products[column].squareRoot())
            #expect((0.85...1.15).contains(ratio))
        }
        // Without singles it is flat, at the mean.
        let flat = SeverityScale(observed, severity: nil, expectedSlope: 1)
        #expect(flat.slope == 0)
        let average = mean(observed.map(\.reward))
        #expect((flat.root(column: 7) / average.squareRoot() - 1).magnitude < 1e-9)
    }

    @Test(arguments: ["equal", "zero", "negative", "tiny"], [1, 12, 60])
    func `odd rewards give finite draws that are not negative`(kind: String, count: Int) throws {
        let isSound = try givesSoundDraws(kind, count: count)
        #expect(isSound)
    }

    // In a process of their own, because a fit that gives up would take the other tests with it.

    @Test func `one giant reward is no trouble`() async {
        await #expect(processExitsWith: .success) {
            for count in [1, 12, 60] { try ensure(givesSoundDraws("giant", count: count)) }
        }
    }

    @Test func `one reward that is not zero is no trouble`() async {
        await #expect(processExitsWith: .success) {
            for count in [1, 12, 60] { try ensure(givesSoundDraws("one not zero", count: count)) }
        }
    }

    @Test func `rewards of which most are zero are no trouble`() async {
        await #expect(processExitsWith: .success) {
            for count in [12, 60, 200] { try ensure(givesSoundDraws("mostly zero", count: count)) }
        }
    }

    @Test func `draws are shared as the parts foretold, and are none where none are asked for`() throws {
        let screen = try MadeScreen(seed: 40)
        let observed = rewards(Array(screen.shuffled(seed: 41).prefix(40))) { screen.products[$0] }
        let posterior = screen.fit(observed)
        #expect(posterior.lowRank != nil && posterior.diagnostics.foresight != nil)
        let draws = posterior.draw(columns: [3, 100], count: 100, seed: Seed(42))
        let fromProcess = Int((100 * posterior.processShare).rounded())
        var generator = SeededGenerator(Seed(42).derived("process draws"))
        let process = posterior.process.draw([3, 100], count: fromProcess, using: &generator)
        let noise = posterior.process.regression.noiseVariance
        for row in 0..<fromProcess {
            let root = max(process[row, 1], 0)
            let wanted = (root * root + noise).squareRoot() * posterior.trend.root(column: 100)
            #expect((draws[row, 1] - wanted).magnitude < 1e-9)
        }
        #expect(draws.storage.allSatisfy { $0 >= 0 })
        #expect(posterior.draw(columns: [3], count: 0, seed: Seed(1)).rows == 0)
        #expect(posterior.draw(columns: [], count: 5, seed: Seed(1)).columns == 0)
    }

    @Test(arguments: [50 as UInt64, 51, 52])
    func `rewards that singles show give the process the greater share`(seed: UInt64) throws {
        let screen = try MadeScreen(seed: seed)
        let observed = rewards(Array(screen.shuffled(seed: seed + 100).prefix(80))) { column in
            let root = 1 + 0.6 * screen.cosines[column]
            return screen.products[column] * root * root
        }
        let posterior = screen.fit(observed)
        let foresight = try #require(posterior.diagnostics.foresight)
        #expect(foresight.processScore > foresight.lowRankScore)
        #expect(posterior.processShare > 0.6)
        #expect(foresight.rewards == 40)
        #expect(foresight.gainOverMean > 0.5)
    }

    @Test(arguments: [60 as UInt64, 61, 62])
    func `rewards that singles do not show give the low-rank part the greater share`(seed: UInt64) throws {
        let screen = try MadeScreen(seed: seed)
        // Two kinds of genes by chance: pairs of one kind do much, of both little.
        let kinds = normals(24, seed: seed + 100).map { $0 > 0 ? 1.0 : -1 }
        let observed = rewards(Array(screen.shuffled(seed: seed + 200).prefix(200))) { column in
            let (i, j) = screen.index.members[column]
            let root = 1.5 + kinds[i] * kinds[j]
            return root * root
        }
        let posterior = screen.fit(observed)
        let foresight = try #require(posterior.diagnostics.foresight)
        #expect(foresight.lowRankScore > foresight.processScore)
        #expect(posterior.processShare < 0.4)
        #expect(foresight.gainOverMean > 0.5)
    }

    @Test func `intervals of rewards that are not measured yet hold as much as they say`() throws {
        var inside = [0.5: 0, 0.8: 0, 0.95: 0]
        var count = 0
        for seed in 70..<78 as Range<UInt64> {
            let screen = try MadeScreen(seed: seed)
            let effects = normals(24 * 2, seed: seed + 100)
            let noises = normals(276, seed: seed + 200)
            let noise = 0.3
            // √R in units of the severity: what singles show, what they do not, and noise.
            let roots = screen.all.map { column -> Double in
                let (i, j) = screen.index.members[column]
                let hidden = effects[2 * i] * effects[2 * j] - effects[2 * i + 1] * effects[2 * j + 1]
                return max(1 + 0.5 * screen.cosines[column] + 0.15 * hidden, 0)
            }
            let order = screen.shuffled(seed: seed + 300)
            let observed = rewards(Array(order.prefix(140))) { column in
                let root = max(roots[column] + noise * noises[column], 0)
                return screen.products[column] * root * root
            }
            let open = Array(order.dropFirst(140))
            let draws = screen.fit(observed).draw(columns: open, count: 400, seed: Seed(1))
            for (place, column) in open.enumerated() {
                // What measurements show on average: noise adds its variance.
                let expected = screen.products[column] * (roots[column] * roots[column] + noise * noise)
                let values = (0..<400).map { draws[$0, place] * draws[$0, place] }
                for share in [0.5, 0.8, 0.95] {
                    let low = quantile(values, (1 - share) / 2)
                    let high = quantile(values, (1 + share) / 2)
                    if (low...high).contains(expected) { inside[share, default: 0] += 1 }
                }
                count += 1
            }
        }
        // A re-implementation in Python, with other random numbers, found 43, 77 and 93 % over 12 such screens, with an
        // SD of 6, 5 and 3 points between them: intervals are somewhat narrow. Wide, lest chance in eight screens fail.
        for (share, tolerance) in [(0.5, 0.12), (0.8, 0.1), (0.95, 0.08)] {
            let found = Double(inside[share] ?? 0) / Double(count)
            #expect((found - share).magnitude < tolerance, "\(found) of \(share)")
        }
    }

    @Test(arguments: PosteriorSettings.Form.allCases, PosteriorSettings.Inference.allCases)
    func `a forecast of roots is the mean and variance of many draws`(
        form: PosteriorSettings.Form,
        inference: PosteriorSettings.Inference
    ) {
        let index = PairIndex(genes: (0..<7).map { Gene("G\($0)") })
        let settings = PosteriorSettings(
            inference: inference,
            form: form,
            rank: 3,
            steps: 300,
            transform: .sqrt,
            restarts: 2
        )
        let observed = (0..<14).map { column in
            let (i, j) = index.members[column]
            return ObservedReward(column: column, reward: 1 + Double((i + 1) * (j % 3)))
        }
        let posterior = fitPosterior(observed, index: index, settings: settings, seed: Seed(80))
        let columns = [0, 5, 13, 17, 20]
        let forecast = posterior.rootForecast(columns)
        let count = 40_000
        let draws = posterior.draw(columns: columns, count: count, seed: Seed(81))
        let unit = posterior.scale.spread / posterior.scale.gain
        for place in columns.indices {
            let roots = (0..<count).map { draws[$0, place] * unit + posterior.scale.offset }
            let sd = populationSD(roots)
            // Five standard errors; the variance of 40,000 products has one of up to 2 %.
            #expect((mean(roots) - forecast.mean[place]).magnitude < 5 * sd / Double(count).squareRoot())
            #expect((forecast.variance[place] / (sd * sd) - 1).magnitude < 0.1)
        }
    }

    @Test func `the settings say which posterior it is, and in which units draws are`() throws {
        let screen = try MadeScreen(seed: 90)
        let observed = rewards(Array(screen.shuffled(seed: 91).prefix(12))) { screen.products[$0] }
        func posterior(_ features: PairFeatures?, usesSingles: Bool) -> RewardPosterior {
            var settings = quick
            settings.usesSingles = usesSingles
            return rewardPosterior(
                observed,
                features: features,
                index: screen.index,
                settings: settings,
                seed: Seed(92)
            )
        }
        let pooled = posterior(screen.features, usesSingles: true)
        #expect(pooled.diagnostics.severitySlope != nil)
        #expect(pooled.inUnitsOfDraws(9) == 3 && pooled.inUnitsOfDraws(-1) == 0)
        #expect(pooled.draw(columns: [1, 2], count: 7, seed: Seed(1)).rows == 7)
        for plain in [posterior(nil, usesSingles: true), posterior(screen.features, usesSingles: false)] {
            #expect(plain.diagnostics.severitySlope == nil && plain.diagnostics.processShare == nil)
            let there = plain.inUnitsOfDraws(2)
            guard case .lowRank(let posterior) = plain else {
                Issue.record("without singles the low-rank model stands alone")
                continue
            }
            #expect((posterior.scale.reward(there) - 2).magnitude < 1e-9)
        }
    }
}
