package import LinearAlgebra
import Screen
package import Statistics

extension LowRankPosterior {
    /// Draws of the rewards of `columns`, in standardised units: a row a draw, a column a column.
    ///
    /// The restarts share the draws in blocks, in their order, the first ones taking what does not divide.
    /// The draw of a pair does not depend on which other columns are asked for. Sums have one order and use
    /// no BLAS, so that a seed gives the same bits on every machine.
    package func draw(columns: [Int], count: Int, seed: Seed) -> Matrix {
        precondition(count >= 0, "a number of draws is not negative")
        precondition(columns.allSatisfy(index.pairs.indices.contains), "a draw of a pair of this campaign")
        var samples = Matrix(rows: count, columns: columns.count)
        guard let first = fits.first, !columns.isEmpty else { return samples }
        let signs = form.signs(first.rank)
        let ends = columns.flatMap { column in
            form.edges(of: column, index: index).map { (a: $0.a * first.rank, b: $0.b * first.rank) }
        }
        var generator = SeededGenerator(seed)
        var factors = [Double](repeating: 0, count: first.nodes * first.rank)
        var signed = factors
        var row = 0
        for (number, fit) in fits.enumerated() {
            let spread = fit.spread
            let draws = count / fits.count + (number < count % fits.count ? 1 : 0)
            for _ in 0..<draws {
                factors.withUnsafeMutableBufferPointer { generator.fillNormals($0) }
                fit.place(&factors, spread: spread)
                for place in factors.indices { signed[place] = signs[place % first.rank] * factors[place] }
                let cells = (row * columns.count)..<((row + 1) * columns.count)
                samples.storage.withUnsafeMutableBufferPointer { out in
                    multiply(signed, factors, rank: first.rank, ends: ends, into: .init(rebasing: out[cells]))
                }
                row += 1
            }
        }
        return samples
    }
}

/// The product of the two factor vectors of each cell: of one edge, or the mean of two.
///
/// `ends` holds the offsets of both vectors of every edge, the edges of a cell together.
private func multiply(
    _ signed: [Double],
    _ factors: [Double],
    rank: Int,
    ends: [(a: Int, b: Int)],
    into cells: UnsafeMutableBufferPointer<Double>
) {
    let edgesPerCell = ends.count / cells.count
    let share = 1 / Double(edgesPerCell)
    signed.withUnsafeBufferPointer { left in
        factors.withUnsafeBufferPointer { right in
            ends.withUnsafeBufferPointer { ends in
                var edge = 0
                for cell in cells.indices {
                    var sum = 0.0
                    for _ in 0..<edgesPerCell {
                        let (a, b) = ends[edge]
                        for k in 0..<rank { sum += left[a &+ k] * right[b &+ k] }
                        edge &+= 1
                    }
                    cells[cell] = sum * share
                }
            }
        }
    }
}
