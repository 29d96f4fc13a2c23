import Profiles
import RealModule
import Screen
import Testing

@Suite struct GuideAgreementTests {
    /// What the third guide of every tenth gene does instead.
    enum Wrong: CaseIterable { case nothing, elsewhere, opposed }

    private struct Outcome {
        var found = 0
        var wrong = 0
        var falseFlags = 0
        var knockouts = 0
        var right: [GuideVote.Fault: Int] = [:]
    }

    /// A screen of 40 genes, 3 guides of 4 wells on 2 plates, 8 controls a plate, 16 features.
    ///
    /// `strength` is the norm of a gene's effect over the root of the trace of one well's noise. Guides differ in
    /// strength by a factor of 0.7 to 1.3, and each adds `own` times that norm in a direction of its own.
    private func run(
        _ wrong: Wrong?,
        strength: Double,
        own scatter: Double = 0,
        seeds: ClosedRange<UInt64>
    ) throws -> Outcome {
        var outcome = Outcome()
        for seed in seeds {
            var plan = SimulatedWells.Plan()
            plan.rounds = 1
            plan.platesPerRound = 2
            var screen = SimulatedWells(plan, seed: seed)
            // Noise has variances of 1, 4, 9 and 16, of four features each.
            let trace = 120.0
            func effect() -> [Double] {
                let values = screen.noise()
                let norm = squaredNorm(values).squareRoot()
                return values.map { $0 / norm * strength * trace.squareRoot() }
            }
            var wrongGenes: Set<Gene> = []
            for number in 0..<40 {
                let gene = "G\(number)"
                let own = effect()
                let isWrong = wrong != nil && number % 10 == 0
                if isWrong { wrongGenes.insert(Gene(gene)) }
                for guide in 0..<3 {
                    var shown = own.map { $0 * (0.7 + 0.3 * Double((number + guide) % 3)) }
                    if isWrong, guide == number % 3 {
                        switch wrong {
                        case .nothing, nil: shown = own.map { _ in 0 }
                        case .elsewhere:
                            // Without its part along the gene's own effect.
                            let other = effect()
                            let share = dot(other, own) / squaredNorm(own)
                            shown = zip(other, own).map { $0 - share * $1 }
                        case .opposed: shown = own.map { -$0 }
                        }
                    }
                    shown = zip(shown, effect()).map { $0 + scatter * $1 }
                    for well in 0..<4 { screen.addSingle(gene, guide: guide, effect: shown, to: well % 2) }
                }
            }
            let agreement = try agreement(of: screen.wells)
            outcome.wrong += wrongGenes.count
            for knockout in agreement.knockouts {
                guard case .single(let gene) = knockout.knockout else { continue }
                outcome.knockouts += 1
                for vote in knockout.votes {
                    let number = Int(gene.symbol.dropFirst()) ?? 0
                    let isCulprit =
                        wrongGenes.contains(gene) && vote.guides[0].name.hasSuffix("_\(number % 3)")
                    guard let fault = vote.fault else { continue }
                    if isCulprit {
                        outcome.found += 1
                        outcome.right[fault, default: 0] += 1
                    } else {
                        outcome.falseFlags += 1
                    }
                }
            }
        }
        return outcome
    }

    private func agreement(
        of wells: [MeasuredWell],
        _ settings: ProfileSettings = .standard
    ) throws -> GuideAgreement {
        let profiles = try knockoutProfiles(of: wells, settings: settings)
        let spread = try knockoutSpread(of: wells, settings: settings, profiles: profiles)
        return try guideAgreement(of: wells, settings: settings, profiles: profiles, spread: spread)
    }

    @Test(arguments: [(Wrong.nothing, 3.0), (.elsewhere, 4.5), (.opposed, 2)])
    func `a wrong guide among three is found and its fault named`(wrong: Wrong, strength: Double) throws {
        // Effects of 3, 4.5 and 2 times the root of the trace of a well's noise; 40 wrong guides in all.
        let outcome = try run(wrong, strength: strength, seeds: 1...10)
        #expect(outcome.wrong == 40)
        #expect(Double(outcome.found) >= 0.95 * Double(outcome.wrong))
        let fault: GuideVote.Fault =
            switch wrong {
            case .nothing: .weak
            case .elsewhere: .elsewhere
            case .opposed: .opposed
            }
        #expect(Double(outcome.right[fault, default: 0]) >= 0.9 * Double(outcome.found))
        // Of 1,160 good guides.
        #expect(outcome.falseFlags <= 2)
    }

    @Test(arguments: [0.01, 1, 2, 4], [0, 0.4])
    func `good guides are not outvoted, strong or weak`(strength: Double, scatter: Double) throws {
        // 1 % of 600 guides would be 6.
        let outcome = try run(nil, strength: strength, own: scatter, seeds: 11...15)
        #expect(outcome.knockouts == 200)
        #expect(outcome.falseFlags <= 2)
    }

