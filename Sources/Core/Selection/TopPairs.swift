import Statistics

/// The columns whose reward is at least the (1 − `fraction`) quantile, ascending; ties at the threshold all
/// count.
///
/// The quantile is interpolated linearly (NumPy's default). Empty where a reward is NaN, because a share of
/// an unknown whole is unknown.
package func topColumns(of rewards: [Double], fraction: Double) -> [Int] {
    precondition(fraction > 0 && fraction <= 1, "a share of the pairs lies above 0 and up to 1")
    let threshold = quantile(rewards, 1 - fraction)
    return rewards.indices.filter { rewards[$0] >= threshold }
}

/// The share of the top pairs found after each of `picks` (columns, in the order of measurement).
///
/// A pair that is picked twice is found once. Zero throughout where there are no top pairs.
package func recall(of picks: [Int], rewards: [Double], fraction: Double) -> [Double] {
    var wanted = Set(topColumns(of: rewards, fraction: fraction))
    let total = wanted.count
    return picks.map { column in
        wanted.remove(column)
        return total == 0 ? 0 : Double(total - wanted.count) / Double(total)
    }
}
