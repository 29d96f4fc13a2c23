package import Screen

/// One well's value as a file gives it: where the file puts it, and its embedding.
package struct PlateWell: Sendable {
    package let position: WellPosition
    package let embedding: [Double]

    package init(position: WellPosition, embedding: [Double]) {
        self.position = position
        self.embedding = embedding
    }
}

/// How sure one has to be.
enum Judgement {
    /// Fewer wells say nothing.
    static let fewestWells = 12
    /// By how much the best layout must surpass every other, in natural logarithms of odds: 22,000 to 1.
    ///
    /// On plates of pure noise, drift and dead wells no wrong layout came further than 8 (docs/PlateTruth.md).
    static let margin = 10.0
    /// How far the next best may stand above the middle of all, as a share of the best.
    ///
    /// Where wells side by side look alike, and replicates are side by side, every turn of the plate seems to be right.
    static let share = 0.5
    /// Share of the wells that another layout has to explain; a shift by a row loses an eighth at most.
    static let explained = 0.8
    /// What a well costs a layout that leaves it empty, where the design does not explain every well either.
    ///
    /// A file of exactly the wells of the design may have been listed by the design.
    static let emptyWell = 0.5
}

/// Finds out which layout a plate really has: as designed, turned, mirrored, shifted, or that of another
/// plate.
///
/// Wells of one content should look alike, and like what is known of it; see `docs/PlateTruth.md` for the
/// model. The result is the same whatever the order of the arguments.
///
/// - Parameters:
///   - wells: Each position once, embeddings of one length; wells with a value that is not finite (after the
///     logarithm, where it is asked for) are passed over.
///   - designed: The layout that the file's plate should have.
///   - otherPlates: Plates it may have been confused with; those of another format are passed over.
///   - known: What is believed of contents; may be empty.
///   - logarithm: Whether the log2 of every value is compared, as in the campaign's profile.
/// - Returns: which layout the wells speak for, and how much.
package func judgePlate(
    _ wells: [PlateWell],
    designed: PlateLayout,
    otherPlates: [PlateLayout],
    known: KnownContents,
    logarithm: Bool
) -> PlateVerdict {
    let rows = wells.map { (position: $0.position, values: transformed($0.embedding, logarithm)) }
        .filter { $0.values.allSatisfy(\.isFinite) && designed.format.contains($0.position) }
        .sorted { $0.position < $1.position }
    let hypotheses = distinctHypotheses(rows.map(\.position), designed, otherPlates)
    guard rows.count >= Judgement.fewestWells else {
        return PlateVerdict(
            plate: designed.barcode,
            wells: rows.count,
            outcome: .undecided,
            evidence: [],
            likeliest: .designed
        )
    }
    let evidence = weigh(hypotheses, rows, designed.format, known)
    var outcome = outcome(evidence, wells: rows.count)
    if case .other = outcome {
        let decoys = decoys(of: designed, rows.map(\.position))
        let chance = weigh(hypotheses + decoys, rows, designed.format, known).suffix(decoys.count)
        if !standsOut(evidence, above: chance.map(\.evidence)) { outcome = .undecided }
    }
    return PlateVerdict(
        plate: designed.barcode,
        wells: rows.count,
        outcome: outcome,
        evidence: evidence,
        likeliest: best(evidence)?.layout ?? .designed
    )
}

/// A layout that the wells may have, and what they hold then.
private struct Hypothesis {
    let layout: TrueLayout
    let contents: [WellContent?]
    let likeness: Likeness
}

/// Every layout that says something else of the wells than those before it; two plates with one platemap
/// cannot be told apart, and need not be.
private func distinctHypotheses(
    _ positions: [WellPosition],
    _ designed: PlateLayout,
    _ otherPlates: [PlateLayout]
) -> [Hypothesis] {
    let others = otherPlates.filter { $0.format == designed.format && $0.barcode != designed.barcode }
        .sorted { $0.barcode < $1.barcode }
    let layouts = TrueLayout.ofOnePlate.map { ($0, designed) } + others.map { (.plate($0.barcode), $0) }
    var seen: Set<[ContentKey?]> = []
    var result: [Hypothesis] = []
    for (layout, plate) in layouts {
        let contents = positions.map { position in
            layout.designedPosition(of: position, on: designed.format).flatMap { plate.wells[$0] }
        }
        let likeness = Likeness(contents)
        guard seen.insert(likeness.keys).inserted else { continue }
        result.append(Hypothesis(layout: layout, contents: contents, likeness: likeness))
    }
    return result
}

