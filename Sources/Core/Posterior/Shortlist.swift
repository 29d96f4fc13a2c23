import Screen

/// The candidates that draws are made of where there are too many for all: those with the highest means, and some of
/// the rest, which stand for all of it.
///
/// A batch comes from the first; how high a top pair has to reach is told by both.
package struct Shortlist: Sendable, Hashable {
    /// Ascending.
    package let columns: [Int]
    /// How many candidates each stands for: 1, or a share of the rest.
    package let weights: [Double]

    /// Candidates from which on a list is made, and how many it holds of the best and of the rest.
    package static let limit = 20_000
    package static let best = 4_000
    package static let rest = 2_000

    /// All of them.
    package init(all columns: [Int]) {
        self.columns = columns
        weights = [Double](repeating: 1, count: columns.count)
    }

    private init(columns: [Int], weights: [Double]) {
        self.columns = columns
        self.weights = weights
    }

    /// With candidates that must be on it, each for itself.
    package func keeping(_ columns: [Int]) -> Shortlist {
        let new = Set(columns).subtracting(self.columns)
        guard !new.isEmpty else { return self }
        let all = (Array(zip(self.columns, weights)) + new.map { ($0, 1.0) }).sorted { $0.0 < $1.0 }
        return Shortlist(columns: all.map(\.0), weights: all.map(\.1))
    }

    /// From parts that were scanned on their own, in any order.
    package init(_ parts: [ScannedCandidates]) {
        let count = parts.reduce(0) { $0 + $1.count }
        let best = parts.flatMap(\.best).sorted { ($1.mean, $0.column) < ($0.mean, $1.column) }.prefix(
            Shortlist.best
        )
        let taken = Set(best.map(\.column))
        let others = parts.flatMap(\.spread).filter { !taken.contains($0) }.sorted()
        let step = max(1, (others.count + Shortlist.rest - 1) / Shortlist.rest)
        let rest = stride(from: 0, to: others.count, by: step).map { others[$0] }
        let weight = rest.isEmpty ? 0 : Double(count - best.count) / Double(rest.count)
        let all = (best.map { ($0.column, 1.0) } + rest.map { ($0, max(weight, 1)) }).sorted { $0.0 < $1.0 }
        columns = all.map(\.0)
        weights = all.map(\.1)
    }
}

/// The best of some candidates, and some that are spread evenly among them.
package struct ScannedCandidates: Sendable {
    fileprivate(set) var count = 0
    fileprivate(set) var best: [(column: Int, mean: Double)] = []
    fileprivate(set) var spread: [Int] = []

    fileprivate mutating func prune() {
        best.sort { ($1.mean, $0.column) < ($0.mean, $1.column) }
        if best.count > Shortlist.best { best.removeLast(best.count - Shortlist.best) }
    }
}

extension PooledPosterior {
    /// Candidates that are worked on together.
    private static let block = 8_192

    /// Looks at the open ones of a range of columns, a block at a time, in memory that does not grow with them.
    ///
    /// `spacing` is how many candidates lie between two of those that stand for the rest.
    package func scan(_ columns: Range<Int>, spacing: Int, isOpen: (Int) -> Bool) -> ScannedCandidates {
        var scanned = ScannedCandidates()
        var floor = -Double.infinity
        var block: [Int] = []
        func settle() {
            for (column, mean) in zip(block, means(columns: block)) where mean > floor {
                scanned.best.append((column, mean))
            }
            if scanned.best.count > 2 * Shortlist.best {
                scanned.prune()
                floor = scanned.best.last?.mean ?? floor
            }
            block.removeAll(keepingCapacity: true)
        }
        for column in columns where isOpen(column) {
            if scanned.count % spacing == 0 { scanned.spread.append(column) }
            scanned.count += 1
            block.append(column)
            if block.count == PooledPosterior.block { settle() }
        }
        settle()
        scanned.prune()
        return scanned
    }

    /// The expected root of each column's reward, pooled over the parts.
    package func means(columns: [Int]) -> [Double] {
        let first = process.mean(columns)
        let second = lowRank?.rootMeans(columns)
        return columns.indices.map { place in
            let other = second?[place] ?? 0
            let root = processShare * max(first[place], 0) + (1 - processShare) * max(other, 0)
            return root * trend.root(column: columns[place])
        }
    }
}

extension RewardPosterior {
    /// The candidates that draws are to be made of: all, where these are not too many.
    package func shortlist(_ candidates: [Int]) -> Shortlist {
        guard case .pooled(let posterior) = self, candidates.count > Shortlist.limit else {
            return Shortlist(all: candidates)
        }
        let places = Set(candidates)
        let last = (candidates.last ?? 0) + 1
        let spacing = max(1, candidates.count / (2 * Shortlist.rest))
        return Shortlist([
            posterior.scan((candidates.first ?? 0)..<last, spacing: spacing) { places.contains($0) }
        ])
    }
}
