import Agent
import ArgumentParser
import Cycle
import FoundationEssentials
import LinearAlgebra
import Posterior
import Profiles
import Replay
import Rewards
import Screen
import Selection
import Settings

struct TuneCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tune",
        abstract: "Replay a campaign's own pairs, or a finished screen, under other settings of the rule.",
        discussion: """
            The measured pairs become a screen to be discovered anew, from the singles alone, with each setting and several \
            seeds. A setting is recommended only where it found more than the default in nearly every seed: the lower \
            end of the 95 % interval of the difference lies above 0. Nothing is changed; the line to put into the \
            configuration is printed. Pairs that a campaign chose are not a fair sample of its screen, so take small \
            differences for none.
            """
    )

    @Option(help: "The configuration whose campaign is replayed.") var config: String?
    @Option(help: "The campaign; it need not be named where there is only one.") var campaign: String?
    @OptionGroup var source: ScreenSource
    @Option(help: "Powers of the regret, of the rule as published (ids-best).") var lambda: [Double] = [
        1, 2, 3, 5,
    ]
    @Option(help: "Ranks of the low-rank model.") var rank: [Int] = [3, 5, 7]
    @Option(help: "Numbers of draws.") var k: [Int] = [1_000, 4_000]
    @Option(help: "Pairs of a round.") var batch = 10
    @Option(help: "Rounds of a replay; by default as many as measure a third of the pairs.") var rounds: Int?
    @Option(help: "Replays of each setting, each with its own seed.") var seeds = 5
    @Option(help: "The share of pairs that are the top ones.") var top = 0.05
    @Option(help: "Replays that run at once; as many as there are processors by default.") var jobs: Int?
    @Flag(help: "Print JSON for programs.") var json = false

    func validate() throws {
        guard (config != nil) != source.isNamed else {
            throw ValidationError("Name either a configuration with --config or one finished screen.")
        }
        guard seeds > 1 else {
            throw ValidationError("--seeds is a number from 2 up: one seed shows no spread.")
        }
        guard (1...1_000_000).contains(batch), rounds.map({ (1...100_000).contains($0) }) ?? true,
            seeds <= 10_000
        else {
            throw ValidationError(
                "--batch, --rounds and --seeds are numbers from 1 up, and not in the millions."
            )
        }
        guard top > 0, top < 1 else { throw ValidationError("--top is a share between 0 and 1.") }
        guard lambda.allSatisfy({ $0 > 0 }), rank.allSatisfy({ (1...64).contains($0) }),
            k.allSatisfy({ $0 > 1 })
        else {
            throw ValidationError("--lambda, --rank and --k are numbers above 0.")
        }
    }

    func run() async throws {
        NumericsKernel.useOneThread()
        do {
            let screen = try await screen()
            for remark in screen.remarks { standardError(remark) }
            let rounds = rounds ?? max(3, screen.columns.count / 3 / batch)
            let result = await tournament(
                screen,
                try contenders(),
                settings: ReplaySettings(rounds: rounds, batch: batch, top: top),
                seeds: seeds,
                atOnce: jobs ?? ProcessInfo.processInfo.activeProcessorCount
            )
            if json {
                print(String(decoding: try result.json(), as: UTF8.self))
            } else {
                print(result.text)
                print("")
                print(result.advice)
            }
        } catch let fault as ReplayFault {
            throw Failure(.dataError, fault.description)
        }
    }

    /// The default first, then one setting changed at a time.
    private func contenders() throws -> [Contender] {
        var names = ["default"]
        let standard = PosteriorSettings.standard
        names += rank.filter { $0 != standard.rank }.map { "default:rank=\($0)" }
        names += k.filter { $0 != standard.samples }.map { "default:k=\($0)" }
        names += lambda.map { "ids-best:lambda=\($0)" }
        return try names.map { try Contender($0) }
    }

    private func screen() async throws -> FinishedScreen {
        guard let config else { return try source.screen() }
        let option = try ConfigurationOption.parse(["--config", config])
        let configuration = try option.load()
        let store = try option.openStore(of: configuration)
        let settings = try option.onlyCampaign(campaign, in: configuration)
        let wells = try await option.measuredWells(of: settings, in: store)
        do {
            let evidence = try Evidence(wells, settings: settings.profile, pursues: settings.pursues)
            return try FinishedScreen(
                rewards: evidence.measuredRewards,
                singles: evidence.profiles.singles,
                isAdjusted: settings.pursues == .excess
            )
        } catch let fault as ReplayFault {
            throw fault
        } catch {
            throw Failure(.dataError, "\(error)")
        }
    }
}

extension Evidence {
    /// What a replay is told of each pair: the number that the campaign pursues, and its SD.
    fileprivate var measuredRewards: [Pair: FinishedScreen.Measured] {
        let index = PairIndex(genes: Set(table.rewards.flatMap { [$0.pair.first, $0.pair.second] }))
        var rewards: [Pair: FinishedScreen.Measured] = [:]
        for reward in observed(in: index) {
            rewards[index.pairs[reward.column]] = FinishedScreen.Measured(
                reward: reward.reward,
                sd: reward.error?.sd
            )
        }
        return rewards
    }
}
