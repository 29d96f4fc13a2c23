import LinearAlgebra
import RealModule

/// How alike lines are by all of their expression: one kernel for every target.
///
/// k(a, b) = exp(−D/m) + exp(−4 D/m) + 0.3 z_a·z_b / c, and 0.1 more where both are of one known lineage. z are
/// ranks turned into the reference's values, centred, over the square root of each gene's SD: a gene that varies
/// much says more, though not as much more as it varies. D are squared distances, m their median over pairs of
/// training lines, c the mean of z·z. The constants were chosen by cross-validation on one set of lines and are
/// fixed (docs/Essentiality.md).
package struct ExpressionKernel: Sendable {
    static let linearWeight = 0.3
    static let lineageWeight = 0.1
    static let leastSD = 0.05

    /// Genes that vary over the training lines, ascending.
    package let genes: [Int]
    /// A value for each place of a line in order.
    let reference: [Double]
    /// Of the genes used.
    let means: [Double]
    /// What a centred value is divided by, of the genes used.
    let scales: [Double]
    /// Training lines × genes used.
    let z: FloatMatrix
    /// z·z of each training line.
    let squares: [Double]
    let median: Double
    let meanSquare: Double
    /// Of each training line; empty where unknown.
    let lineages: [String]
    /// Squared distances of the training lines over `median`.
    let distances: Matrix
    private let products: Matrix

    /// - Parameters:
    ///   - ranks: of all lines.
    ///   - rows: the training lines among them.
    ///   - lineages: of all lines, empty where unknown; `nil` to use none.
    init(_ ranks: LineRanks, rows: [Int], lineages: [String]?) {
        let reference = ranks.reference(of: rows)
        var values = [Float](repeating: 0, count: rows.count * ranks.genes)
        values.withUnsafeMutableBufferPointer { values in
            for (place, row) in rows.enumerated() {
                let line = values[(place * ranks.genes)..<((place + 1) * ranks.genes)]
                ranks.normalised(row, to: reference, into: UnsafeMutableBufferPointer(rebasing: line))
            }
        }
        let moments = GeneMoments(values, lines: rows.count, genes: ranks.genes)
        let genes = (0..<ranks.genes).filter { moments.sds[$0] > Self.leastSD }
        let means = genes.map { moments.means[$0] }
        let scales = genes.map { moments.sds[$0].squareRoot() }
        var z = FloatMatrix(rows: rows.count, columns: genes.count)
        z.storage.withUnsafeMutableBufferPointer { z in
            for line in rows.indices {
                for (place, gene) in genes.enumerated() {
                    let value = Double(values[line * ranks.genes + gene])
                    z[line * genes.count + place] =
                        value.isNaN ? 0 : Float((value - means[place]) / scales[place])
                }
            }
        }
        let products = productsOfRows(z)
        let squares = rows.indices.map { products[$0, $0] }
        var distances = Matrix(rows: rows.count, columns: rows.count)
        var pairs: [Double] = []
        for one in rows.indices {
            for other in 0..<one {
                let distance = max(squares[one] + squares[other] - 2 * products[one, other], 0)
                distances[one, other] = distance
                distances[other, one] = distance
                pairs.append(distance)
            }
        }
        let middle = medianOf(pairs)
        for place in distances.storage.indices { distances.storage[place] /= middle }
        self.genes = genes
        self.reference = reference
        self.means = means
        self.scales = scales
        self.z = z
        self.squares = squares
        median = middle
        let mean = squares.reduce(0, +) / Double(max(rows.count, 1))
        meanSquare = mean > 0 ? mean : 1
        self.lineages = lineages.map { all in rows.map { all[$0] } } ?? rows.map { _ in "" }
        self.distances = distances
        self.products = products
    }

    /// Of the training lines among themselves.
    var gram: Matrix {
        var gram = products
        for one in 0..<gram.rows {
            for other in 0..<gram.columns {
                gram[one, other] = similarity(
                    distance: distances[one, other],
                    product: products[one, other],
                    lineages[one],
                    lineages[other]
                )
            }
        }
        return gram
    }

    /// Other lines against the training lines.
    ///
    /// - Parameters:
    ///   - ranks: of lines with the same genes.
    ///   - rows: which of them.
    ///   - lineages: of these rows, empty where unknown.
    /// - Returns: rows × training lines: the kernel, and squared distances over the median.
    func against(_ ranks: LineRanks, rows: [Int], lineages: [String]) -> (kernel: Matrix, distances: Matrix) {
        var others = FloatMatrix(rows: rows.count, columns: genes.count)
        var line = [Float](repeating: 0, count: ranks.genes)
        var ownSquares: [Double] = []
        for (place, row) in rows.enumerated() {
            line.withUnsafeMutableBufferPointer { ranks.normalised(row, to: reference, into: $0) }
            var sum = 0.0
            for (column, gene) in genes.enumerated() {
                let value = Double(line[gene])
                let scaled = value.isNaN ? 0 : Float((value - means[column]) / scales[column])
                others.storage[place * genes.count + column] = scaled
                sum += Double(scaled) * Double(scaled)
            }
            ownSquares.append(sum)
        }
        let products = LinearAlgebra.productsOfRows(others, z)
        var kernel = products
        var distances = products
        for row in rows.indices {
            for other in 0..<z.rows {
                let distance =
                    max(ownSquares[row] + squares[other] - 2 * products[row, other], 0) / median
                distances[row, other] = distance
                kernel[row, other] = similarity(
                    distance: distance,
                    product: products[row, other],
                    lineages[row],
                    self.lineages[other]
                )
            }
        }
        return (kernel, distances)
    }

    private func similarity(distance: Double, product: Double, _ one: String, _ other: String) -> Double {
        Self.similarity(distance: distance, product: product / meanSquare, one, other)
    }

    /// How alike two lines are; `distance` is over the median, `product` over the mean square.
    static func similarity(distance: Double, product: Double, _ one: String, _ other: String) -> Double {
        let near = Double.exp(-distance)
        let kin = one == other && !one.isEmpty ? lineageWeight : 0
        return near + near * near * near * near + linearWeight * product + kin
    }
}

/// Mean and population SD of each gene over lines; missing values take no part.
private struct GeneMoments {
    let means: [Double]
    let sds: [Double]

    init(_ values: [Float], lines: Int, genes: Int) {
        var counts = [Double](repeating: 0, count: genes)
        var sums = counts
        var squares = counts
        values.withUnsafeBufferPointer { values in
            for line in 0..<lines {
                for gene in 0..<genes {
                    let value = Double(values[line &* genes &+ gene])
                    guard value == value else { continue }
                    counts[gene] += 1
                    sums[gene] += value
                }
            }
        }
        for gene in 0..<genes where counts[gene] > 0 { sums[gene] /= counts[gene] }
        values.withUnsafeBufferPointer { values in
            for line in 0..<lines {
                for gene in 0..<genes {
                    let difference = Double(values[line &* genes &+ gene]) - sums[gene]
                    guard difference == difference else { continue }
                    squares[gene] += difference * difference
                }
            }
        }
        means = sums
        sds = zip(squares, counts).map { $1 > 0 ? ($0 / $1).squareRoot() : 0 }
    }
}

/// The middle value; 1 where it is 0 or there is none, so that it can be divided by.
private func medianOf(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    guard !sorted.isEmpty else { return 1 }
    let half = sorted.count / 2
    let middle = sorted.count % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
    return middle > 0 ? middle : 1
}
