import Profiles
import Rewards
import Screen
import Statistics
import Testing

@Suite struct AnatomyTests {
    private func vector(_ generator: inout SeededGenerator, _ length: Int) -> [Double] {
        (0..<length).map { _ in generator.normal() }
    }

    @Test func `the parts of a reward add up to it, whatever the three embeddings are`() {
        var generator = SeededGenerator(Seed(5))
        for length in [1, 2, 3, 17, 400] {
            for kind in 0..<6 {
                let first = vector(&generator, length)
                let other = vector(&generator, length)
                let second: [Double] =
                    switch kind {
                    case 0: first.map { -$0 }
                    case 1: first.map { 3 * $0 }
                    case 2: first.map { _ in 0 }
                    default: other
                    }
                let double = vector(&generator, length)
                let parts = RewardParts(double, first, second)
                let rest = residual(double, first, second)
                let reward = rest.reduce(0) { $0 + $1 * $1 }
                let sum = parts.scalePart + parts.directionPart
                #expect((sum - reward).magnitude <= 1e-12 * reward, "\(length), \(kind)")
                #expect(parts.newPart >= 0 && parts.newPart <= parts.directionPart * (1 + 1e-12))
                if let scale = parts.scale, parts.additive > 0 {
                    let along = (scale - 1) * (scale - 1) * parts.additive
                    #expect((along - parts.scalePart).magnitude < 1e-9 * (1 + reward), "\(length), \(kind)")
                } else {
                    #expect(parts.scalePart == 0)
                }
            }
        }
    }

    @Test func `a plane of two features holds no new direction`() {
        let parts = RewardParts([3, -4], [1, 0.5], [-0.25, 2])
        #expect(parts.newPart < 1e-12)
        // 3 = c − d/4 and −4 = c/2 + 2 d: c = 20/8.5, d = −22/8.5.
        #expect(isClose(parts.mix?.first, 20.0 / 8.5))
        #expect(isClose(parts.mix?.second, -22.0 / 8.5))
    }

    @Test func `parts in closed form`() {
        // s = (2, 2, 0); the double is 1.5 s and 3 of a new direction.
        let parts = RewardParts([3, 3, 3], [2, 0, 0], [0, 2, 0])
        #expect(parts.additive == 8)
        #expect(isClose(parts.scale, 1.5))
        #expect(isClose(parts.scalePart, 2))
        #expect(isClose(parts.directionPart, 9))
        #expect(isClose(parts.newPart, 9))
        #expect(parts.distanceToFirst == 19 && parts.distanceToSecond == 19)
        // Without the new direction but with one gene alone: across s, and nothing new.
        let alone = RewardParts([2, 0, 0], [2, 0, 0], [0, 2, 0])
        #expect(isClose(alone.scale, 0.5))
        #expect(isClose(alone.scalePart, 2) && isClose(alone.directionPart, 2))
        #expect(alone.newPart < 1e-12 && alone.distanceToFirst == 0)
        #expect(isClose(alone.mix?.first, 1) && isClose(alone.mix?.second, 0))
    }

    @Test func `parallel singles have no mix of their own`() {
        #expect(RewardParts([1, 1], [1, 1], [2, 2]).mix == nil)
        #expect(RewardParts([1, 1], [1, 1], [0, 0]).mix == nil)
        #expect(RewardParts([1, 1], [0, 0], [0, 0]).scale == nil)
    }