/// Layouts that nobody's plate has: the design shifted by two and three wells.
///
/// Where drift makes neighbours alike, and the design has replicates side by side, these explain the wells as
/// well as any error would.
private func decoys(of designed: PlateLayout, _ positions: [WellPosition]) -> [Hypothesis] {
    let far = [-3, -2, 2, 3]
    let shifts = far.map { (0, $0) } + far.map { ($0, 0) } + far.map { ($0, $0) } + far.map { ($0, -$0) }
    return shifts.map { down, right in
        let contents = positions.map { position -> WellContent? in
            let (row, column) = (position.row + down, position.column + right)
            return row < 0 || column < 0 ? nil : designed.wells[WellPosition(row: row, column: column)]
        }
        return Hypothesis(layout: .designed, contents: contents, likeness: Likeness(contents))
    }
}

private func weigh(
    _ hypotheses: [Hypothesis],
    _ rows: [(position: WellPosition, values: [Double])],
    _ format: PlateFormat,
    _ known: KnownContents
) -> [LayoutEvidence] {
    let width = rows.first?.values.count ?? 0
    var expectations: [ContentKey: [Double]] = [:]
    var order: [ContentKey] = []
    for hypothesis in hypotheses where !known.isEmpty {
        for (content, key) in zip(hypothesis.contents, hypothesis.likeness.keys) {
            guard let content, let key, expectations[key] == nil,
                let value = known.expectation(of: content), value.count == width
            else { continue }
            expectations[key] = value
            order.append(key)
        }
    }
    let list = order.compactMap { expectations[$0] }
    guard let coordinates = PlateCoordinates(rows, expectations: list, format: format) else { return [] }
    let expected = expectations.mapValues { coordinates.scores(of: $0) }
    let isListedByDesign = hypotheses.first?.contents.contains { $0 == nil } == false
    let emptyWell = isListedByDesign ? 0 : Judgement.emptyWell
    return hypotheses.map { hypothesis in
        let expectations = Expectations(hypothesis.likeness.keys.map { $0.flatMap { expected[$0] } })
        let model = GroupedLikelihood(hypothesis.likeness, hasExpectations: expectations.isUseful)
        let explained = hypothesis.contents.count { $0 != nil }
        var looks = 0.0
        for (dimension, scores) in coordinates.scores.enumerated() {
            looks += model.evidence(of: scores, expected: expectations.values(dimension))
        }
        let (comparable, alike) = alikeWells(coordinates.scores, hypothesis.likeness, expectations)
        return LayoutEvidence(
            layout: hypothesis.layout,
            evidence: looks - emptyWell * Double(rows.count - explained),
            looks: looks,
            explained: explained,
            comparable: comparable,
            alike: alike
        )
    }
}

private func best(_ evidence: [LayoutEvidence]) -> LayoutEvidence? {
    // the first of equals, so that the design wins a draw
    evidence.reduce(nil) { best, next in best.map { $0.evidence >= next.evidence ? $0 : next } ?? next }
}

private func outcome(_ evidence: [LayoutEvidence], wells: Int) -> PlateVerdict.Outcome {
    guard let best = best(evidence) else { return .undecided }
    let others = evidence.filter { $0.layout != best.layout }
    guard let second = others.map(\.evidence).max(), let looks = others.map(\.looks).max() else {
        return .undecided
    }
    guard best.evidence - second >= Judgement.margin else { return .undecided }
    if best.layout == .designed { return .asDesigned }
    guard Double(best.explained) >= Judgement.explained * Double(wells) else { return .undecided }
    let height = best.evidence - median(evidence.map(\.evidence))
    let otherHeight = looks - median(evidence.map(\.looks))
    return otherHeight <= Judgement.share * height ? .other(best.layout) : .undecided
}

/// Whether the best layout's looks are more than what drift alone gives to layouts that no plate has.
private func standsOut(_ evidence: [LayoutEvidence], above chance: [Double]) -> Bool {
    guard let best = best(evidence), let designed = evidence.first, let highest = chance.max() else {
        return false
    }
    // one direction in which drift happens to fit is not that wells look more alike; where the wells that there are
    // tell the layout, they need not
    let isListedByDesign = designed.explained >= best.explained
    guard !isListedByDesign || best.alike * designed.comparable > designed.alike * best.comparable else {
        return false
    }
    let middle = median(chance)
    return best.evidence - highest >= Judgement.margin
        && highest - middle <= Judgement.share * (best.evidence - middle)
}
