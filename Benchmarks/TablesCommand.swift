import ArgumentParser
import FoundationEssentials
import Glibc

/// Reads and centres one file again and again, for `tables.py`, which does the same with other readers.
///
/// Prints a line of JSON: the seconds of each run, bytes in RAM before the first run and the most during it.
struct TablesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tables",
        abstract: "Measure the reading and centring of one file of results; asked by Benchmarks/tables.py."
    )

    @Argument(help: "A file with columns 'gene' and 'feature_…'.") var file: String
    @Option(help: "What the column 'gene' holds in control wells.") var control: String
    @Option(help: "Timed runs, after one for memory.") var runs = 9
    @Option(help: "Write the centred numbers to this file, as doubles row by row.") var output: String?

    func run() throws {
        #if DEBUG
        throw ValidationError("This is a debug build. Measure 'swift build -c release' only.")
        #else
        _ = ProcessMemory.resetPeak()
        let start = ProcessMemory.resident(of: "self") ?? 0
        let (count, peak) = try firstRun()
        guard count > 0 else { throw ValidationError("The file has no columns 'gene' and 'feature_…'.") }
        let used = processorSeconds()
        let times = try (0..<runs).map { _ in
            try seconds { _ = try centredFeatures(ofFile: file, control: control) }
        }
        let figures = Figures(
            seconds: times,
            processorSeconds: (processorSeconds() - used) / Double(max(runs, 1)),
            startBytes: start,
            peakBytes: peak
        )
        print(String(decoding: try JSONEncoder().encode(figures), as: UTF8.self))
        #endif
    }

    /// How many numbers there are, and the most bytes in RAM until they were there.
    private func firstRun() throws -> (count: Int, peak: Int) {
        let values = try centredFeatures(ofFile: file, control: control) ?? []
        let peak = ProcessMemory.peak(of: "self") ?? 0
        if let output {
            try values.withUnsafeBytes { try Data($0).write(to: URL(filePath: output)) }
        }
        return (values.count, peak)
    }

    /// What all threads of this process have used so far.
    private func processorSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
    }

    private struct Figures: Encodable {
        let seconds: [Double]
        /// Of all threads, a run.
        let processorSeconds: Double
        let startBytes: Int
        let peakBytes: Int
    }
}
