import Profiles
import Rewards
import Screen
import Statistics
import Testing

/// Doubles with their guides in both orders.
@Suite struct OrientationTests {
    private func checks(_ screen: NoisyScreen, _ seed: Seed) throws -> [OrientationCheck] {
        let wells = screen.wells(seed: seed).wells
        let profiles = try knockoutProfiles(of: wells, settings: .standard)
        let spread = try #require(try knockoutSpread(of: wells, settings: .standard, profiles: profiles))
        let contrasts = try orientationContrasts(
            of: wells,
            settings: .standard,
            profiles: profiles,
            spread: spread
        )
        return orientationChecks(contrasts, null: rewardEstimates(from: profiles, spread: spread).null)
    }

    @Test func `orders that differ by noise alone are not told apart`() throws {
        let screen = NoisyScreen(genes: 12, features: 16, turnsReplicates: true)
        var low = 0
        var all = 0
        var found = 0
        for number in 0..<12 {
            let checks = try checks(screen, Seed(3).derived("turned", number))
            #expect(checks.count == 66)
            low += checks.count { $0.p < 0.05 }
            all += checks.count
            if checks.contains(where: { $0.q < OrientationCheck.level }) { found += 1 }
        }
        // Pairs of a plate share its controls: twice the 5 % that are due.
        #expect(Double(low) < 0.1 * Double(all), "\(low) of \(all)")
        #expect(low > 0)
        #expect(found <= 3, "\(found) of 12 screens")
    }

    @Test func `a pair whose orders differ is named, and both orders stay in its mean`() throws {
        let screen = NoisyScreen(genes: 12, features: 16, turnsReplicates: true, turnedShift: 3)
        let found = try checks(screen, Seed(4))
        let pair = try #require(Pair(Gene("G00"), Gene("G01")))
        #expect(found.filter { $0.q < OrientationCheck.level }.map(\.pair) == [pair])
        #expect(found.first { $0.pair == pair }.map { $0.times > 2 } == true)
        let profiles = try knockoutProfiles(of: screen.wells(seed: Seed(4)).wells, settings: .standard)
        #expect(profiles.wellsOfDouble[pair] == 6)
    }

    @Test func `wells of one order only have nothing to be compared with`() throws {
        #expect(try checks(NoisyScreen(genes: 6, features: 4), Seed(5)) == [])
    }

    @Test func `a content is the same whichever guide is named first, and says which was`() {
        let (one, other) = (Guide("A1", of: Gene("A")), Guide("B1", of: Gene("B")))
        let straight = WellContent(role: .double, a: one, b: other)
        let turned = WellContent(role: .double, a: other, b: one)
        #expect(straight == turned && Set([straight, turned]).count == 1)
        #expect(!straight.isTurned && turned.isTurned)
        #expect(WellContent(role: .double, a: one, b: other, isTurned: true).isTurned)
        #expect(!WellContent(role: .single, a: Guide("NT", of: nil), b: one).isTurned)
    }
}
