import Profiles
import Rewards
import Screen
import Statistics
import Testing

/// Rewards of simulated screens against the truth.
///
/// Seeds are fixed; the levels are stated at each test.
@Suite struct RewardCalibrationTests {
    @Test(arguments: [
        ("guides first", 32, ProfileSettings.standard),
        ("flat", 16, ProfileSettings(aggregation: .flat)),
        ("scaled", 32, ProfileSettings(scaling: .replicateSD)),
        ("many features", 64, ProfileSettings.standard),
    ])
    func `where nothing interacts the mean reward is zero and p-values are uniform`(
        name: String,
        features: Int,
        settings: ProfileSettings
    ) throws {
        let screen = NoisyScreen(features: features)
        var means: [Double] = []
        var naive: [Double] = []
        var p: [Double] = []
        for number in 0..<16 {
            let estimates = try screen.estimates(
                of: screen.wells(seed: Seed(7).derived(name, number)).wells,
                settings: settings
            )
            .estimates
            #expect(estimates.count == 190)
            means.append(mean(estimates.map(\.debiased)))
            naive.append(mean(estimates.map(\.value)))
            // Pairs without a gene in common: those with one share its error.
            p += estimates.filter { isDisjoint($0.pair, number) }.map(\.p)
        }
        let error = sampleSD(means) / Double(means.count).squareRoot()
        // Three Monte Carlo standard errors; the bias of the plain norm is more than ten.
        #expect(mean(means).magnitude < 3 * error, "\(name): \(mean(means)) ± \(error)")
        #expect(mean(naive) > 10 * error, "\(name): \(mean(naive)) ± \(error)")
        #expect(p.count == 160)
        // The 1 % level of Kolmogorov and Smirnov, times 1.5: the ten of a screen share its controls, and
        // their mean varies 2.2 times as much as that of ten by themselves (over 200 screens).
        #expect(kolmogorovDistance(p) < 1.63 * 1.5, "\(name): \(kolmogorovDistance(p))")
    }

    @Test func `where nothing interacts few screens show a discovery`() throws {
        let screen = NoisyScreen(features: 16)
        var screens = 0
        for number in 0..<40 {
            let truth = screen.wells(seed: Seed(11).derived("null", number))
            let found = try screen.estimates(of: truth.wells).estimates.contains { $0.q < 0.1 }
            if found { screens += 1 }
        }
        // 4 of 40 are promised, and measured over many more; 9 and more have a chance of 1.5 %.
        #expect(screens <= 8, "\(screens) of 40")
    }

    @Test func `the noise of wells apart is known as well as it is said to be`() throws {
        // The singles of a plate share its controls, so their pseudo-pairs are far from independent.
        let screen = NoisyScreen(features: 16)
        let nulls = try (0..<24).map { number in
            try screen.estimates(of: screen.wells(seed: Seed(13).derived("null", number)).wells).null
        }
        let said = mean(nulls.map { $0.inflationVariance.squareRoot() })
        // The SD of an SD of 24 is 15 %.
        #expect(sampleSD(nulls.map(\.inflation)) < 1.3 * said)
        #expect((mean(nulls.map(\.inflation)) - 1).magnitude < 3 * said / 24.0.squareRoot())
    }

    @Test(arguments: [
        ("one feature", NoisyScreen(features: 1)), ("one guide", NoisyScreen(guides: 1)),
        ("singles of one well", NoisyScreen(guides: 1, singleReplicates: 1)),
        ("doubles of one well", NoisyScreen(doubleReplicates: 1)),
        ("two controls", NoisyScreen(controlsPerPlate: 2)), ("one control", NoisyScreen(controlsPerPlate: 1)),
        ("a well each", NoisyScreen(guides: 1, singleReplicates: 1, doubleReplicates: 1)),
    ])
    func `screens with little of something are judged without bias and no more boldly`(
        name: String,
        screen: NoisyScreen
    ) throws {
        var means: [Double] = []
        var low = 0
        var all = 0
        for number in 0..<96 {
            let truth = screen.wells(seed: Seed(17).derived(name, number))
            let estimates = try screen.estimates(of: truth.wells).estimates
            for estimate in estimates {
                #expect((0...1).contains(estimate.p) && estimate.sd.isFinite && estimate.sd > 0)
                #expect(estimate.low <= estimate.high && estimate.high.isFinite)
            }
            means.append(mean(estimates.map(\.debiased)))
            low += estimates.count { $0.p < 0.05 }
            all += estimates.count
        }
        let error = sampleSD(means) / Double(means.count).squareRoot()
        #expect(mean(means).magnitude < 3 * error, "\(name): \(mean(means)) ± \(error)")
        // Pairs of a screen go up and down together: twice the 5 % that are due.
        #expect(Double(low) < 0.1 * Double(all), "\(name): \(low) of \(all)")
    }

