import Profiles
import Rewards
import Screen
import Statistics
import Testing

@Suite struct ShrinkageTests {
    /// One pair in four interacts, with a norm of 2 to 9.
    private func screen() -> NoisyScreen {
        var screen = NoisyScreen()
        screen.interaction = { place, _, _ in place % 4 == 0 ? 2 + Double(place % 8) : 0 }
        return screen
    }

    @Test func `the highest rewards are as high as is believed of them, and not as high as they were found`()
        throws
    {
        var found = 0.0
        var shrunken = 0.0
        var truth = 0.0
        var errors = (found: 0.0, shrunken: 0.0)
        for number in 0..<6 {
            let made = screen().wells(seed: Seed(41).derived("shrinkage", number))
            let estimates = try screen().estimates(of: made.wells).estimates
            let shrinkage = try #require(RewardShrinkage(estimates))
            for estimate in estimates {
                let reward = made.rewards[estimate.pair] ?? 0
                let mean = shrinkage.mean(of: estimate)
                errors.found += (estimate.debiased - reward) * (estimate.debiased - reward)
                errors.shrunken += (mean - reward) * (mean - reward)
                #expect(mean >= 0)
            }
            let top = estimates.sorted { $0.debiased > $1.debiased }.prefix(15)
            found += top.reduce(0) { $0 + $1.debiased } / 15
            shrunken += top.reduce(0) { $0 + shrinkage.mean(of: $1) } / 15
            truth += top.reduce(0) { $0 + (made.rewards[$1.pair] ?? 0) } / 15
        }
        #expect(errors.shrunken < 0.7 * errors.found, "\(errors)")
        // Over more seeds 0.5 to 0.65: shared errors make it too cautious.
        #expect((shrunken - truth).magnitude < 0.75 * (found - truth), "\(found) \(shrunken) \(truth)")
    }

    @Test func `where nothing interacts nothing is believed`() throws {
        let screen = NoisyScreen()
        let estimates = try screen.estimates(of: screen.wells(seed: Seed(43)).wells).estimates
        let shrinkage = try #require(RewardShrinkage(estimates))
        let means = estimates.map(shrinkage.mean)
        let scatter = sampleSD(estimates.map(\.debiased))
        #expect((means.max() ?? 0) < scatter, "\(means.max() ?? 0) of \(scatter)")
    }

    @Test func `a higher reward of the same noise is believed to be higher`() throws {
        let made = screen().wells(seed: Seed(44))
        let estimates = try screen().estimates(of: made.wells).estimates
        let shrinkage = try #require(RewardShrinkage(estimates))
        // The noise of this screen's pairs is the same but for suspicious sources.
        let noise = quantile(estimates.map(\.noise), 0.5)
        let alike = estimates.filter { ($0.noise / noise - 1).magnitude < 0.02 }.sorted {
            $0.value < $1.value
        }
        let means = alike.map(shrinkage.mean)
        #expect(alike.count > 40)
        #expect(zip(means, means.dropFirst()).count { $0 > $1 + 0.05 * $0 } == 0)
    }

    @Test func `a handful of pairs teaches nothing`() throws {
        let screen = NoisyScreen(genes: 6)
        let estimates = try screen.estimates(of: screen.wells(seed: Seed(45)).wells).estimates
        #expect(estimates.count == 15 && RewardShrinkage(estimates) == nil)
    }
}
