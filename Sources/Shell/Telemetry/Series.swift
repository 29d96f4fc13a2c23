/// What a metric is, in the words of Prometheus.
enum MetricKind: String {
    case counter
    case gauge
    case histogram
}

/// One metric name with all its label sets.
struct MetricFamily {
    let kind: MetricKind
    /// Upper bounds of a histogram's buckets, ascending, without infinity.
    let buckets: [Double]
    var help = ""
    var series: [Labels: Sample] = [:]
}

/// The labels of one series, sorted by name.
struct Labels: Hashable, Comparable {
    let pairs: [Label]

    struct Label: Hashable {
        let name: String
        let value: String
    }

    /// Names become legal ones, the first of two equal names stands, and values are cut at 128 characters.
    init(_ dimensions: [(String, String)]) {
        var kept: [Label] = []
        for (name, value) in dimensions {
            let name = legalName(name, allowsColon: false)
            guard !kept.contains(where: { $0.name == name }) else { continue }
            kept.append(Label(name: name, value: String(value.prefix(128))))
        }
        pairs = kept.sorted { ($0.name, $0.value) < ($1.name, $1.value) }
    }

    static func < (left: Labels, right: Labels) -> Bool {
        left.pairs.lexicographicallyPrecedes(right.pairs) { ($0.name, $0.value) < ($1.name, $1.value) }
    }

    /// `{a="1",b="2"}`, or nothing; `extra` is appended, unsorted, for a histogram's `le`.
    func text(_ extra: [(name: String, value: String)] = []) -> String {
        let all = pairs.map { ($0.name, $0.value) } + extra.map { ($0.name, $0.value) }
        guard !all.isEmpty else { return "" }
        return "{" + all.map { "\($0)=\"\(escaped($1, quotes: true))\"" }.joined(separator: ",") + "}"
    }
}

/// The numbers of one series.
struct Sample {
    /// Counter or gauge; sum of a histogram.
    var value = 0.0
    var count: UInt64 = 0
    /// Observations a bucket, each in one bucket only; the last is beyond all bounds.
    var perBucket: [UInt64] = []
}

/// A name of `[a-zA-Z_:][a-zA-Z0-9_:]*`, everything else as `_`.
func legalName(_ text: String, allowsColon: Bool) -> String {
    var name = ""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "a"..."z", "A"..."Z", "_": name.unicodeScalars.append(scalar)
        case "0"..."9": name += name.isEmpty ? "_\(scalar)" : "\(scalar)"
        case ":" where allowsColon: name += ":"
        default: name += "_"
        }
    }
    return name.isEmpty ? "_" : name
}

/// `\` and newline (and `"` in a label) as the text format wants them.
func escaped(_ text: String, quotes: Bool) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\\": result += "\\\\"
        case "\n": result += "\\n"
        case "\"" where quotes: result += "\\\""
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result
}
