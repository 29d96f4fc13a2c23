import LinearAlgebra
import Posterior
import Replay
import Screen
import Selection
import Statistics
import Testing

struct ReplayTests {
    init() { NumericsKernel.useOneThread() }

    /// Twelve genes whose rewards are the product of hidden strengths, with noise.
    private func screen() throws -> FinishedScreen {
        var generator = SeededGenerator(Seed(7))
        let genes = (0..<12).map { Gene("G\($0 + 10)") }
        let strengths = genes.map { _ in generator.normal() }
        var rewards: [Pair: FinishedScreen.Measured] = [:]
        for (place, gene) in genes.enumerated() {
            for other in 0..<place {
                guard let pair = Pair(gene, genes[other]) else { continue }
                let root = strengths[place] * strengths[other] + 0.1 * generator.normal()
                rewards[pair] = FinishedScreen.Measured(reward: root * root)
            }
        }
        let singles = Dictionary(uniqueKeysWithValues: zip(genes, strengths.map { [$0, 0.5] }))
        return try FinishedScreen(rewards: rewards, singles: singles)
    }

    private func features(_ screen: FinishedScreen) -> PairFeatures {
        PairFeatures(
            SingleKnockouts(screen.singles, index: screen.index),
            index: screen.index,
            admissible: screen.columns
        )
    }

    private let settings = ReplaySettings(rounds: 5, batch: 6, top: 0.1)

    @Test(arguments: ["default", "severity", "random", "ids-best:lambda=3,k=200", "ucb:beta=2,k=200"])
    func aSeedGivesOneCampaign(name: String) throws {
        let screen = try screen()
        let contender = try Contender(name)
        let features = features(screen)
        let one = replay(screen, contender, settings: settings, seed: 3, features: features)
        let again = replay(screen, contender, settings: settings, seed: 3, features: features)
        #expect(one == again)
        #expect(Set(one.chosen).count == one.chosen.count, "a pair was chosen twice")
        #expect(one.chosen.count == 30)
        #expect(one.recall.count == 5)
    }

    @Test func scoresAreThoseOfThePairsChosen() throws {
        let screen = try screen()
        let campaign = replay(screen, try Contender("random"), settings: settings, seed: 1, features: nil)
        let top = Set(screen.top(0.1))
        let best = screen.rewards.sorted(by: >)
        let all = best.prefix(30).reduce(0, +)
        for round in 0..<5 {
            let taken = campaign.chosen.prefix(6 * (round + 1))
            let recall = Double(taken.count { top.contains($0) }) / Double(top.count)
            let missed = best.prefix(taken.count).reduce(0, +) - taken.reduce(0) { $0 + screen.rewards[$1] }
            #expect(abs(campaign.recall[round] - recall) < 1e-12)
            #expect(abs(campaign.regret[round] - missed / all) < 1e-9)
        }
    }

    @Test func everythingIsFoundInTheEnd() throws {
        let screen = try screen()
        let all = ReplaySettings(rounds: 13, batch: 6, top: 0.1)
        let campaign = replay(
            screen,
            try Contender("default:k=200"),
            settings: all,
            seed: 2,
            features: features(screen)
        )
        #expect(campaign.chosen.sorted() == Array(screen.columns.indices))
        #expect(campaign.recall.last == 1)
        let last = campaign.regret.last ?? 1
        #expect(abs(last) < 1e-12)
        #expect(campaign.recall == campaign.recall.sorted(), "recall never falls")
    }

    @Test func eachRoundIsTold() throws {
        var rounds = 0
        let campaign = replay(
            try screen(),
            try Contender("random"),
            settings: settings,
            seed: 1,
            features: nil,
            roundDone: { rounds += 1 }
        )
        #expect(rounds == settings.rounds)
        #expect(campaign.recall.count == rounds)
    }

    @Test func knownRelationsAreCounted() throws {
        let screen = try screen()
        let campaign = replay(
            screen,
            try Contender("random"),
            settings: settings,
            seed: 1,
            features: nil,
            known: [0, 1, 2, 3]
        )
        let found = Double(Set(campaign.chosen).intersection([0, 1, 2, 3]).count) / 4
        #expect(campaign.relations.last == found)
    }

    @Test func intervalsAreCheckedWhereWanted() throws {
        let screen = try screen()
        var settings = settings
        settings.checksIntervals = true
        let campaign = replay(
            screen,
            try Contender("default:k=200"),
            settings: settings,
            seed: 1,
            features: features(screen)
        )
        let shares = try #require(campaign.coverage.shares)
        let (half, most) = (try #require(shares["0.5"]), try #require(shares["0.95"]))
        #expect(half <= most)
        #expect(most > 0.7, "95 % intervals hold \(most)")
    }
}

struct ContenderTests {
    @Test(arguments: [
        "nobody", "", "ids:lambda", "ids:lambda=0.5", "severity:rank=3", "ucb:lambda=2", "ids:k=1e9",
        "ids:rank=2.5",
    ])
    func hostileNamesAreRefused(name: String) {
        #expect(throws: ReplayFault.self) { _ = try Contender(name) }
    }

    @Test func numbersFollowAColon() throws {
        let contender = try Contender("ids-best:lambda=3,rank=5,k=500")
        #expect(contender.policy == .ids(lambda: 3, debiased: false))
        #expect(contender.posterior.rank == 5)
        #expect(contender.posterior.samples == 500)
        #expect(contender.settings["k"] == .number(500))
    }
}
