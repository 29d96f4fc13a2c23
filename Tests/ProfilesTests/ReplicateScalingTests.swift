import Profiles
import Screen
import Testing

@Suite struct ReplicateScalingTests {
    private let settings = ProfileSettings(scaling: .replicateSD)

    @Test func `features are divided by the pooled SD of wells with the same guides`() throws {
        let wells = [
            well("P", 0, .nonTargeting, ["nt"], [-1, 0]), well("P", 1, .nonTargeting, ["nt"], [1, 0]),
            // An anchor is a replicate of its single.
            well("P", 2, .single, ["A1", "nt"], [6, 10]), well("P", 3, .anchor, ["A1", "nt"], [10, 14]),
            well("P", 4, .single, ["A2", "nt"], [100, 100]),
        ]
        let profiles = try knockoutProfiles(of: wells, settings: settings)
        let deviations = try #require(profiles.replicateSD)
        // Squares 2 and 8, then 0 and 8, over the two groups' one degree of freedom each.
        let expected = [Double(5).squareRoot(), 2]
        for (found, wanted) in zip(deviations, expected) { #expect(abs(found - wanted) <= 1e-14) }
        let single = try #require(profiles.singles[Gene("A")])
        #expect(abs(single[0] - 54 / expected[0]) <= 1e-12)
        #expect(abs(single[1] - 28) <= 1e-12)
    }

    @Test func `doubles never change the scale`() throws {
        let wells = [
            well("P", 0, .nonTargeting, ["nt"], [-1]), well("P", 1, .nonTargeting, ["nt"], [1]),
            well("P", 2, .single, ["A1"], [4]),
        ]
        let hits = [
            well("P", 3, .double, ["A1", "B1"], [500]), well("P", 4, .double, ["A1", "B1"], [-500]),
        ]
        let without = try knockoutProfiles(of: wells, settings: settings)
        let with = try knockoutProfiles(of: wells + hits, settings: settings)
        #expect(with.replicateSD == without.replicateSD)
        #expect(with.singles == without.singles)
    }

    @Test func `wells of a plate that cannot be centred have no say in the scale`() throws {
        let wells = [
            well("P", 0, .nonTargeting, ["nt"], [-1]), well("P", 1, .nonTargeting, ["nt"], [1]),
            well("P", 2, .single, ["A1"], [4]),
        ]
        let uncentred = [well("Q", 0, .single, ["A1"], [50]), well("Q", 1, .single, ["A1"], [-50])]
        let profiles = try knockoutProfiles(of: wells + uncentred, settings: settings)
        #expect(profiles.replicateSD == [Double(2).squareRoot()])
    }

    @Test func `a feature that never varies is a fault that names it`() {
        // 0.1 has no exact sum, so the centred values are not all zero.
        let wells = (0..<3).map { well("P", $0, .nonTargeting, ["nt"], [Double($0), 0.1]) }
        let others = (0..<2).map { well("Q", $0, .nonTargeting, ["nt"], [Double($0), 0.1]) }
        #expect(throws: ProfileFault.constantFeature(.init(index: 1, name: "area"))) {
            try knockoutProfiles(of: wells + others, settings: settings, features: ["cells", "area"])
        }
        #expect(throws: ProfileFault.constantFeature(.init(index: 1))) {
            try knockoutProfiles(of: wells + others, settings: settings)
        }
    }

    @Test func `scaling without a single replicate is a fault`() {
        let wells = [well("P", 0, .nonTargeting, ["nt"], [1]), well("P", 1, .single, ["A1"], [4])]
        #expect(throws: ProfileFault.noReplicates) { try knockoutProfiles(of: wells, settings: settings) }
    }
}
