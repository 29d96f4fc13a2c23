import Profiles
import Screen
import Testing

@Suite struct KnockoutSpreadTests {
    // Plate P: controls 0, 2 and 4 with a mean of 2; singles and doubles in units above it.
    private let controls = [
        well("P", 0, .nonTargeting, ["nt"], [0]), well("P", 1, .nonTargeting, ["nt"], [2]),
        well("P", 2, .nonTargeting, ["nt"], [4]),
    ]
    private let knockouts = [
        well("P", 3, .single, ["A1", "nt"], [3]), well("P", 4, .single, ["A1", "nt"], [5]),
        well("P", 5, .single, ["A2", "nt"], [8]), well("P", 6, .single, ["B1", "nt"], [4]),
        well("P", 7, .double, ["A1", "B1"], [9]), well("P", 8, .double, ["A1", "B1"], [15]),
    ]

    private func spread(
        _ wells: [MeasuredWell],
        _ settings: ProfileSettings = .standard
    ) throws -> KnockoutSpread? {
        try knockoutSpread(
            of: wells,
            settings: settings,
            profiles: knockoutProfiles(of: wells, settings: settings)
        )
    }

    @Test func `traces come from replicates of the same guides`() throws {
        let spread = try #require(try spread(controls + knockouts))
        let gene = Gene("A")
        let pair = try #require(Pair(Gene("A"), Gene("B")))
        // Variances of (0, 2, 4), (3, 5) and (9, 15).
        #expect(spread.controls.map(\.trace) == [4])
        #expect(spread.singles[gene]?.noise.ownTrace.map { ($0 - 2).magnitude < 1e-12 } == true)
        #expect(spread.doubles[pair]?.noise.ownTrace.map { ($0 - 18).magnitude < 1e-12 } == true)
        #expect(spread.singles[Gene("B")]?.noise.ownTrace == nil)
        // Borrowed from the other singles.
        #expect(spread.singles[Gene("B")]?.noise.trace == spread.singles[gene]?.noise.trace)
        #expect(spread.controlWells == [3])
        #expect(spread.plates == [Barcode("P")])
        // One feature has one direction.
        #expect(spread.shape.dimension == 1)
        #expect((spread.shape.quadratic([3]) - 9).magnitude < 1e-12)
    }

    @Test func `guides weigh the same where guides come first and by their wells where not`() throws {
        let gene = Gene("A")
        let first = try #require(try spread(controls + knockouts)?.singles[gene])
        #expect(first.groups.map(\.weight) == [0.5, 0.5])
        #expect(first.groups.map(\.wells) == [2, 1])
        // 1/4 / 2 + 1/4.
        #expect(first.squaredWeights == 0.375)
        let flat = try #require(
            try spread(controls + knockouts, ProfileSettings(aggregation: .flat))?.singles[gene]
        )
        // The variance of a mean of three wells.
        #expect((flat.squaredWeights - 1.0 / 3).magnitude < 1e-12)
    }

    @Test func `shares of plates are those of the mean's weights`() throws {
        let other = [
            well("Q", 0, .nonTargeting, ["nt"], [10]), well("Q", 1, .nonTargeting, ["nt"], [12]),
            well("Q", 2, .single, ["A1", "nt"], [14]),
        ]
        let spread = try #require(try spread(controls + knockouts + other))
        let shares = try #require(spread.singles[Gene("A")]).plateShares
        #expect(shares.map(\.plate) == [0, 1])
        // Guide 1: two of three wells on P; guide 2: its one well on P. Each guide is half.
        #expect((shares[0].share - (1.0 / 3 + 0.5)).magnitude < 1e-12)
        #expect((shares[1].share - 1.0 / 6).magnitude < 1e-12)
    }

    @Test func `a pseudo-pair of singles drops plate and gene and predicts its noise`() throws {
        let spread = try #require(try spread(controls + knockouts))
        #expect(spread.pseudoPairs.map(\.kind) == [.singleControl])
        let pair = try #require(spread.pseudoPairs.first)
        // 5 − 3 less the control held out (2), centred on the other two (0 and 4): 5 − 3 − 2 + 2.
        #expect((pair.squaredNorm - 4).magnitude < 1e-12)
        // Two singles of trace 2, a control of 4 and the mean of two of 4.
        #expect((pair.noise - (2 + 2 + 4 + 2)).magnitude < 1e-12)
    }

    @Test func `four controls give three independent pseudo-pairs`() throws {
        let fourth = [well("P", 9, .nonTargeting, ["nt"], [10])]
        let spread = try #require(try spread(controls + fourth))
        let squares = spread.pseudoPairs.map(\.squaredNorm)
        #expect(spread.pseudoPairs.allSatisfy { $0.kind == .controlControl })
        // 0 − 2 − 4 + 10, 0 − 2 + 4 − 10, 0 + 2 − 4 − 10, squared.
        #expect(zip(squares, [16, 64, 144]).allSatisfy { ($0 - $1).magnitude < 1e-12 })
        // Each has the variance of four wells: together all of the controls' spread about their mean.
        #expect(squares.reduce(0, +) / 4 == 56)
    }

    @Test func `a screen without replicates knows nothing of its noise`() throws {
        let wells = [controls[0], knockouts[0], knockouts[3]]
        #expect(try spread(wells) == nil)
        #expect(try spread([]) == nil)
    }

    @Test func `scaled profiles have a spread in their own unit`() throws {
        let settings = ProfileSettings(scaling: .replicateSD)
        let wells = controls + knockouts
        let sd = try #require(try knockoutProfiles(of: wells, settings: settings).replicateSD?.first)
        let plain = try #require(try spread(wells))
        let scaled = try #require(try spread(wells, settings))
        #expect((scaled.controls[0].trace - plain.controls[0].trace / (sd * sd)).magnitude < 1e-12)
    }
}