    @Test(arguments: [
        InteractionClass.synergy, .masking, .firstOverSecond, .secondOverFirst, .neomorphic,
    ])
    func `pairs made to interact in one way are classed so`(kind: InteractionClass) throws {
        var screen = NoisyScreen()
        screen.guideSD = 0.1
        screen.strength = 4
        screen.double = { place, first, second in
            let sum = zip(first, second).map(+)
            // Every third pair interacts, so that the null is that of a real screen.
            guard place % 3 == 0 else { return sum }
            switch kind {
            case .synergy: return sum.map { 2.5 * $0 }
            case .masking: return sum.map { 0.3 * $0 }
            case .firstOverSecond: return first
            case .secondOverFirst: return second
            default: return sum.enumerated().map { $0.offset % 4 == place % 4 ? $0.element + 8 : $0.element }
            }
        }
        let (anatomies, estimates) = try anatomy(of: screen, seed: Seed(21))
        let classed = anatomies.indices.filter { $0 % 3 == 0 && estimates[$0].q < 0.1 }
        let right = classed.count { anatomies[$0].interaction == kind }
        let share = Double(right) / Double(max(1, classed.count))
        #expect(classed.count >= 20, "\(kind): \(classed.count)")
        #expect(share > 0.75, "\(kind): \(right) of \(classed.count)")
        #expect(
            anatomies.indices.allSatisfy { estimates[$0].q < 0.1 || anatomies[$0].interaction == .additive }
        )
    }

    @Test func `a pair where only the double does anything is a synergy`() throws {
        var screen = NoisyScreen(genes: 12)
        screen.double = { place, first, second in
            place == 0 ? first.map { _ in 3 } : zip(first, second).map(+)
        }
        screen.silent = [0, 1]
        screen.guideSD = 0
        let (anatomies, _) = try anatomy(of: screen, seed: Seed(3))
        #expect(anatomies[0].interaction == .synergy)
        #expect(anatomies[0].trueScale == nil)
    }

    @Test func `noise makes doubles look weaker than they are, and the true scale does not`() throws {
        var screen = NoisyScreen()
        screen.guideSD = 0
        var plain: [Double] = []
        var freed: [Double] = []
        for number in 0..<8 {
            let (anatomies, _) = try anatomy(of: screen, seed: Seed(31).derived("scale", number))
            let summary = AnatomySummary(anatomies)
            freed.append(summary.scale ?? 0)
            let known = anatomies.filter { $0.trueScale != nil }
            plain.append(
                known.reduce(0) { $0 + ($1.scale ?? 0) * $1.additive } / known.reduce(0) { $0 + $1.additive }
            )
        }
        // The truth is 1.
        let error = sampleSD(freed) / Double(freed.count).squareRoot()
        #expect((mean(freed) - 1).magnitude < 3 * error, "\(mean(freed)) ± \(error)")
        #expect(mean(plain) < 1 - 3 * error, "\(mean(plain))")
    }

    @Test func `the noise of both parts is that of the reward`() throws {
        let (anatomies, estimates) = try anatomy(of: NoisyScreen(genes: 8), seed: Seed(4))
        for (anatomy, estimate) in zip(anatomies, estimates) {
            #expect(isClose(anatomy.scaleNoise + anatomy.directionNoise, estimate.noise))
            #expect(anatomy.scaleNoise > 0 && anatomy.scaleNoise < anatomy.directionNoise)
        }
    }

    @Test func `genes on one chromosome arm are marked where both arms are known`() throws {
        let arms = [Gene("G00"): "8q", Gene("G01"): "8q", Gene("G02"): "8p"]
        let (anatomies, _) = try anatomy(of: NoisyScreen(genes: 4), seed: Seed(4), arms: arms)
        func sameArm(_ one: String, _ other: String) -> Bool? {
            anatomies.first { $0.pair == Pair(Gene(one), Gene(other)) }?.sameArm
        }
        #expect(sameArm("G00", "G01") == true)
        #expect(sameArm("G00", "G02") == false)
        #expect(sameArm("G00", "G03") == nil)
    }

    private func anatomy(
        of screen: NoisyScreen,
        seed: Seed,
        arms: [Gene: String] = [:]
    ) throws -> ([PairAnatomy], [RewardEstimate]) {
        let wells = screen.wells(seed: seed).wells
        let profiles = try knockoutProfiles(of: wells, settings: .standard)
        let spread = try #require(
            try knockoutSpread(of: wells, settings: .standard, profiles: profiles)
        )
        let estimates = rewardEstimates(from: profiles, spread: spread)
        let anatomies = pairAnatomies(profiles: profiles, spread: spread, estimates: estimates, arms: arms)
        #expect(anatomies.map(\.pair) == estimates.estimates.map(\.pair))
        return (anatomies, estimates.estimates)
    }
}

private func isClose(_ value: Double?, _ other: Double) -> Bool {
    value.map { ($0 - other).magnitude <= 1e-12 * max(1, other.magnitude) } ?? false
}
