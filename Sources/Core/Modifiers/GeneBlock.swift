import CScores
import LinearAlgebra
import Statistics

/// The genes measured in the same lines, made ready for all three tests.
///
/// Gene-major, so that a block of targets is one matrix product and one gene's exact score is one run of
/// memory. The standardised value is split into a single-precision part, which the product takes, and the
/// rest, which restores 48 bits where a gene's score must be exact.
struct GeneBlock: Sendable {
    /// The most lines: the chi-squared counts multiply two of them in 32 bits.
    static let mostLines = 32_767

    /// Columns of the expression matrix, ascending.
    let columns: [Int]
    private(set) var lines: Int
    /// Unit vectors, genes × lines, single precision; zeros for a constant gene.
    private(set) var unit: [Float]
    /// What single precision cut off.
    private(set) var remainder: [Float]
    /// Twice the centred ranks: integers, so exact.
    private(set) var ranks: [Float]
    /// Places of the lines, genes × lines, ascending by value, then by place; none in a block of some lines of another.
    private(set) var sorted: [UInt16]
    /// 1 / length of the ranks; NaN for a constant gene.
    private(set) var rankScale: [Double]
    private(set) var singleRankScale: [Float]
    /// 1; NaN for a constant gene, so that it passes no threshold.
    private(set) var unitScale: [Float]
    /// Octets of genes × words of lines × eight genes; a bit where the expression reaches the median.
    private(set) var bits: [UInt64]
    private(set) var set: [Int32]
    private(set) var inverse: [Float]
    private(set) var words: Int
    /// The genes that can be tested.
    private(set) var tested: Int

    var octets: Int { (columns.count + 7) / 8 }

    /// - Parameters:
    ///   - expression: lines × genes.
    ///   - rows: the lines, as rows of the matrix.
    ///   - columns: genes with a finite value in each of them.
    init(expression: Matrix, rows: [Int], columns: [Int]) {
        precondition(rows.count <= Self.mostLines, "at most \(Self.mostLines) lines can be screened")
        let places = columns.count * rows.count
        self.columns = columns
        lines = rows.count
        words = (rows.count + 63) / 64
        let octets = (columns.count + 7) / 8
        unit = [Float](repeating: 0, count: places)
        remainder = unit
        ranks = unit
        sorted = [UInt16](repeating: 0, count: places)
        rankScale = [Double](repeating: .nan, count: columns.count)
        singleRankScale = [Float](repeating: .nan, count: columns.count)
        unitScale = singleRankScale
        bits = [UInt64](repeating: 0, count: octets * words * 8)
        set = [Int32](repeating: 0, count: octets * 8)
        inverse = [Float](repeating: .nan, count: octets * 8)
        tested = 0
        var order = ValueOrder(most: lines)
        fill(expression, rows) { gene, values, block in
            order.sort(values)
            block.sorted.withUnsafeMutableBufferPointer { sorted in
                for place in values.indices {
                    sorted[gene * values.count + place] = UInt16(truncatingIfNeeded: order.order[place])
                }
            }
            return block.prepare(gene, values, order)
        }
    }

    /// Makes the block that of some lines of another, of the same genes, in the memory it has.
    ///
    /// The same to the bit as a block of these lines by themselves, without sorting: values keep their order.
    /// - Parameters:
    ///   - whole: the block that this one was copied from.
    ///   - places: of the lines kept, ascending, among those of `whole`.
    ///   - expression: lines × genes.
    ///   - rows: the lines kept, as rows of the matrix.
    ///   - order: memory for as many lines as `whole` has.
    mutating func narrow(
        _ whole: GeneBlock,
        to places: [Int],
        expression: Matrix,
        rows: [Int],
        order: inout ValueOrder
    ) {
        lines = rows.count
        words = (rows.count + 63) / 64
        tested = 0
        for place in bits.indices { bits[place] = 0 }
        var renumbered = [Int32](repeating: -1, count: whole.lines)
        for (place, old) in places.enumerated() { renumbered[old] = Int32(place) }
        whole.sorted.withUnsafeBufferPointer { sorted in
            renumbered.withUnsafeBufferPointer { renumbered in
                fill(expression, rows) { gene, values, block in
                    let start = gene * whole.lines
                    let own = UnsafeBufferPointer(rebasing: sorted[start..<(start + whole.lines)])
                    order.keep(of: own, renumbered)
                    return block.prepare(gene, values, order)
                }
            }
        }
    }

    /// Turns a tile of columns at a time, since a column on its own touches a cache line a value.
    private mutating func fill(
        _ expression: Matrix,
        _ rows: [Int],
        _ prepare: (
            _ gene: Int, _ values: UnsafeBufferPointer<Double>, _ block: inout GeneBlock
        ) -> Double
    ) {
        let width = 32
        let (lines, genes, stride) = (rows.count, columns.count, expression.columns)
        var tile = [Double](repeating: 0, count: width * lines)
        for first in Swift.stride(from: 0, to: lines > 0 ? genes : 0, by: width) {
            let wide = min(width, genes - first)
            tile.withUnsafeMutableBufferPointer { tile in
                expression.storage.withUnsafeBufferPointer { source in
                    columns.withUnsafeBufferPointer { columns in
                        for (line, row) in rows.enumerated() {
                            for gene in 0..<wide {
                                tile[gene &* lines &+ line] =
                                    source[
                                        row &* stride &+ columns[first &+ gene]
                                    ]
                            }
                        }
                    }
                }
                for gene in first..<(first + wide) {
                    let start = (gene - first) * lines
                    let values = UnsafeMutableBufferPointer(rebasing: tile[start..<(start + lines)])
                    let squares = prepare(gene, UnsafeBufferPointer(values), &self)
                    standardise(gene, values, squaredRanks: squares)
                }
            }
        }
    }

