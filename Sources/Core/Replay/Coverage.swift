import LinearAlgebra
import Posterior
import Screen
import Statistics

/// How many rewards that were not measured yet lay in the intervals that the posterior gave them.
package struct Coverage: Sendable, Hashable {
    package static let levels = [0.5, 0.8, 0.95]

    private var held = [Int](repeating: 0, count: Coverage.levels.count)
    private var total = 0

    init() {}

    init(_ parts: [Coverage]) {
        for part in parts {
            total += part.total
            for place in held.indices { held[place] += part.held[place] }
        }
    }

    /// After a fifth, two fifths … of the rounds.
    static func rounds(of rounds: Int) -> Set<Int> { Set((1...5).map { max(2, $0 * rounds / 5) }) }

    mutating func add(
        _ posterior: PooledPosterior,
        _ columns: [Int],
        _ reward: (Int) -> Double,
        seed: Seed
    ) {
        let draws = posterior.drawMeasurements(columns: columns, count: 1_000, seed: seed)
        for (place, column) in columns.enumerated() {
            let values = (0..<draws.rows).map { draws[$0, place] }.sorted()
            let root = max(reward(column), 0).squareRoot()
            total += 1
            for (number, level) in Coverage.levels.enumerated() {
                let low = quantile(values, 0.5 - level / 2)
                let high = quantile(values, 0.5 + level / 2)
                if root >= low, root <= high { held[number] += 1 }
            }
        }
    }

    /// By level, such as `0.8`; `nil` where nothing was checked.
    package var shares: [String: Double]? {
        guard total > 0 else { return nil }
        return Dictionary(
            uniqueKeysWithValues: zip(Coverage.levels, held).map { ("\($0)", Double($1) / Double(total)) }
        )
    }

    package var text: String? {
        guard total > 0 else { return nil }
        return zip(Coverage.levels, held)
            .map { "\(decimal(100 * $0, 0)) %: \(decimal(100 * Double($1) / Double(total), 1)) %" }
            .joined(separator: ", ")
    }
}
