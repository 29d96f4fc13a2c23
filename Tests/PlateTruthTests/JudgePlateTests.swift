import PlateTruth
import Screen
import Statistics
import Testing

#if DEBUG
private let seeds: ClosedRange<UInt64> = 1...8
#else
private let seeds: ClosedRange<UInt64> = 1...100
#endif

@Suite struct JudgePlateTests {
    /// What each error was taken for, over plates of all seeds.
    private static func outcomes(
        of error: TrueLayout,
        _ plates: MadeUpPlates,
        format: PlateFormat,
        knowing: Bool = true,
        pairs: Int = 10
    ) -> [PlateVerdict.Outcome: Int] {
        var outcomes: [PlateVerdict.Outcome: Int] = [:]
        for seed in seeds {
            var plates = plates
            plates.seed = Seed(seed)
            let plate = plates.batch("P1", pairs: pairs, format: format)
            let other = plates.batch("P2", pairs: pairs, format: format)
            var real = plate
            if case .plate = error { real = other }
            let verdict = judgePlate(
                misread(plates.readings(real), error, format),
                designed: plate,
                otherPlates: [other],
                known: knowing ? plates.known(after: plates.singles("S", format: format)) : KnownContents(),
                logarithm: false
            )
            outcomes[verdict.outcome, default: 0] += 1
        }
        return outcomes
    }

    static let errors = TrueLayout.ofOnePlate.dropFirst() + [.plate(Barcode("P2"))]

    @Test(arguments: errors, [PlateFormat.wells384, .wells1536])
    func `each error is found on 99 of 100 plates and named`(error: TrueLayout, format: PlateFormat) {
        let outcomes = Self.outcomes(of: error, MadeUpPlates(), format: format)
        #expect(100 * outcomes[.other(error), default: 0] >= 99 * seeds.count, "\(outcomes)")
        #expect(outcomes[.asDesigned] == nil)
    }

    @Test(arguments: [PlateFormat.wells384, .wells1536])
    func `a good plate is told to be one`(format: PlateFormat) {
        let outcomes = Self.outcomes(of: .designed, MadeUpPlates(effect: 3), format: format, pairs: 40)
        #expect(outcomes[.asDesigned, default: 0] >= 99 * seeds.count / 100, "\(outcomes)")
        #expect(outcomes.keys.allSatisfy { $0 == .asDesigned || $0 == .undecided }, "\(outcomes)")
    }

    static let hardships: [(name: String, plates: MadeUpPlates)] = [
        ("nothing but noise", MadeUpPlates(effect: 0, positive: 0, deadWells: 0)),
        ("dead wells", MadeUpPlates(effect: 0, positive: 0, deadWells: 0.15)),
        ("drift", MadeUpPlates(effect: 0, positive: 0, drift: 1.5)),
        ("rows and columns", MadeUpPlates(effect: 0, positive: 0, steps: 2)),
        ("a bad rim", MadeUpPlates(effect: 0, positive: 0, rim: 4)),
        ("weak effects", MadeUpPlates(effect: 0.3, positive: 1, drift: 1, steps: 1, deadWells: 0.05)),
        ("many hits", MadeUpPlates(effect: 0.5, interaction: 12)),
    ]

    @Test(arguments: hardships.indices, [PlateFormat.wells96, .wells384])
    func `no good plate is held`(hardship: Int, format: PlateFormat) {
        for knowing in [false, true] {
            let outcomes = Self.outcomes(
                of: .designed,
                Self.hardships[hardship].plates,
                format: format,
                knowing: knowing,
                pairs: format == .wells96 ? 10 : 40
            )
            let held = outcomes.keys.filter { if case .other = $0 { true } else { false } }
            #expect(held.isEmpty, "\(Self.hardships[hardship].name): \(outcomes)")
        }
    }

    @Test func `a plate of noise is left undecided, whatever befell it`() {
        let noise = MadeUpPlates(effect: 0, positive: 0, deadWells: 0)
        // as many wells as positions, so that which wells there are says nothing
        let outcomes = Self.outcomes(of: .rotated, noise, format: .wells96, knowing: false, pairs: 12)
        #expect(outcomes == [.undecided: seeds.count])
    }

    @Test func `replicates side by side do not make drift look like a turned plate`() {
        let plates = 1...UInt64(10 * seeds.count)
        let held = plates.count { seed in
            let plates = MadeUpPlates(effect: 0, positive: 0, drift: 1, seed: Seed(seed))
            let plate = plates.sideBySide(plates.batch("P1", pairs: 55, format: .wells384))
            let verdict = judgePlate(
                plates.readings(plate),
                designed: plate,
                otherPlates: [],
                known: KnownContents(),
                logarithm: false
            )
            return verdict.reason != nil
        }
        // Nothing here looks like anything, and neighbours look alike: the worst that can be.
        #expect(held <= 3 * plates.count / 1_000, "\(held) of \(plates.count)")
    }
}
