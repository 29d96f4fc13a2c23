/// Slurm's short form of a set of numbers: `0-9,12,15-20`.
package enum IndexList {
    /// The short form of numbers, in rising order and each once.
    package static func compressed(_ indices: some Sequence<Int>) -> String {
        var runs: [ClosedRange<Int>] = []
        for index in Set(indices).sorted() {
            if let last = runs.last, last.upperBound + 1 == index {
                runs[runs.count - 1] = last.lowerBound...index
            } else {
                runs.append(index...index)
            }
        }
        return runs.map { run in
            run.count == 1 ? "\(run.lowerBound)" : "\(run.lowerBound)-\(run.upperBound)"
        }.joined(separator: ",")
    }

    /// The numbers of a short form, in its order.
    ///
    /// Takes what Slurm's programs print: brackets around it, steps (`0-8:4`) and a limit of tasks at once behind
    /// it (`[4-7%2]`). `nil` where it is nothing of the sort, was cut short (`1,3,...`), or holds more numbers
    /// than an array can.
    package static func expanded(_ text: some StringProtocol) -> [Int]? {
        var list = text[...]
        if list.hasPrefix("["), list.hasSuffix("]") { list = list.dropFirst().dropLast() }
        if let percent = list.firstIndex(of: "%") {
            guard number(list[list.index(after: percent)...]) != nil else { return nil }
            list = list[..<percent]
        }
        var indices: [Int] = []
        for piece in list.split(separator: ",", omittingEmptySubsequences: false) {
            guard let (range, step) = run(piece), range.upperBound < SlurmSettings.largestArray,
                indices.count + range.count / step <= SlurmSettings.largestArray
            else { return nil }
            indices += stride(from: range.lowerBound, through: range.upperBound, by: step)
        }
        return indices
    }

    private static func run(_ piece: some StringProtocol) -> (ClosedRange<Int>, Int)? {
        let parts = piece.split(separator: ":", omittingEmptySubsequences: false)
        guard let first = parts.first, parts.count <= 2 else { return nil }
        let ends = first.split(separator: "-", omittingEmptySubsequences: false)
        let step = parts.count == 2 ? number(parts[1]) : 1
        guard let step, step > 0, let lower = ends.first.flatMap({ number($0) }) else { return nil }
        if ends.count == 1 { return parts.count == 1 ? (lower...lower, 1) : nil }
        guard ends.count == 2, let upper = number(ends[1]), upper >= lower else { return nil }
        return (lower...upper, step)
    }
}

/// Digits alone, unlike `Int.init`, which takes signs.
func number(_ text: some StringProtocol) -> Int? {
    text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int(text) : nil
}
