package import LinearAlgebra

/// The genes of each line in order of their expression.
///
/// Only what a line's genes are to each other is kept, so that its library size and any other monotone change of
/// its scale leave no trace. Ranks do not depend on the other lines: one set of ranks serves every split.
package struct LineRanks: Sendable {
    package let lines: Int
    package let genes: Int
    /// Lines × genes: the average rank of the gene in its line, spread over 0 … genes − 1; NaN where missing.
    let ranks: [Float]
    /// Lines × genes: the line's values in ascending order, stretched over all places where genes are missing; NaN
    /// for a line of which nothing is known.
    let ordered: [Float]

    /// - Parameter expression: lines × genes; NaN where missing.
    package init(_ expression: Matrix) {
        lines = expression.rows
        genes = expression.columns
        var ranks = [Float](repeating: .nan, count: expression.storage.count)
        var ordered = [Float](repeating: .nan, count: expression.storage.count)
        for line in 0..<expression.rows {
            let row = expression.row(line)
            let start = line * expression.columns
            // Values beside their genes, because a sort that looks each up in the line waits for memory.
            var known: [(value: Double, gene: Int)] = []
            known.reserveCapacity(expression.columns)
            for (gene, value) in row.enumerated() where !value.isNaN { known.append((value, gene)) }
            guard !known.isEmpty else { continue }
            known.sort { $0.value < $1.value }
            let stretch = known.count > 1 ? Double(expression.columns - 1) / Double(known.count - 1) : 0
            var place = 0
            while place < known.count {
                var end = place + 1
                while end < known.count, known[end].value == known[place].value { end += 1 }
                let rank = Float(stretch * Double(place + end - 1) / 2)
                for tied in place..<end { ranks[start + known[tied].gene] = rank }
                place = end
            }
            let values = known.map(\.value)
            for gene in 0..<expression.columns {
                let wanted = stretch > 0 ? Double(gene) / stretch : 0
                ordered[start + gene] = Float(interpolated(values, at: wanted))
            }
        }
        self.ranks = ranks
        self.ordered = ordered
    }

    /// The mean of the ordered values of some lines: what a line of theirs looks like.
    ///
    /// Lines of which nothing is known take no part.
    func reference(of rows: [Int]) -> [Double] {
        var sums = [Double](repeating: 0, count: genes)
        var count = 0
        ordered.withUnsafeBufferPointer { values in
            for row in rows where genes > 0 && !values[row * genes].isNaN {
                count += 1
                for gene in 0..<genes { sums[gene] += Double(values[row &* genes &+ gene]) }
            }
        }
        return sums.map { $0 / Double(max(count, 1)) }
    }

    /// A line's values as they are in the reference at the same ranks; NaN where missing.
    func normalised(_ row: Int, to reference: [Double], into output: UnsafeMutableBufferPointer<Float>) {
        ranks.withUnsafeBufferPointer { ranks in
            reference.withUnsafeBufferPointer { reference in
                for gene in 0..<genes {
                    let rank = ranks[row &* genes &+ gene]
                    guard rank == rank else {
                        output[gene] = .nan
                        continue
                    }
                    let low = min(Int(rank), genes - 1)
                    let high = min(low + 1, genes - 1)
                    let share = Double(rank) - Double(low)
                    output[gene] = Float(reference[low] + share * (reference[high] - reference[low]))
                }
            }
        }
    }
}

private func interpolated(_ values: [Double], at place: Double) -> Double {
    let low = min(Int(place), values.count - 1)
    let high = min(low + 1, values.count - 1)
    return values[low] + (place - Double(low)) * (values[high] - values[low])
}
