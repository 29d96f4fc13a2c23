import ArgumentParser
import FoundationEssentials
import Glibc
import LinearAlgebra

/// Measures what a campaign waits for, each figure beside a plainer way to the same result.
@main
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pairwell-bench",
        abstract:
            "Measure the refit, the choice, the way from a result file to layouts, and the idle daemon.",
        discussion: """
            Every figure is a median of several runs with its least and greatest, printed with the BLAS kernel \
            and threads it was measured with. Ratios are to a baseline measured in the same run, by turns. \
            Nothing fails for being slow.
            """,
        subcommands: [
            TablesCommand.self, DiscoveryCommand.self, PlatesCommand.self, ScaleCommand.self,
            EssentialityCommand.self,
        ]
    )

    @Option(help: "Measure only these: \(BenchmarkName.list). May be given more than once.")
    var only: [BenchmarkName] = []
    @Option(help: "Write every figure to this JSON file too.") var json: String?
    @Option(help: "The folder of ids_reference.py, to time the same fit in Python with JAX and NumPyro.")
    var reference: String?
    @Option(help: "The daemon to measure; 'pairwell' beside this program by default.") var daemon: String?
    @Option(help: "Where campaigns are put for the time of a run; the system's temporary folder by default.")
    var folder: String?
    @Option(help: "Runs behind each median, where a benchmark's time allows them.") var runs = 5

    func validate() throws {
        guard runs > 0 else { throw ValidationError("A median needs one run at least.") }
    }

    func run() async throws {
        #if DEBUG
        throw ValidationError("This is a debug build. Measure 'swift build -c release' only.")
        #else
        // because a pipe that closes early must not kill the daemon's clean-up with the process
        signal(SIGPIPE, SIG_IGN)
        NumericsKernel.useOneThread()
        try await measure()
        #endif
    }

    private func measure() async throws {
        let workshop = try Workshop(below: folder)
        defer { workshop.remove() }
        var report = Report(machine: .current)
        report.printHeader()
        for name in BenchmarkName.allCases where only.isEmpty || only.contains(name) {
            let measurements =
                switch name {
                case .refit: try RefitBenchmark(runs: runs, reference: reference).measure()
                case .choice: ChoiceBenchmark(runs: runs).measure()
                case .table: try TableBenchmark(runs: runs).measure()
                case .drop: try await DropBenchmark(runs: runs, workshop: workshop).measure()
                case .daemon: try await DaemonBenchmark(program: daemon, workshop: workshop).measure()
                }
            report.add(measurements, of: name)
        }
        report.printFooter()
        if let json { try report.write(to: json) }
    }
}

enum BenchmarkName: String, CaseIterable, Codable, Sendable, ExpressibleByArgument {
    case refit
    case choice
    case table
    case drop
    case daemon

    static var list: String { allCases.map(\.rawValue).joined(separator: ", ") }

    /// What a benchmark measures, as its heading.
    var title: String {
        switch self {
        case .refit: "One refit: 50 genes, 500 measured pairs"
        case .choice: "One IDS choice of 10 pairs from 1,000 posterior draws"
        case .table: "Parse and centre one 1,536-well plate of 1,024 features"
        case .drop: "Settled file to layouts on disk: one 384-well plate of 128 features"
        case .daemon: "The daemon as a process of its own: 50 genes"
        }
    }
}
