import ArgumentParser
import Figures
import FoundationEssentials
import LinearAlgebra
import PlateFiles
import Relations
import Replay
import Screen

struct BenchmarkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "benchmark",
        abstract:
            "Compare rules of choice on a simulated or a finished screen: what each would have found, and when.",
        discussion: """
            Name one screen: --simulate KIND, --wells FILE, --singles FILE with --doubles FILE, or --rewards FILE. Every rule starts \
            knowing the single knockouts alone, chooses a batch, is told its rewards, and so on, as the daemon does. \
            Rules are \(Contender.names.joined(separator: ", ")); numbers of their own follow a colon, as in \
            ids:lambda=3,rank=5,k=500. A screen's top pairs are those with the highest rewards.
            """
    )

    @OptionGroup var source: ScreenSource
    @Option(help: "A rule; may be given more than once. By default default, severity, paper and random.")
    var policy: [String] = []
    @Option(help: "Rounds of a campaign.") var rounds = 50
    @Option(help: "Pairs of a round.") var batch = 10
    @Option(help: "Campaigns of each rule, each with its own seed.") var seeds = 3
    @Option(help: "The share of pairs that are the top ones.") var top = 0.05
    @Option(
        help:
            "Known relations, pairs or gene sets (GMT), to count how many are found. May be given more than once."
    )
    var relations: [String] = []
    @Option(help: "Campaigns that run at once; as many as there are processors by default.") var jobs: Int?
    @Option(help: "A folder for the figure (SVG), the rounds (CSV) and the table.") var output: String?
    @Flag(help: "Also check how many intervals of rewards not measured yet hold what is measured in the end.")
    var intervals = false
    @Flag(help: "Print JSON for programs.") var json = false

    func validate() throws {
        guard source.isNamed else { throw ValidationError("Name a screen: \(ScreenSource.kinds).") }
        guard rounds > 0, rounds <= 100_000 else {
            throw ValidationError("--rounds is a number from 1 to 100,000.")
        }
        guard (1...1_000_000).contains(batch) else {
            throw ValidationError("--batch is a number from 1 to 1,000,000.")
        }
        guard seeds > 0, seeds <= 10_000 else {
            throw ValidationError("--seeds is a number from 1 to 10,000.")
        }
        guard top > 0, top < 1 else { throw ValidationError("--top is a share between 0 and 1.") }
        guard jobs.map({ $0 > 0 }) ?? true else { throw ValidationError("--jobs is a number from 1 up.") }
    }

    func run() async throws {
        NumericsKernel.useOneThread()
        let names = policy.isEmpty ? ["default", "severity", "paper", "random"] : policy
        do {
            let contenders = try names.map { try Contender($0) }
            let screen = try source.screen()
            for remark in screen.remarks { standardError(remark) }
            let known = try knownPlaces(of: screen)
            let result = await tournament(
                screen,
                contenders,
                settings: ReplaySettings(rounds: rounds, batch: batch, top: top, checksIntervals: intervals),
                seeds: seeds,
                atOnce: jobs ?? ProcessInfo.processInfo.activeProcessorCount,
                known: known
            )
            if let output { try write(result, to: output) }
            print(json ? String(decoding: try result.json(), as: UTF8.self) : result.text)
        } catch let fault as ReplayFault {
            throw Failure(.dataError, fault.description)
        }
    }

    /// Where the pairs that other sources name stand among the screen's.
    private func knownPlaces(of screen: FinishedScreen) throws -> Set<Int> {
        var pairs: Set<Pair> = []
        for path in relations {
            let table = try readFile(path)
            do {
                pairs.formUnion(
                    try readRelations(table, name: path, fileName: path, genes: Set(screen.index.genes)).pairs
                )
            } catch {
                throw Failure(.dataError, "\(path): \(error)")
            }
        }
        return Set(screen.columns.indices.filter { pairs.contains(screen.index.pairs[screen.columns[$0]]) })
    }

    private func write(_ result: Tournament, to folder: String) throws {
        do {
            try makeFolder(folder)
            try writeAtomically(result.figure.svg, to: "\(folder)/benchmark.svg")
            try writeAtomically(result.csv, to: "\(folder)/benchmark.csv")
            try writeAtomically(result.text + "\n", to: "\(folder)/benchmark.txt")
        } catch {
            throw Failure(.cannotCreate, "the benchmark cannot be written to \(folder): \(error)")
        }
    }
}
