/// An input that did harm.
struct Finding: CustomStringConvertible {
    enum Kind {
        case crash(signal: Int32)
        case hang
        case memory(kilobytes: Int)
    }

    let number: Int
    let kind: Kind

    var description: String {
        switch kind {
        case .crash(let signal): "input \(number) crashed the reader (signal \(signal))"
        case .hang: "input \(number) took more than five seconds of processor time"
        case .memory(let kilobytes): "input \(number) took \(kilobytes >> 10) MB"
        }
    }
}

/// What came of the inputs of one format.
struct FormatReport {
    private let format: Format
    private let inputs: Int
    private var taken = 0
    private var rules: [String: Int] = [:]
    private var slowest = (time: 0, number: 0)
    private var peak = (growth: 0, number: 0)
    private var died = 0
    private var ends: [String: Int] = [:]
    private(set) var findings: [Finding] = []
    var seconds = 0.0

    init(_ format: Format, inputs: Int) {
        self.format = format
        self.inputs = inputs
    }

    /// Whether no reader of ours crashed, hung or took too much.
    var isSound: Bool { findings.isEmpty }

    mutating func add(_ finding: Finding) {
        guard format.mayCrash else {
            findings.append(finding)
            return
        }
        died += 1
        switch finding.kind {
        case .crash: ends["crashed", default: 0] += 1
        case .hang: ends["hung", default: 0] += 1
        case .memory: ends["memory", default: 0] += 1
        }
    }

    mutating func add(_ record: SharedRecord) {
        taken += record.taken
        rules.merge(record.rules, uniquingKeysWith: +)
        if record.slowest.time > slowest.time { slowest = record.slowest }
        guard record.peak.growth > peak.growth else { return }
        peak = record.peak
        if peak.growth > FuzzRun.mostGrowth, !format.mayCrash {
            findings.append(.init(number: peak.number, kind: .memory(kilobytes: peak.growth)))
        }
    }

    static let header =
        "format            inputs     taken   refused      died  per second  slowest ms  peak MB  refused by rule"

    var line: String {
        let refused = rules.values.reduce(0, +)
        let byRule = rules.merging(ends, uniquingKeysWith: +).sorted {
            ($1.value, $0.key) < ($0.value, $1.key)
        }
        .map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        let columns = [
            (format.name.rawValue, -13), ("\(inputs)", 10), ("\(taken)", 9), ("\(refused)", 9),
            ("\(died + findings.count)", 9), ("\(Int(Double(inputs) / max(seconds, 1e-9)))", 11),
            (tenths(Double(slowest.time) / 1e6), 11), (tenths(Double(peak.growth) / 1024), 8),
        ]
        return columns.map { padded($0.0, $0.1) }.joined(separator: " ") + "  " + byRule
    }
}

/// To the left of so many places, or to the right of them where they are negative.
private func padded(_ text: String, _ width: Int) -> String {
    let gap = String(repeating: " ", count: max(0, abs(width) - text.count))
    return width < 0 ? text + gap : gap + text
}

private func tenths(_ value: Double) -> String {
    let rounded = (value * 10).rounded() / 10
    return "\(rounded)"
}
