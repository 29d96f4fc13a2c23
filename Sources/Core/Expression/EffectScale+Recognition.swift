import LinearAlgebra
package import Screen

/// The scale of an effect matrix: the declared one where the values allow it, otherwise as recognised.
///
/// All values within 0 … 1 are probabilities. z-scores have a mean near 0 and an SD near 1 in most genes, or in
/// most lines. Gene effects have negative values, none beyond ±20. DEMETER2 and Chronos cannot be told apart by their
/// values, since both are scaled to 0 for genes without effect and −1 for the median of common essential genes: only
/// the file's name or a declaration tells, and one declared as the other is not noticed.
/// - Parameters:
///   - matrix: lines × targets.
///   - declared: the scale it is said to have.
///   - fileName: its name, or the path to it.
/// - Returns: the scale to be stored with a model.
/// - Throws: a `Rejection`: `outside-effect-scale` naming the line and gene of a value that the declared scale
///   cannot hold, or what the values look like instead; `effect-scale-unknown` where they fit no scale;
///   `no-values`.
package func effectScale(
    of matrix: LabelledMatrix,
    declared: EffectScale? = nil,
    fileName: String? = nil
) throws(Rejection) -> EffectScale {
    var least = Double.infinity
    var greatest = -Double.infinity
    var known = 0
    for value in matrix.values.storage {
        known += value == value ? 1 : 0
        least = value < least ? value : least
        greatest = value > greatest ? value : greatest
    }
    guard least <= greatest else {
        throw noValues(expected: "a gene effect or probability of dependency for most lines and genes")
    }
    let isProbability = least >= 0 && greatest <= 1
    let isEffect = max(least.magnitude, greatest.magnitude) <= EffectScale.greatestMagnitude
    let isStandardised = looksStandardised(matrix)
    switch declared {
    case .dependencyProbability:
        if isProbability { return .dependencyProbability }
        throw outside(matrix, named: .dependencyProbability, expected: "a probability, 0 to 1") {
            0...1 ~= $0
        }
    case .geneEffect, .demeter2:
        guard let declared else { preconditionFailure("it was declared") }
        guard isEffect else {
            throw outside(matrix, named: declared, expected: "a gene effect, -20 to 20") {
                $0.magnitude <= EffectScale.greatestMagnitude
            }
        }
        guard isStandardised != true else { throw contradicted(declared, looksLike: .zScore) }
        guard least < 0 || known < EffectScale.fewestToContradict else {
            throw withoutNegative(declared, isProbability: isProbability)
        }
        return declared
    case .zScore:
        guard isStandardised != false else { throw notStandardised }
        return .zScore
    case nil:
        if isProbability { return .dependencyProbability }
        if isStandardised == true { return .zScore }
        if isEffect, least < 0 { return EffectScale.isDEMETER2(fileName: fileName) ? .demeter2 : .geneEffect }
        throw Rejection(
            rule: "effect-scale-unknown",
            reason: "The values run from \(decimal(least, 3)) to \(decimal(greatest, 3)), which is neither a "
                + "gene effect (some below 0, none beyond 20) nor a probability of dependency (0 to 1).",
            expected: "gene effects or probabilities of dependency",
            remedy: "Give DepMap's CRISPRGeneEffect.csv or CRISPRGeneDependency.csv, or declare the scale."
        )
    }
}

/// Whether most genes, or most lines, have a mean near 0 and an SD near 1; `nil` where too few values tell.
///
/// Near is within 0.2, more than the share of lines that are in the other file moves either. A gene effect has
/// SDs of 0.1 to 0.3 in most genes.
func looksStandardised(_ matrix: LabelledMatrix) -> Bool? {
    let (rows, columns) = (matrix.lines.count, matrix.genes.count)
    let byGene = columns > 0 && rows >= 10 ? standardisedShare(matrix.values, alongRows: false) : nil
    let byLine = columns >= 100 ? standardisedShare(matrix.values, alongRows: true) : nil
    let shares = [byGene, byLine].compactMap { $0 }
    return shares.isEmpty ? nil : shares.contains { $0 >= 0.8 }
}

/// The share of the columns, or of the rows, that have a mean near 0 and an SD near 1.
private func standardisedShare(_ matrix: Matrix, alongRows: Bool) -> Double? {
    let (outer, inner) = alongRows ? (matrix.rows, matrix.columns) : (matrix.columns, matrix.rows)
    // three hundred tell as much as all of them
    let step = max(1, outer / 300)
    let values = matrix.storage
    var judged = 0
    var near = 0
    for place in stride(from: 0, to: outer, by: step) {
        var (count, sum, squares) = (0.0, 0.0, 0.0)
        for other in 0..<inner {
            let value = values[alongRows ? place &* inner &+ other : other &* outer &+ place]
            guard value == value else { continue }
            count += 1
            sum += value
            squares += value * value
        }
        guard count >= 10 else { continue }
        judged += 1
        let mean = sum / count
        let sd = (max(0, squares - sum * mean) / (count - 1)).squareRoot()
        if mean.magnitude < 0.2, (0.8...1.2).contains(sd) { near += 1 }
    }
    return judged > 0 ? Double(near) / Double(judged) : nil
}

private func outside(
    _ matrix: LabelledMatrix,
    named scale: EffectScale,
    expected: String,
    _ isAllowed: (Double) -> Bool
) -> Rejection {
    let place = matrix.values.storage.firstIndex { !$0.isNaN && !isAllowed($0) } ?? 0
    let line = matrix.lines[place / matrix.genes.count]
    return Rejection(
        rule: "outside-effect-scale",
        reason:
            "Line \(Rejection.shortened(line)) has a value that the declared scale, \(scale.rawValue), cannot hold.",
        column: matrix.genes[place % matrix.genes.count].symbol,
        value: "\(matrix.values.storage[place])",
        expected: expected,
        remedy: "Declare the scale the file has, or leave it out to have it recognised."
    )
}

private func contradicted(_ scale: EffectScale, looksLike other: EffectScale) -> Rejection {
    Rejection(
        rule: "outside-effect-scale",
        reason: "Most genes have a mean near 0 and a standard deviation near 1: these are z-scores, not the "
            + "declared scale, \(scale.rawValue).",
        expected: scale.words,
        remedy: "Declare \(other.rawValue), or give the values before they were centred and scaled."
    )
}

private let notStandardised = Rejection(
    rule: "outside-effect-scale",
    reason:
        "The declared scale is z-score, but neither genes nor lines have means near 0 and standard deviations "
        + "near 1.",
    expected: EffectScale.zScore.words,
    remedy: "Declare the scale the file has, or leave it out to have it recognised."
)

/// A gene effect of many genes and lines is below 0 as often as not.
private func withoutNegative(_ scale: EffectScale, isProbability: Bool) -> Rejection {
    Rejection(
        rule: "outside-effect-scale",
        reason: isProbability
            ? "All values lie between 0 and 1: these are probabilities, not the declared scale, \(scale.rawValue)."
            : "No value is below 0, as half of those of the declared scale, \(scale.rawValue), are.",
        expected: scale.words,
        remedy: isProbability
            ? "Declare \(EffectScale.dependencyProbability.rawValue), or give DepMap's CRISPRGeneEffect.csv."
            : "Declare the scale the file has; where a high value is essential, change the sign."
    )
}
