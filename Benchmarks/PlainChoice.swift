import LinearAlgebra

/// Information-directed sampling as its definition reads (paper, equation 5 and appendix C): one pair
/// after another, and for each of them one group of draws after another.
///
/// The baseline of a choice. Returns the columns of the `count` least ratios, with the ratios.
func plainChoice(_ samples: Matrix, count: Int) -> [(column: Int, ratio: Double)] {
    let draws = 0..<samples.rows
    let pairs = 0..<samples.columns
    var sharing: [Int: [Int]] = [:]
    var best = 0.0
    for draw in draws {
        var leader = 0
        for pair in pairs where samples[draw, pair] > samples[draw, leader] { leader = pair }
        sharing[leader, default: []].append(draw)
        best += samples[draw, leader] / Double(samples.rows)
    }
    let groups = sharing.sorted { $0.key < $1.key }.map(\.value)
    let ratios = pairs.map { pair in
        let values = draws.map { samples[$0, pair] }
        let mean = values.reduce(0, +) / Double(values.count)
        let regret = max(best - mean, 0)
        var information = 0.0
        for group in groups {
            let share = Double(group.count) / Double(values.count)
            let conditional = group.map { values[$0] }.reduce(0, +) / Double(group.count)
            information += share * (conditional - mean) * (conditional - mean)
        }
        return regret * regret / information
    }
    let order = pairs.sorted { (ratios[$0], $0) < (ratios[$1], $1) }
    return order.prefix(count).map { ($0, ratios[$0]) }
}