    @Test(arguments: [("even", 0), ("with severity", 1)])
    func `90 % intervals hold 85 to 95 % of true rewards`(name: String, kind: Int) throws {
        let screen = NoisyScreen(
            interaction: { number, first, second in
                kind == 0 ? Double(number % 10) : 1.5 * (first * second).squareRoot()
            }
        )
        var inside = 0
        var all = 0
        for number in 0..<12 {
            let truth = screen.wells(seed: Seed(7).derived(name, number))
            for estimate in try screen.estimates(of: truth.wells).estimates {
                let reward = try #require(truth.rewards[estimate.pair])
                all += 1
                if estimate.low <= reward && reward <= estimate.high { inside += 1 }
            }
        }
        let coverage = Double(inside) / Double(all)
        #expect((0.85...0.95).contains(coverage), "\(name): \(coverage)")
    }

    @Test func `one bad single well makes a hub of the plain norm and none of the estimate`() throws {
        let screen = NoisyScreen(badSingle: 20)
        let hub = Gene("G03")
        for number in 0..<6 {
            let truth = screen.wells(seed: Seed(7).derived("bad", number))
            let found = try screen.estimates(of: truth.wells)
            let ofHub = { (pair: Pair) in pair.first == hub || pair.second == hub }
            let plain = found.estimates.sorted { $0.value > $1.value }.prefix(19)
            // 2 of 19 by chance.
            #expect(plain.count { ofHub($0.pair) } >= 15)
            #expect(found.estimates.allSatisfy { !ofHub($0.pair) || $0.q >= 0.1 })
            #expect(found.suspiciousSingles == [hub])
            #expect(found.suspiciousDoubles.isEmpty && found.suspiciousPlates.isEmpty)
        }
    }

    @Test func `a plate with one bad control makes no discoveries and is named`() throws {
        let screen = NoisyScreen(badControl: 20)
        let found = try screen.estimates(of: screen.wells(seed: Seed(5)).wells)
        #expect(found.suspiciousPlates == [Barcode("P1")])
        #expect(found.estimates.allSatisfy { $0.q >= 0.1 })
    }

    @Test func `noise between plates shows in the pseudo-pairs and is taken off as well`() throws {
        let screen = NoisyScreen(plateSD: 0.5)
        var inflations: [Double] = []
        for number in 0..<6 {
            let truth = screen.wells(seed: Seed(3).derived("plates", number))
            inflations.append(try screen.estimates(of: truth.wells).null.inflation)
        }
        #expect(mean(inflations) > 1.15)
    }

    @Test func `severity adjustment finds the pair above the trend and not the trend`() throws {
        let planted = 40
        let screen = NoisyScreen(
            interaction: { number, first, second in
                (number == planted ? 20 : 0) + 1.5 * (first * second).squareRoot()
            }
        )
        let truth = screen.wells(seed: Seed(21))
        let found = try screen.estimates(of: truth.wells)
        let top = try #require(found.estimates.first { $0.adjusted?.rank == 1 })
        #expect(top.pair == truth.rewards.keys.sorted()[planted])
        let adjusted = try #require(top.adjusted)
        #expect(adjusted.q < 0.01)
        #expect(adjusted.excess > 200)
        #expect(found.estimates.count { $0.q < 0.1 } > 20)
        #expect(found.estimates.count { ($0.adjusted?.q ?? 1) < 0.1 } <= 2)
    }

    /// Ten pairs a screen without a gene in common, other ones in each screen.
    private func isDisjoint(_ pair: Pair, _ turn: Int) -> Bool {
        let numbers = [pair.first, pair.second].compactMap { Int($0.symbol.dropFirst()) }.map {
            ($0 + turn) % 20
        }
        return numbers[0] / 2 == numbers[1] / 2
    }
}
