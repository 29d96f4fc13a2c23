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
    let lines: Int
    /// Unit vectors, genes × lines, single precision; zeros for a constant gene.
    let unit: [Float]
    /// What single precision cut off.
    let remainder: [Float]
    /// Twice the centred ranks: integers, so exact.
    let ranks: [Float]
    /// 1 / length of the ranks; NaN for a constant gene.
    let rankScale: [Double]
    let singleRankScale: [Float]
    /// 1; NaN for a constant gene, so that it passes no threshold.
    let unitScale: [Float]
    /// Octets of genes × words of lines × eight genes; a bit where the expression reaches the median.
    let bits: [UInt64]
    let set: [Int32]
    let inverse: [Float]
    let words: Int
    /// The genes that can be tested.
    let tested: Int

    var octets: Int { (columns.count + 7) / 8 }

    /// - Parameters:
    ///   - expression: lines × genes.
    ///   - rows: the lines, as rows of the matrix.
    ///   - columns: genes with a finite value in each of them.
    init(expression: Matrix, rows: [Int], columns: [Int]) {
        precondition(rows.count <= Self.mostLines, "at most \(Self.mostLines) lines can be screened")
        let lines = rows.count
        let genes = columns.count
        let words = (lines + 63) / 64
        let octets = (genes + 7) / 8
        var unit = [Float](repeating: 0, count: genes * lines)
        var remainder = unit
        var ranks = unit
        var rankScale = [Double](repeating: .nan, count: genes)
        var unitScale = [Float](repeating: .nan, count: genes)
        var bits = [UInt64](repeating: 0, count: octets * words * 8)
        var set = [Int32](repeating: 0, count: octets * 8)
        var inverse = [Float](repeating: .nan, count: octets * 8)
        var tested = 0
        var order = ValueOrder(most: lines)
        // A tile of columns is turned at a time, since a column on its own touches a cache line a value.
        let width = 32
        var tile = [Double](repeating: 0, count: width * lines)
        let stride = expression.columns
        for first in Swift.stride(from: 0, to: lines > 0 ? genes : 0, by: width) {
            let wide = min(width, genes - first)
            tile.withUnsafeMutableBufferPointer { tile in
                expression.storage.withUnsafeBufferPointer { source in
                    for (line, row) in rows.enumerated() {
                        for gene in 0..<wide {
                            tile[gene * lines + line] = source[row * stride + columns[first + gene]]
                        }
                    }
                }
                for gene in first..<(first + wide) {
                    let start = (gene - first) * lines
                    let values = UnsafeMutableBufferPointer(rebasing: tile[start..<(start + lines)])
                    order.sort(UnsafeBufferPointer(values))
                    let median = order.median(of: UnsafeBufferPointer(values))
                    let squares = ranks.withUnsafeMutableBufferPointer { ranks in
                        order.centredRanks(of: UnsafeBufferPointer(values)) { place, rank in
                            ranks[gene * lines + place] = Float(rank)
                        }
                    }
                    let octet = gene / 8 * words * 8 + gene % 8
                    var count: Int32 = 0
                    bits.withUnsafeMutableBufferPointer { bits in
                        for line in 0..<lines where values[line] >= median {
                            bits[octet + line / 64 * 8] |= 1 << UInt64(line % 64)
                            count += 1
                        }
                    }
                    guard makeUnit(values) else { continue }
                    tested += 1
                    unitScale[gene] = 1
                    rankScale[gene] = 1 / squares.squareRoot()
                    set[gene] = count
                    let low = lines - Int(count)
                    inverse[gene] = low == 0 ? 0 : Float(1 / (Double(low) * Double(count)))
                    unit.withUnsafeMutableBufferPointer { unit in
                        remainder.withUnsafeMutableBufferPointer { remainder in
                            for line in 0..<lines {
                                let high = Float(values[line])
                                unit[gene * lines + line] = high
                                remainder[gene * lines + line] = Float(values[line] - Double(high))
                            }
                        }
                    }
                }
            }
        }
        self.columns = columns
        self.lines = lines
        self.unit = unit
        self.remainder = remainder
        self.ranks = ranks
        self.rankScale = rankScale
        singleRankScale = rankScale.map { Float($0) }
        self.unitScale = unitScale
        self.bits = bits
        self.set = set
        self.inverse = inverse
        self.words = words
        self.tested = tested
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
