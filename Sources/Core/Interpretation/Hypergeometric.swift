import RealModule

/// The chance that a random set of genes shares at least `overlap` genes with a marked set.
///
/// `drawn` genes are taken without replacement from `population` genes, of which `marked` are marked:
/// P(X ≥ overlap) of the hypergeometric distribution. Relative error below 1e-11 down to 1e-300 (the saddle
/// point form of Loader 2000 for one term, and ratios of neighbouring terms for the rest); smaller chances
/// fade to 0.
package func hypergeometricTail(_ overlap: Int, population: Int, marked: Int, drawn: Int) -> Double {
    precondition(
        population >= 0 && (0...population).contains(marked) && (0...population).contains(drawn),
        "\(marked) marked and \(drawn) drawn of \(population)"
    )
    let least = max(0, drawn + marked - population)
    let most = min(marked, drawn)
    guard overlap > least else { return 1 }
    guard overlap <= most else { return 0 }
    let mode = Double(drawn + 1) * Double(marked + 1) / Double(population + 2)
    let far = Double(population - marked - drawn)
    // The sum runs away from the mode, where its terms only shrink.
    if Double(overlap) > mode {
        var sum = 1.0
        var term = 1.0
        var count = overlap
        while count < most {
            let k = Double(count)
            term *= (Double(marked) - k) * (Double(drawn) - k) / ((k + 1) * (far + k + 1))
            sum += term
            if term < 1e-17 * sum { break }
            count += 1
        }
        return min(1, hypergeometricMass(overlap, population, marked, drawn) * sum)
    }
    var sum = 1.0
    var term = 1.0
    var count = overlap - 1
    while count > least {
        let k = Double(count)
        term *= k * (far + k) / ((Double(marked) - k + 1) * (Double(drawn) - k + 1))
        sum += term
        if term < 1e-17 * sum { break }
        count -= 1
    }
    return max(0, 1 - hypergeometricMass(overlap - 1, population, marked, drawn) * sum)
}

/// P(X = overlap), from three binomial terms, none of which cancels (Loader 2000).
private func hypergeometricMass(_ overlap: Int, _ population: Int, _ marked: Int, _ drawn: Int) -> Double {
    guard drawn > 0, drawn < population else { return 1 }
    let share = Double(drawn) / Double(population)
    let rest = Double(population - drawn) / Double(population)
    return Double.exp(
        logBinomialMass(overlap, marked, share, rest)
            + logBinomialMass(drawn - overlap, population - marked, share, rest)
            - logBinomialMass(drawn, population, share, rest)
    )
}

/// log of C(n, k) pᵏ qⁿ⁻ᵏ.
private func logBinomialMass(_ successes: Int, _ trials: Int, _ p: Double, _ q: Double) -> Double {
    let k = Double(successes)
    let n = Double(trials)
    if successes == 0 { return trials == 0 ? 0 : -deviance(n, n * q) - n * p }
    if successes == trials { return -deviance(n, n * p) - n * q }
    let corrections = stirlingError(trials) - stirlingError(successes) - stirlingError(trials - successes)
    return corrections - deviance(k, n * p) - deviance(n - k, n * q)
        + 0.5 * Double.log(n / (2 * Double.pi * k * (n - k)))
}

/// k log(k / mean) + mean − k, without the difference of two large numbers.
private func deviance(_ k: Double, _ mean: Double) -> Double {
    guard (k - mean).magnitude < 0.1 * (k + mean) else { return k * Double.log(k / mean) + mean - k }
    let ratio = (k - mean) / (k + mean)
    var sum = (k - mean) * ratio
    var power = 2 * k * ratio
    var order = 3.0
    while order < 2_000 {
        power *= ratio * ratio
        let next = sum + power / order
        if next == sum { break }
        sum = next
        order += 2
    }
    return sum
}

/// log n! less Stirling's approximation of it.
private func stirlingError(_ count: Int) -> Double {
    let n = Double(count)
    guard count > 15 else {
        var factorial = 1.0
        for factor in 1...max(count, 1) { factorial *= Double(factor) }
        guard count > 0 else { return 0 }
        return Double.log(factorial) - ((n + 0.5) * Double.log(n) - n + 0.5 * Double.log(2 * Double.pi))
    }
    let square = n * n
    let inner = 1.0 / 1_260 - (1.0 / 1_680 - 1.0 / 1_188 / square) / square
    return (1.0 / 12 - (1.0 / 360 - inner / square) / square) / n
}
