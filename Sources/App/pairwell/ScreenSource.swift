import ArgumentParser
import FoundationEssentials
import Lab
import Readouts
import Replay
import Screen
import Tables

/// Which finished screen a command replays.
struct ScreenSource: ParsableArguments {
    @Option(help: "A simulated screen: \(SimulatedConfiguration.presets.joined(separator: ", ")).")
    var simulate: String?
    @Option(help: "Seed of the simulated screen.") var simulationSeed: UInt64 = 1
    @Option(
        help:
            "The wells of a finished screen: results in any form with --platemap, or rows that name both reagents."
    )
    var wells: String?
    @Option(
        help: "With --wells: what the wells hold, as plate, well, gene_a, gene_b and perhaps role and guides."
    )
    var platemap: String?
    @Option(help: "With --wells: learn from the doubles of this replicate only.") var learn: String?
    @Option(help: "With --wells: judge finds by the doubles of this replicate.") var judge: String?
    @Option(help: "Embeddings of the single knockouts: a gene, then its features.") var singles: String?
    @Option(help: "Embeddings of the double knockouts: two genes, then their features.") var doubles: String?
    @Option(help: "A table of rewards: gene_a, gene_b, R and perhaps sd.") var rewards: String?
    @Option(help: "What is to be found: paper (R) or adjusted (R over what the singles' severity predicts).")
    var objective = "paper"

    static let kinds =
        "--simulate KIND, --wells FILE, --singles FILE with --doubles FILE, or --rewards FILE"

    /// Singles alone belong to a table of rewards or of doubles.
    private var named: Int {
        [simulate, wells, doubles, rewards].count { $0 != nil }
    }

    var isNamed: Bool { named > 0 || singles != nil }

    func validate() throws {
        guard named < 2 else { throw ValidationError("Name one screen only: \(Self.kinds).") }
        guard platemap == nil || wells != nil else { throw ValidationError("--platemap needs --wells.") }
        guard platemap == nil || (learn == nil && judge == nil) else {
            throw ValidationError(
                "--learn and --judge need wells that name their replicates, without --platemap."
            )
        }
        guard wells != nil || (learn == nil && judge == nil) else {
            throw ValidationError("--learn and --judge need --wells.")
        }
        guard singles == nil || doubles != nil || rewards != nil else {
            throw ValidationError("--singles needs --doubles or --rewards.")
        }
        guard doubles == nil || singles != nil else { throw ValidationError("--doubles needs --singles.") }
        guard ["paper", "adjusted"].contains(objective) else {
            throw ValidationError("--objective is paper or adjusted.")
        }
        if let simulate, SimulatedConfiguration(preset: simulate) == nil {
            let kinds = SimulatedConfiguration.presets.joined(separator: ", ")
            throw ValidationError("There is no simulated screen '\(simulate)'. There are \(kinds).")
        }
    }

    func screen() throws -> FinishedScreen {
        let screen: FinishedScreen
        if let simulate, let configuration = SimulatedConfiguration(preset: simulate) {
            screen = try FinishedScreen(simulated: configuration, seed: simulationSeed)
        } else if let wells, let platemap {
            screen = try self.screen(wells: wells, platemap: platemap)
        } else if let wells {
            screen = try FinishedScreen(wellsFile: URL(filePath: wells), learned: learn, judged: judge)
        } else if let singles, let doubles {
            screen = try FinishedScreen(singles: try table(singles), doubles: try table(doubles))
        } else if let rewards {
            screen = try FinishedScreen(rewards: try table(rewards), singles: try singles.map(table))
        } else {
            throw ValidationError("Name a screen: \(Self.kinds).")
        }
        return objective == "adjusted" ? try screen.adjusted() : screen
    }

    private func screen(wells: String, platemap: String) throws -> FinishedScreen {
        func about<Value>(_ path: String, _ read: () throws -> Value) throws -> Value {
            do {
                return try read()
            } catch let fault as Failure {
                throw fault
            } catch {
                throw Failure(.dataError, "\(path): \(error)")
            }
        }
        let map = try about(platemap) { try FinishedPlatemap(try table(platemap)) }
        return try about(wells) {
            let results = try readTable(try readFile(wells))
            return try FinishedScreen(
                results: results,
                fileName: URL(filePath: wells).lastPathComponent,
                platemap: map
            )
        }
    }

    func table(_ path: String) throws -> Table {
        do {
            return try TableReader.read(try readFile(path), limits: .standard)
        } catch let rejection as Rejection {
            throw Failure(.dataError, "\(path): \(rejection)")
        }
    }
}
