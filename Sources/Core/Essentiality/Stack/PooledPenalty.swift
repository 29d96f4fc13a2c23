import RealModule

/// Chooses a penalty for each target, drawn towards what serves all of them.
///
/// A target's own leave-one-out error is too noisy a guide by itself; its logarithm is added to the mean
/// logarithm over the targets that count (docs/Essentiality.md: by itself it lost a tenth of the correlation).
/// - Parameters:
///   - errors: for each target, over the grid: the leave-one-out mean squared error over the target's variance.
///   - counts: whether a target has a say in the mean.
/// - Returns: places of the grid; the first of equals.
func pooledPenalties(_ errors: [[Double]], counts: [Bool]) -> [Int] {
    guard let grid = errors.first?.count else { return [] }
    let logarithms = errors.map { row in row.map { Double.log(max($0, 1e-12)) } }
    var pooled = [Double](repeating: 0, count: grid)
    let voters = counts.indices.filter { counts[$0] }
    for place in 0..<grid where !voters.isEmpty {
        pooled[place] = voters.reduce(0) { $0 + logarithms[$1][place] } / Double(voters.count)
    }
    return logarithms.map { row in
        // Rounded, so that the last bits of a product never choose.
        let scores = row.indices.map { ((row[$0] + pooled[$0]) * 1e10).rounded() }
        var best = 0
        for place in scores.indices where scores[place] < scores[best] { best = place }
        return best
    }
}
