import ArgumentParser
import FoundationEssentials
import Glibc

/// Reads broken files by the million, and fails where a reader crashes, hangs or takes too much memory.
@main
struct Fuzz: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pairwell-fuzz",
        abstract: "Read broken files of every format, by the million.",
        discussion: """
            Each input is one of the seeds, changed in a few places; its number and the seed of the run say how, \
            so that the same numbers always give the same inputs. Readers run in processes of their own. Exits \
            with 1 after a crash, an input that takes longer than five seconds, or one that takes too much memory, \
            and saves the input. libhdf5 may crash: the daemon reads its files in a child for that reason, and the \
            crashes are only counted.
            """
    )

    @Option(help: "Inputs for each format.") var inputs = 10_000
    @Option(help: "Only these: \(FormatName.list). May be given more than once.") var only: [FormatName] = []
    @Option(help: "Where the inputs start.") var seed: UInt64 = 20_261_121
    @Option(help: "The first input's number, to see one again.") var first = 0
    @Flag(help: "Save the inputs and read nothing.") var writeOnly = false
    @Option(help: "Processes at a time.") var processes = 2
    @Option(help: "Where offending inputs are saved.") var save = "fuzz-findings"
    @Option(help: "The folder of the tests, whose fixtures are seeds.") var tests = "Tests"

    func validate() throws {
        guard inputs > 0, first >= 0, (1...64).contains(processes) else {
            throw ValidationError("--inputs and --processes are positive.")
        }
    }

    func run() throws {
        if !writeOnly { print(FormatReport.header) }
        var isSound = true
        for name in FormatName.allCases where only.isEmpty || only.contains(name) {
            let format = try name.format(tests: URL(filePath: tests))
            guard !writeOnly else {
                for number in first..<first + inputs { print(try saved(number, of: format)) }
                continue
            }
            let campaign = FuzzRun(format, seed: seed, numbers: first..<first + inputs, processes: processes)
            let report = campaign.perform()
            print(report.line)
            for finding in report.findings {
                print("  \(finding.description): \(try saved(finding.number, of: format))")
            }
            isSound = isSound && report.isSound
        }
        guard isSound else { throw ExitCode(1) }
    }

    private func saved(_ number: Int, of format: Format) throws -> String {
        let folder = URL(filePath: save)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appending(path: "\(format.name.rawValue)-\(number)")
        try Data(format.input(number, seed: seed)).write(to: file)
        return
            "\(file.path()), again with --only \(format.name.rawValue) --first \(number) --inputs 1"
    }
}
