import FoundationEssentials
import Glibc
import RealModule
import Screen

/// What a run found: printed as it goes, and kept for the JSON file.
struct Report: Codable {
    struct Section: Codable {
        let benchmark: BenchmarkName
        let measurements: [Measurement]
    }

    let machine: Machine
    let loadBefore: Double?
    private(set) var loadAfter: Double?
    private(set) var sections: [Section] = []

    init(machine: Machine) {
        self.machine = machine
        loadBefore = Machine.load
    }

    func printHeader() {
        print("\(machine.processor), \(machine.cores) cores, \(machine.system)")
        print("BLAS: \(machine.blas), kernel \(machine.kernel), threads \(machine.threads)")
        print("Load before: \(loadBefore.map { decimal($0, 2) } ?? "unknown")")
        print("Time and memory are medians (least to greatest of n runs). A ratio is baseline over measured.")
        fflush(nil)
    }

    mutating func add(_ measurements: [Measurement], of benchmark: BenchmarkName) {
        sections.append(Section(benchmark: benchmark, measurements: measurements))
        print("\n\(benchmark.title)")
        print(row("", "median", "least", "greatest", "n", "memory", "BLAS"))
        for measurement in measurements { printLines(of: measurement) }
        fflush(nil)
    }

    mutating func printFooter() {
        loadAfter = Machine.load
        print("\nLoad after: \(loadAfter.map { decimal($0, 2) } ?? "unknown"), this run's own included")
        fflush(nil)
    }

    func write(to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try encoder.encode(self).write(to: URL(filePath: path), options: .atomic)
    }

    private func printLines(of measurement: Measurement) {
        let unit = measurement.unit
        let blas = "\(measurement.kernel) x \(measurement.threads)"
        let memory = measurement.memoryRise.map { "+" + figure(Double($0), .bytes) } ?? ""
        print(cells(measurement.what, measurement.spread, unit, memory, blas))
        for baseline in measurement.baselines {
            print(cells("  \(baseline.name)", baseline.spread, unit, "ratio \(ratio(baseline.ratio))", blas))
        }
        if let remark = measurement.remark { print("    \(remark)") }
    }

    private func cells(
        _ name: String,
        _ spread: Spread,
        _ unit: Measurement.Unit,
        _ memory: String,
        _ blas: String
    ) -> String {
        let figures = [spread.median, spread.least, spread.most].map { figure($0, unit) }
        return row(name, figures[0], figures[1], figures[2], "\(spread.runs)", memory, blas)
    }

    private func row(_ name: String, _ columns: String...) -> String {
        let widths = [11, 11, 11, 4, 13, 14]
        let padded = zip(columns, widths).map { text, width in
            String(repeating: " ", count: max(1, width - text.count)) + text
        }
        return "  " + name + String(repeating: " ", count: max(0, 52 - name.count)) + padded.joined()
    }
}

/// `12.3 ms`, `1.23 s`, `45.6 MB`: three digits or so.
private func figure(_ value: Double, _ unit: Measurement.Unit) -> String {
    let steps: [(least: Double, name: String)] =
        switch unit {
        case .seconds: [(1, "s"), (1e-3, "ms"), (0, "us")]
        case .bytes: [(1e6, "MB"), (0, "kB")]
        }
    let step = steps.first { value >= $0.least } ?? steps[steps.count - 1]
    let size =
        switch step.name {
        case "us": 1e-6
        case "kB": 1e3
        default: step.least
        }
    let scaled = value / size
    return decimal(scaled, scaled < 10 ? 2 : scaled < 100 ? 1 : 0) + " \(step.name)"
}

/// `7e-15`: how large a difference is, to one digit.
func order(of difference: Double) -> String {
    guard difference.isFinite, difference > 0 else { return difference == 0 ? "0" : "NOT A NUMBER" }
    var exponent = Int(Double.log10(difference).rounded(.down))
    // because 9.7 would be written as 10
    if difference / Double.pow(10, exponent) >= 9.5 { exponent += 1 }
    return "\(decimal(difference / Double.pow(10, exponent), 0))e\(exponent)"
}

private func ratio(_ value: Double) -> String { decimal(value, value < 10 ? 2 : value < 100 ? 1 : 0) }
