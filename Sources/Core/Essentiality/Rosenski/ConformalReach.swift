/// Half the width of each held-out line's 90 % interval, from the residuals of lines of other groups.
///
/// The ⌈0.9 (n + 1)⌉-th smallest of their sizes, or the greatest (Lei et al. 2018, "Distribution-free predictive
/// inference for regression").
///
/// - Parameters:
///   - measured: a value a line, NaN where unknown.
///   - heldOut: a prediction a line.
///   - groups: of each line, `nil` where it was not held out.
/// - Returns: NaN for lines not held out.
func conformalReaches(measured: [Double], heldOut: [Double], groups: [Int?]) -> [Double] {
    var sizes: [(group: Int, size: Double)] = []
    for line in measured.indices {
        guard let group = groups[line] else { continue }
        let size = (measured[line] - heldOut[line]).magnitude
        if !size.isNaN { sizes.append((group, size)) }
    }
    sizes.sort { $0.size < $1.size }
    var reaches: [Int: Double] = [:]
    return groups.map { group in
        guard let group else { return .nan }
        if let reach = reaches[group] { return reach }
        let others = sizes.filter { $0.group != group }
        let rank = Int((DistanceScale.level * Double(others.count + 1)).rounded(.up))
        let reach = others.isEmpty ? 0 : others[min(rank, others.count) - 1].size
        reaches[group] = reach
        return reach
    }
}
