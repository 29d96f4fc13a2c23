/// What each well should score under one layout, where something is known of its content.
struct Expectations {
    private let rows: [[Double]?]
    private let known: Double

    init(_ rows: [[Double]?]) {
        self.rows = rows
        known = Double(rows.count { $0 != nil })
    }

    /// One well alone says nothing: only differences count.
    var isUseful: Bool { known > 1 }

    /// Of each well, without the mean of the known ones; 0 where nothing is known.
    func values(_ dimension: Int) -> [Double]? {
        guard isUseful else { return nil }
        let mean = rows.reduce(0.0) { $0 + ($1?[dimension] ?? 0) } / known
        return rows.map { row in row.map { $0[dimension] - mean } ?? 0 }
    }
}

/// How many wells look like the others of their content and kin, or like what is known of it.
///
/// A well looks alike where it lies on the same side of the plate's mean as they do (a positive inner
/// product of scores), as half of all wells do by chance.
func alikeWells(
    _ scores: [[Double]],
    _ likeness: Likeness,
    _ expectations: Expectations
) -> (comparable: Int, alike: Int) {
    let count = likeness.contents.count
    var likenesses = [Double](repeating: 0, count: count)
    for (dimension, values) in scores.enumerated() {
        var ofContent = [Double](repeating: 0, count: likeness.kinOfContent.count)
        var ofKin = [Double](repeating: 0, count: likeness.kinCount)
        for well in 0..<count {
            ofContent[likeness.contents[well]] += values[well]
            ofKin[likeness.kin[well]] += values[well]
        }
        let expected = expectations.values(dimension)
        for well in 0..<count {
            let own = values[well]
            let others = ofContent[likeness.contents[well]] + ofKin[likeness.kin[well]] - 2 * own
            likenesses[well] += own * (others + 2 * (expected?[well] ?? 0))
        }
    }
    let comparable = likenesses.count { $0 != 0 }
    return (comparable, likenesses.count { $0 > 0 })
}
