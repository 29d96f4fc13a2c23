import LinearAlgebra
import Statistics

/// Pearson's correlation of one target with every gene.
///
/// NaN marks a gene that cannot be tested: constant, or measured in fewer than three lines.
struct GeneCorrelations: Sendable {
    var r: [Double]
    /// The lines both the target and a complete gene are known in.
    let lines: Int
    /// The same for the genes that miss some of them, by column.
    var linesOfIncomplete: [Int: Int]

    /// Two-sided p-values, NaN where there is no correlation.
    var pValues: [Double] {
        r.indices.map { pearsonPValue(r: r[$0], n: linesOfIncomplete[$0] ?? lines) }
    }
}

/// The expression of some lines, prepared once so that a block of targets costs one matrix product.
///
/// Columns are centred and scaled to unit length in the lines given; a product with a target treated the
/// same way is its correlation. A gene with missing values is correlated on its own, in the lines it has.
struct CorrelationScreen: Sendable {
    /// The fewest lines a correlation is tested in.
    static let fewestLines = 3

    private let expression: Matrix
    private let rows: [Int]
    private let unit: Matrix
    private let isConstant: [Bool]
    private let incomplete: [Int]

    /// - Parameters:
    ///   - expression: lines × genes, NaN where missing.
    ///   - rows: the lines to use.
    init(expression: Matrix, rows: [Int]) {
        self.expression = expression
        self.rows = rows
        let genes = expression.columns
        var unit = Matrix(rows: rows.count, columns: genes)
        for (place, row) in rows.enumerated() {
            unit.storage.replaceSubrange(place * genes..<(place + 1) * genes, with: expression.row(row))
        }
        let scaling = ColumnScaling(of: unit)
        scaling.apply(to: &unit)
        self.unit = unit
        isConstant = scaling.isConstant
        incomplete = scaling.incomplete
    }

    /// The correlations of each target with each gene.
    ///
    /// - Parameter targets: for each target a value a line, none missing.
    /// - Returns: as many as there are targets.
    func correlations(with targets: [[Double]]) -> [GeneCorrelations] {
        precondition(targets.allSatisfy { $0.count == rows.count }, "a target needs a value a line")
        var responses = Matrix(rows: rows.count, columns: targets.count)
        for (column, target) in targets.enumerated() {
            for (row, value) in target.enumerated() {
                responses.storage[row * targets.count + column] = value
            }
        }
        let scaling = ColumnScaling(of: responses)
        precondition(scaling.incomplete.isEmpty, "a target misses a value")
        scaling.apply(to: &responses)
        let product = multiply(responses, unit, transposeA: true)
        return targets.indices.map { target in
            var r = Array(product.row(target))
            let isTestable = !scaling.isConstant[target] && rows.count >= Self.fewestLines
            for gene in r.indices {
                r[gene] = isTestable && !isConstant[gene] ? min(max(r[gene], -1), 1) : .nan
            }
            var result = GeneCorrelations(r: r, lines: rows.count, linesOfIncomplete: [:])
            for gene in incomplete { correlate(gene, with: targets[target], into: &result) }
            return result
        }
    }

    private func correlate(_ gene: Int, with target: [Double], into result: inout GeneCorrelations) {
        var x: [Double] = []
        var y: [Double] = []
        for (place, row) in rows.enumerated() {
            let value = expression.storage[row * expression.columns + gene]
            guard !value.isNaN else { continue }
            x.append(value)
            y.append(target[place])
        }
        result.linesOfIncomplete[gene] = x.count
        result.r[gene] = x.count >= Self.fewestLines ? pearson(x, y) : .nan
    }
}

/// The centre and length of each column of a matrix.
private struct ColumnScaling {
    private var means: [Double]
    private var lengths: [Double]
    private(set) var isConstant: [Bool]
    /// Columns with a missing value; they come out as zeros.
    private(set) var incomplete: [Int]

    init(of matrix: Matrix) {
        let columns = matrix.columns
        means = [Double](repeating: 0, count: columns)
        lengths = [Double](repeating: 0, count: columns)
        isConstant = [Bool](repeating: true, count: columns)
        // Row by row, since that is how the values lie in memory.
        for row in 0..<matrix.rows {
            for column in 0..<columns {
                let value = matrix.storage[row * columns + column]
                means[column] += value
                if value != matrix.storage[column] { isConstant[column] = false }
            }
        }
        for column in 0..<columns { means[column] /= Double(max(matrix.rows, 1)) }
        for row in 0..<matrix.rows {
            for column in 0..<columns {
                let deviation = matrix.storage[row * columns + column] - means[column]
                lengths[column] += deviation * deviation
            }
        }
        for column in 0..<columns {
            lengths[column] = lengths[column].squareRoot()
            // because a spread of the mean's last bits is rounding, not variation
            let rounding = 1e-13 * means[column].magnitude * Double(matrix.rows).squareRoot()
            if lengths[column] <= rounding { isConstant[column] = true }
        }
        let sums = lengths
        incomplete = (0..<columns).filter { sums[$0].isNaN }
    }

    func apply(to matrix: inout Matrix) {
        let columns = matrix.columns
        let factors = lengths.indices.map { isConstant[$0] || lengths[$0].isNaN ? 0 : 1 / lengths[$0] }
        let centres = means.map { $0.isNaN ? 0 : $0 }
        for row in 0..<matrix.rows {
            for column in 0..<columns {
                let place = row * columns + column
                let value = matrix.storage[place]
                matrix.storage[place] = value.isNaN ? 0 : (value - centres[column]) * factors[column]
            }
        }
    }
}
