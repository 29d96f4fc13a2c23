/// Ranks from 1; equal values share the mean of their ranks.
///
/// The order of NaN is not defined: leave them out first.
package func averageRanks(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { left, right in
        values[left] != values[right] ? values[left] < values[right] : left < right
    }
    var ranks = [Double](repeating: 0, count: values.count)
    var start = 0
    while start < order.count {
        var end = start + 1
        while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
        // Places start+1 … end share their mean.
        let shared = Double(start + 1 + end) / 2
        for place in start..<end { ranks[order[place]] = shared }
        start = end
    }
    return ranks
}

/// Pearson's correlation, −1 … 1; NaN where either side is constant or has fewer than two values.
package func pearson(_ x: [Double], _ y: [Double]) -> Double {
    precondition(x.count == y.count, "a correlation of \(x.count) with \(y.count) values")
    // because the rounding of the mean gives a constant a deviation of its last bit
    guard let firstX = x.first, let firstY = y.first, x.contains(where: { $0 != firstX }),
        y.contains(where: { $0 != firstY })
    else { return .nan }
    let centreX = mean(x)
    let centreY = mean(y)
    var xx = 0.0
    var yy = 0.0
    var xy = 0.0
    for index in x.indices {
        let dx = x[index] - centreX
        let dy = y[index] - centreY
        xx += dx * dx
        yy += dy * dy
        xy += dx * dy
    }
    let r = xy / (xx.squareRoot() * yy.squareRoot())
    return r.isNaN ? r : min(max(r, -1), 1)
}

/// Spearman's correlation: Pearson's of the average ranks.
package func spearman(_ x: [Double], _ y: [Double]) -> Double {
    pearson(averageRanks(x), averageRanks(y))
}

/// The two-sided p-value of a correlation `r` of `n` pairs of values (Student's t with n − 2 degrees).
///
/// 1 for n = 2, where r is always ±1; NaN for fewer, and for r NaN or outside −1 … 1.
package func pearsonPValue(r: Double, n: Int) -> Double {
    guard n >= 2, r.magnitude <= 1 else { return .nan }
    guard n > 2 else { return 1 }
    let degrees = Double(n - 2)
    // t² / (df + t²) = r², so that neither end loses digits.
    return incompleteBeta(degrees / 2, 0.5, (1 - r) * (1 + r), r * r)
}
