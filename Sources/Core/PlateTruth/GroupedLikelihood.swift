import RealModule

/// The evidence that a plate's scores have the likeness that a layout says, in one dimension.
///
/// Scores are normal around `α` times what is expected of the content, with a part that wells of one kin
/// share, a part that wells of one content share, and a part of their own. Shares and α are averaged over
/// a grid with fixed weights (half of it on no likeness at all) and the spread is fitted, so that a layout
/// which explains nothing has evidence a little below zero.
struct GroupedLikelihood {
    /// The content of each well, numbered so that contents of one kin follow each other.
    private let contents: [Int]
    /// Wells of each content.
    private let sizes: [Double]
    /// For each kin, where its contents begin; one more at the end.
    private let starts: [Int]
    private let settings: [Setting]
    private let slopes: [Double]

    fileprivate struct Setting {
        let isNothing: Bool
        /// a/(1 + a n) of each content, and 1/(1 + a n).
        let share: [Double]
        let shrink: [Double]
        /// b/(1 + b Σ n/(1 + a n)) of each kin.
        let pull: [Double]
        let logDeterminant: Double
    }

    /// Variances that wells of one kin, and of one content, have in common, in units of a well's own.
    private static let kinShares = [0.0, 0.06, 0.25, 1, 4]
    private static let contentShares = [0.0, 0.12, 0.5, 2]
    /// How much of what is expected is there: batches of a screen differ in strength.
    private static let slopes = [0.0, 0.4, 0.8, 1.2]

    /// - Parameters:
    ///   - likeness: Which wells should look alike.
    ///   - hasExpectations: Whether scores are expected of any well at all.
    init(_ likeness: Likeness, hasExpectations: Bool) {
        let order = likeness.kinOfContent.indices.sorted {
            (likeness.kinOfContent[$0], $0) < (likeness.kinOfContent[$1], $1)
        }
        var places = [Int](repeating: 0, count: order.count)
        for (place, content) in order.enumerated() { places[content] = place }
        contents = likeness.contents.map { places[$0] }
        var sizes = [Double](repeating: 0, count: order.count)
        for content in contents { sizes[content] += 1 }
        var starts: [Int] = []
        for (place, content) in order.enumerated()
        where place == 0 || likeness.kinOfContent[content] != likeness.kinOfContent[order[place - 1]] {
            starts.append(place)
        }
        starts.append(order.count)
        self.sizes = sizes
        self.starts = starts
        slopes = hasExpectations ? Self.slopes : [0]
        settings = Self.kinShares.flatMap { kin in
            Self.contentShares.map { Setting(kin: kin, content: $0, sizes, starts) }
        }
    }

    /// The log of how much better the likeness explains the scores than no likeness does.
    func evidence(of scores: [Double], expected: [Double]?) -> Double {
        let whole = Sums(scores, expected, contents, count: sizes.count)
        guard whole.all.xx > 0 else { return 0 }
        let half = Double(scores.count) / 2
        let others = -Double.log(2 * Double(settings.count * slopes.count - 1))
        var logs: [Double] = []
        logs.reserveCapacity(settings.count * slopes.count)
        for setting in settings {
            let left = setting.isNothing ? whole.all : setting.left(whole, starts)
            for slope in slopes {
                let quadratic = left.xx - 2 * slope * left.xf + slope * slope * left.ff
                let isNothing = setting.isNothing && slope == 0
                logs.append(
                    (isNothing ? -Double.log(2) : others) - setting.logDeterminant / 2
                        - half * Double.log(max(quadratic / whole.all.xx, 1e-12))
                )
            }
        }
        let highest = logs.max() ?? 0
        return highest + Double.log(logs.reduce(0) { $0 + Double.exp($1 - highest) })
    }
}

/// Products of scores x and expectations f, summed.
private struct Products {
    var xx = 0.0
    var xf = 0.0
    var ff = 0.0

    mutating func take(_ factor: Double, _ x: Double, _ f: Double) {
        xx -= factor * x * x
        xf -= factor * x * f
        ff -= factor * f * f
    }
}

/// What the evidence of one dimension needs to know of its scores.
private struct Sums {
    var all = Products()
    /// Of the wells of each content.
    var x: [Double]
    var f: [Double]

    init(_ scores: [Double], _ expected: [Double]?, _ contents: [Int], count: Int) {
        x = [Double](repeating: 0, count: count)
        f = x
        for (well, score) in scores.enumerated() {
            all.xx += score * score
            x[contents[well]] += score
        }
        guard let expected else { return }
        for (well, value) in expected.enumerated() {
            all.xf += scores[well] * value
            all.ff += value * value
            f[contents[well]] += value
        }
    }
}

extension GroupedLikelihood.Setting {
    init(kin: Double, content: Double, _ sizes: [Double], _ starts: [Int]) {
        isNothing = kin == 0 && content == 0
        shrink = sizes.map { 1 / (1 + content * $0) }
        share = shrink.map { content * $0 }
        var log = 0.0
        if content > 0 { for factor in shrink { log -= Double.log(factor) } }
        var pull: [Double] = []
        for (start, end) in zip(starts, starts.dropFirst()) {
            var weight = 0.0
            for place in start..<end { weight += sizes[place] * shrink[place] }
            pull.append(kin / (1 + kin * weight))
            if kin > 0 { log += Double.log(1 + kin * weight) }
        }
        self.pull = pull
        logDeterminant = log
    }

    /// The quadratic forms of the inverse covariance (Woodbury's identity, contents first, then kin).
    fileprivate func left(_ sums: Sums, _ starts: [Int]) -> Products {
        var left = sums.all
        // because the loop runs some ten thousand times a plate
        share.withUnsafeBufferPointer { share in
            shrink.withUnsafeBufferPointer { shrink in
                sums.x.withUnsafeBufferPointer { x in
                    sums.f.withUnsafeBufferPointer { f in
                        for (kin, pull) in pull.enumerated() {
                            var kinX = 0.0
                            var kinF = 0.0
                            for content in starts[kin]..<starts[kin + 1] {
                                left.take(share[content], x[content], f[content])
                                kinX += shrink[content] * x[content]
                                kinF += shrink[content] * f[content]
                            }
                            left.take(pull, kinX, kinF)
                        }
                    }
                }
            }
        }
        return left
    }
}
