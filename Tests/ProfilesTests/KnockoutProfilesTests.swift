import Profiles
import Screen
import Testing

@Suite struct KnockoutProfilesTests {
    @Test(arguments: ProfileSettings.Aggregation.allCases)
    func `embeddings of a simulated screen agree with the reference`(
        aggregation: ProfileSettings.Aggregation
    ) throws {
        let screen = try ScreenFixture.read()
        let expected = aggregation == .flat ? screen.flatMean : screen.guideThenGeneMean
        let profiles = try knockoutProfiles(of: screen.measured, settings: .init(aggregation: aggregation))

        #expect(profiles.singles.count == expected.h.count)
        #expect(profiles.doubles.count == expected.hPair.count)
        #expect(profiles.featureCount == 7)
        // 1e-10: two double precision sums of a few dozen numbers near 1, in another order.
        for (number, h) in expected.h.enumerated() {
            let single = try #require(profiles.singles[ScreenFixture.gene(number)])
            for (found, wanted) in zip(single, h) { #expect(abs(found - wanted) <= 1e-10) }
        }
        for (members, h) in zip(expected.pairs, expected.hPair) {
            let pair = try #require(Pair(ScreenFixture.gene(members[0]), ScreenFixture.gene(members[1])))
            let double = try #require(profiles.doubles[pair])
            for (found, wanted) in zip(double, h) { #expect(abs(found - wanted) <= 1e-10) }
        }
        #expect(profiles.wellsOfSingle.values.reduce(0, +) == screen.wells.count { $0.kind == "single" })
        #expect(profiles.wellsOfDouble.values.reduce(0, +) == screen.wells.count { $0.kind == "double" })
    }

    @Test(arguments: ProfileSettings.Aggregation.allCases)
    func `the order in which wells arrive changes no bit`(aggregation: ProfileSettings.Aggregation) throws {
        let screen = try ScreenFixture.read()
        // Three readings of one well: their sum in the order of arrival would differ in its last bits.
        let well = screen.measured[0]
        let repeats = [0.1, 0.7].map { shift in
            MeasuredWell(well: well.well, content: well.content, embedding: well.embedding.map { $0 + shift })
        }
        let wells = screen.measured + repeats
        let settings = ProfileSettings(aggregation: aggregation, scaling: .replicateSD)
        let reference = try knockoutProfiles(of: wells, settings: settings)
        #expect(try knockoutProfiles(of: wells.reversed(), settings: settings) == reference)
        for step in [2, 5, 13, 31] {
            // `step` has no divisor in common with the number of wells, so each well comes once.
            let order = wells.indices.map { wells[($0 * step + 7) % wells.count] }
            #expect(Set(order.map(\.well)).count == wells.count - 2)
            #expect(try knockoutProfiles(of: order, settings: settings) == reference)
        }
    }

    @Test func `a guide with many wells weighs no more than one with few, unless the mean is flat`() throws {
        let wells = [
            well("P", 0, .nonTargeting, ["nt"], [1]), well("P", 1, .nonTargeting, ["nt"], [3]),
            well("P", 2, .single, ["A1", "nt"], [4]), well("P", 3, .single, ["A1", "nt2"], [6]),
            well("P", 4, .anchor, ["A1", "nt"], [8]), well("P", 5, .single, ["A2", "nt"], [14]),
            well("P", 6, .double, ["A1", "B1"], [2]), well("P", 7, .double, ["A1", "B1"], [4]),
            well("P", 8, .double, ["A2", "B1"], [12]), well("P", 9, .double, ["B2", "A2"], [21]),
        ]
        let pair = try #require(Pair(Gene("A"), Gene("B")))
        let guideFirst = try knockoutProfiles(of: wells, settings: .standard)
        #expect(guideFirst.singles == [Gene("A"): [8]])
        #expect(guideFirst.doubles == [pair: [10]])
        let flat = try knockoutProfiles(of: wells, settings: .init(aggregation: .flat))
        #expect(flat.singles == [Gene("A"): [6]])
        #expect(flat.doubles == [pair: [7.75]])
        for profiles in [guideFirst, flat] {
            #expect(profiles.wellsOfSingle == [Gene("A"): 4])
            #expect(profiles.wellsOfDouble == [pair: 4])
        }
    }

    @Test func `each plate is centred on one control role of its own`() throws {
        let wells = [
            well("P1", 0, .nonTargeting, ["nt"], [10, 1]), well("P1", 1, .untreated, [], [50, 50]),
            well("P1", 2, .positive, ["Z1"], [90, 90]), well("P1", 3, .single, ["A1", "nt"], [11, 3]),
            well("P2", 0, .nonTargeting, ["nt"], [20, 2]), well("P2", 3, .single, ["A1", "nt"], [23, 2]),
        ]
        let profiles = try knockoutProfiles(of: wells, settings: .standard)
        #expect(profiles.singles == [Gene("A"): [2, 1]])
        #expect(profiles.uncentred.isEmpty)
    }

    @Test func `a plate without wells of the centring role is left out and named`() throws {
        let wells = [
            well("P2", 0, .cutting, ["nt"], [1]), well("P2", 1, .single, ["A1"], [99]),
            well("P2", 2, .single, ["B1"], [99]), well("P1", 0, .nonTargeting, ["nt"], [1]),
            well("P1", 1, .single, ["A1"], [3]), well("P0", 1, .double, ["A1", "B1"], [3]),
        ]
        let profiles = try knockoutProfiles(of: wells, settings: .standard)
        #expect(profiles.uncentred == [Barcode("P0"), Barcode("P2")])
        #expect(profiles.singles == [Gene("A"): [2]])
        #expect(profiles.doubles.isEmpty)
        #expect(profiles.wellsOfSingle == [Gene("A"): 1])
        let cutting = try knockoutProfiles(of: wells, settings: .init(centring: .cutting))
        #expect(cutting.uncentred == [Barcode("P0"), Barcode("P1")])
    }

    @Test func `a well that is read twice counts as one well`() throws {
        let once = [
            well("P", 0, .nonTargeting, ["nt"], [2]), well("P", 1, .single, ["A1"], [4]),
            well("P", 2, .single, ["A1"], [10]),
        ]
        let twice = once + [well("P", 0, .nonTargeting, ["nt"], [0]), well("P", 2, .single, ["A1"], [20])]
        let profiles = try knockoutProfiles(of: twice, settings: .init(aggregation: .flat))
        #expect(profiles.singles == [Gene("A"): [8.5]])
        #expect(profiles.wellsOfSingle == [Gene("A"): 2])
    }

    @Test func `the logarithm is taken before centring`() throws {
        let wells = [
            well("P", 0, .nonTargeting, ["nt"], [2, 1]), well("P", 1, .nonTargeting, ["nt"], [8, 1]),
            well("P", 2, .single, ["A1"], [32, 0.5]),
        ]
        let profiles = try knockoutProfiles(of: wells, settings: .init(logarithm: true))
        #expect(profiles.singles == [Gene("A"): [3, -1]])
    }

    @Test func `no wells give no embeddings`() throws {
        for scaling in ProfileSettings.Scaling.allCases {
            let profiles = try knockoutProfiles(of: [], settings: .init(scaling: scaling))
            #expect(profiles.singles.isEmpty)
            #expect(profiles.doubles.isEmpty)
            #expect(profiles.featureCount == 0)
        }
    }
}
