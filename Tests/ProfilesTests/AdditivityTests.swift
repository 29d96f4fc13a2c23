import Profiles
import Screen
import Testing

/// Whether a pair whose embeddings add up exactly in the files still does so after a normalisation.
@Suite struct AdditivityTests {
    /// ‖h_ij − h_i − h_j‖² over ‖h_i + h_j‖² for pairs without interaction whose effects are so strong that
    /// noise in the samples does not count; singles on round 0, doubles on round 1.
    private func falseShare(
        _ normalisation: ProfileSettings.Normalisation,
        _ scope: ProfileSettings.Scope,
        controls: Int,
        gain: Double = 0
    ) throws -> Double {
        var plan = SimulatedWells.Plan()
        plan.controls = controls
        plan.features = 32
        plan.gain = gain
        var sum = 0.0
        var pairs = 0
        for seed in 1...4 as ClosedRange<UInt64> {
            var screen = SimulatedWells(plan, seed: seed)
            let genes = (0..<6).map { "G\($0)" }
            let effects = genes.map { _ in screen.noise().map { 1000 * $0 } }
            for (gene, effect) in zip(genes, effects) {
                for plate in 0..<3 { screen.addSingle(gene, effect: effect, isNoisy: false, to: plate) }
            }
            for (one, other) in [(0, 1), (2, 3), (4, 5)] {
                let effect = zip(effects[one], effects[other]).map { $0 + $1 }
                for plate in 3..<6 {
                    screen.addDouble(genes[one], genes[other], effect: effect, isNoisy: false, to: plate)
                }
            }
            let settings = ProfileSettings(normalisation: normalisation, scope: scope)
            let profiles = try knockoutProfiles(of: screen.wells, settings: settings)
            for (pair, double) in profiles.doubles {
                let first = try #require(profiles.singles[pair.first])
                let second = try #require(profiles.singles[pair.second])
                let expected = zip(first, second).map { $0 + $1 }
                sum += squaredNorm(zip(double, expected).map { $0 - $1 }) / squaredNorm(expected)
                pairs += 1
            }
        }
        return sum / Double(pairs)
    }

    @Test(arguments: ProfileSettings.Normalisation.allCases)
    func `one map for all plates leaves pairs that add up adding up`(
        normalisation: ProfileSettings.Normalisation
    ) throws {
        // What is left is the noise of the plates' controls, a thousandth of the effects.
        #expect(try falseShare(normalisation, .campaign, controls: 16) < 1e-6)
    }

    @Test(arguments: [
        (ProfileSettings.Normalisation.standardise, ProfileSettings.Scope.plate, 0.02...0.10),
        (.standardise, .batch, 0.02...0.10), (.robustMAD, .plate, 0.10...0.30), (.tvn1, .batch, 0.25...0.55),
        (.tvn2, .batch, 0.25...0.60), (.sphereZCA, .plate, 0.05...0.2),
    ])
    func `maps that differ between plates look like interactions`(
        normalisation: ProfileSettings.Normalisation,
        scope: ProfileSettings.Scope,
        share: ClosedRange<Double>
    ) throws {
        // The ranges that the documentation's figures lie in: 8 controls a plate, 3 plates a round.
        #expect(share.contains(try falseShare(normalisation, scope, controls: 8)))
    }

    @Test func `a map for each round pays where rounds differ in gain and controls are many`() throws {
        // Features' gains differ by 20 % from round to round.
        let common = try falseShare(.standardise, .campaign, controls: 32, gain: 0.2)
        let each = try falseShare(.standardise, .batch, controls: 32, gain: 0.2)
        #expect(common > 0.05)
        #expect(each < 0.02)
    }
}