    /// The ranks of a gene, and the lines that reach its median.
    ///
    /// - Returns: the sum of the squared ranks.
    private mutating func prepare(
        _ gene: Int,
        _ values: UnsafeBufferPointer<Double>,
        _ order: borrowing ValueOrder
    ) -> Double {
        let median = order.median(of: values)
        let first = gene * lines
        let squares = ranks.withUnsafeMutableBufferPointer { ranks in
            order.centredRanks(of: values) { place, rank in ranks[first &+ place] = Float(rank) }
        }
        let octet = gene / 8 * words * 8 + gene % 8
        var count: Int32 = 0
        bits.withUnsafeMutableBufferPointer { bits in
            var line = 0
            for word in 0..<words {
                var reached: UInt64 = 0
                for bit in 0..<min(64, values.count - line) {
                    reached |= (values[line &+ bit] >= median ? 1 : 0) << UInt64(bit)
                }
                bits[octet + word * 8] = reached
                count &+= Int32(reached.nonzeroBitCount)
                line += 64
            }
        }
        set[gene] = count
        return squares
    }

    /// The unit vector of a gene; a gene without spread passes no threshold.
    private mutating func standardise(
        _ gene: Int,
        _ values: UnsafeMutableBufferPointer<Double>,
        squaredRanks: Double
    ) {
        let first = gene * lines
        guard makeUnit(values) else {
            unitScale[gene] = .nan
            rankScale[gene] = .nan
            singleRankScale[gene] = .nan
            inverse[gene] = .nan
            set[gene] = 0
            unit.withUnsafeMutableBufferPointer { unit in
                for line in values.indices { unit[first + line] = 0 }
            }
            remainder.withUnsafeMutableBufferPointer { remainder in
                for line in values.indices { remainder[first + line] = 0 }
            }
            return
        }
        tested += 1
        unitScale[gene] = 1
        rankScale[gene] = 1 / squaredRanks.squareRoot()
        singleRankScale[gene] = Float(rankScale[gene])
        let low = lines - Int(set[gene])
        inverse[gene] = low == 0 ? 0 : Float(1 / (Double(low) * Double(set[gene])))
        unit.withUnsafeMutableBufferPointer { unit in
            remainder.withUnsafeMutableBufferPointer { remainder in
                for line in values.indices {
                    let high = Float(values[line])
                    unit[first &+ line] = high
                    remainder[first &+ line] = Float(values[line] - Double(high))
                }
            }
        }
    }

    func isConstant(_ gene: Int) -> Bool { unitScale[gene].isNaN }

    /// A gene's statistic in double precision, with its sign.
    func statistic(_ test: AssociationTest, of gene: Int, with response: Response) -> Double {
        switch test {
        case .pearson:
            let r = unit.withUnsafeBufferPointer { high in
                remainder.withUnsafeBufferPointer { low in
                    response.unit.withUnsafeBufferPointer { y -> Double in
                        guard let high = high.baseAddress, let low = low.baseAddress, let y = y.baseAddress
                        else { return .nan }
                        let start = gene * lines
                        return pairwell_dot_split(high + start, low + start, y, lines)
                    }
                }
            }
            return min(max(r, -1), 1)
        case .spearman:
            let sum = ranks.withUnsafeBufferPointer { ranks in
                response.ranks.withUnsafeBufferPointer { y -> Double in
                    guard let ranks = ranks.baseAddress, let y = y.baseAddress else { return .nan }
                    // Sums of integers, so exact.
                    return pairwell_dot(ranks + gene * lines, y, lines)
                }
            }
            return min(max(sum * rankScale[gene] * response.rankScale, -1), 1)
        case .chiSquared: return independence(of: gene, with: response)
        }
    }

    /// `contingency` of the gene's table, which is counted on the way rather than kept.
    private func independence(of gene: Int, with response: Response) -> Double {
        let high = Int(set[gene])
        let low = lines - high
        guard low > 0, response.degrees > 0 else { return 0 }
        let start = gene / 8 * words * 8 + gene % 8
        var rest = high
        var sum = 0.0
        for bin in 0..<6 {
            var above = 0
            if bin < 5 {
                for word in 0..<words {
                    above += (bits[start + word * 8] & response.bins[bin * words + word]).nonzeroBitCount
                }
                rest -= above
            } else {
                above = rest
            }
            let total = Int(response.counts[bin])
            guard total > 0 else { continue }
            let difference = Double(high * (total - above) - low * above)
            sum += difference * difference / Double(total)
        }
        return sum / (Double(low) * Double(high))
    }

    /// The two-sided p-value of a statistic of these genes.
    func pValue(_ test: AssociationTest, _ statistic: Double, with response: Response) -> Double {
        switch test {
        case .pearson, .spearman: pearsonPValue(r: statistic, n: lines)
        case .chiSquared: chiSquaredTail(statistic, degrees: response.degrees)
        }
    }
}