    private func knockout(_ effects: [[Double]], wells: Int = 6, seed: UInt64 = 3) throws -> KnockoutAgreement
    {
        var plan = SimulatedWells.Plan()
        plan.rounds = 1
        plan.platesPerRound = 2
        var screen = SimulatedWells(plan, seed: seed)
        for (guide, effect) in effects.enumerated() {
            for well in 0..<wells { screen.addSingle("A", guide: guide, effect: effect, to: well % 2) }
        }
        return try #require(try agreement(of: screen.wells).knockouts.first)
    }

    private let strong = (0..<16).map { $0 < 5 ? 15.0 : 0 }
    private let other = (0..<16).map { 5 <= $0 && $0 < 10 ? -15.0 : 0 }
    private let third = (0..<16).map { 10 <= $0 ? 15.0 : 0 }
    private let nothing = [Double](repeating: 0, count: 16)

    @Test func `two guides can only disagree`() throws {
        #expect(try knockout([strong, strong]).verdict == .agree)
        #expect(try knockout([strong, other]).verdict == .disagree)
        #expect(try knockout([strong, strong.map { -$0 }]).verdict == .disagree)
        #expect(try knockout([strong, nothing]).verdict == .disagree)
        #expect(try knockout([nothing, nothing]).verdict == .weak)
        #expect(try knockout([strong, other]).votes.allSatisfy { $0.fault == nil && $0.z == nil })
    }

    @Test func `a majority of three decides, and without one nobody is outvoted`() throws {
        let split = try knockout([strong, strong, other])
        #expect(split.verdict == .outvoted)
        #expect(split.votes.map { $0.fault } == [nil, nil, .elsewhere])
        let three = try knockout([strong, other, third])
        #expect(three.verdict == .disagree)
        #expect(three.votes.allSatisfy { $0.fault == nil })
        #expect(try knockout([nothing, nothing, nothing]).verdict == .weak)
        // A guide of half the strength says the same.
        #expect(try knockout([strong, strong, strong.map { 0.6 * $0 }]).verdict == .agree)
    }

    @Test func `cosines are those of the guides' means`() throws {
        let found = try knockout([strong, strong, strong.map { -$0 }])
        #expect(try #require(found.meanCosine) < -0.2)
        #expect(try #require(found.votes[2].cosine) < -0.9)
        #expect(found.votes.map(\.wells) == [6, 6, 6])
        let norm = squaredNorm(strong).squareRoot()
        #expect(found.votes.allSatisfy { ($0.severity / norm - 1).magnitude < 0.2 })
    }

    @Test func `one guide, or no replicate, gives no verdict`() throws {
        let single = try knockout([strong])
        #expect(single.verdict == .unknown)
        #expect(single.meanCosine == nil && single.votes[0].cosine == nil)
        let profiles = try knockoutProfiles(of: [], settings: .standard)
        let none = try guideAgreement(of: [], settings: .standard, profiles: profiles, spread: nil)
        #expect(none.knockouts.isEmpty)
        var plan = SimulatedWells.Plan()
        plan.controls = 1
        var screen = SimulatedWells(plan, seed: 1)
        for guide in 0..<3 { screen.addSingle("A", guide: guide, effect: strong, to: 0) }
        let bare = try #require(try agreement(of: screen.wells).knockouts.first)
        #expect(bare.verdict == .unknown)
        #expect(try #require(bare.meanCosine) > 0.5)
    }

    @Test func `guide combinations of a double vote like guides`() throws {
        var plan = SimulatedWells.Plan()
        plan.rounds = 1
        plan.platesPerRound = 2
        var screen = SimulatedWells(plan, seed: 5)
        for guide in 0..<3 {
            for well in 0..<6 {
                let effect = guide == 1 ? strong.map { -$0 } : strong
                screen.addDouble("A", "B", guide: guide, effect: effect, to: well % 2)
            }
        }
        let found = try agreement(of: screen.wells)
        #expect(found.outvoted.count == 1)
        let votes = try #require(found.knockouts.first?.votes)
        #expect(votes.map(\.fault) == [nil, .opposed, nil])
        #expect(votes[1].guides.map(\.name) == ["A_1", "B_1"])
        let lines = guideTable(found).split(separator: "\n")
        #expect(
            lines[0] == "gene_a,gene_b,guide_a,guide_b,wells,severity,cosine,mean_cosine,z,agreement,vote"
        )
        #expect(lines.count == 4)
        #expect(lines[2].hasPrefix("A,B,A_1,B_1,6,") && lines[2].hasSuffix(",outvoted,opposed"))
        #expect(lines[1].hasSuffix(",outvoted,"))
    }

    @Test func `verdicts do not hang on the unit or the normalisation`() throws {
        var plan = SimulatedWells.Plan()
        plan.controls = 24
        var screen = SimulatedWells(plan, seed: 9)
        for guide in 0..<3 {
            for well in 0..<6 {
                screen.addSingle("A", guide: guide, effect: guide == 2 ? other : strong, to: well)
                screen.addSingle("B,x", guide: guide, effect: strong, to: well)
            }
        }
        for method in ProfileSettings.Normalisation.allCases {
            let found = try agreement(of: screen.wells, ProfileSettings(normalisation: method))
            #expect(found.knockouts.map(\.verdict) == [.outvoted, .agree])
            #expect(guideTable(found).contains("\n\"B,x\",,\"B,x_0\",,6,"))
        }
    }
}
