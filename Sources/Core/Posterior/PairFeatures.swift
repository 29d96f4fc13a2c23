package import LinearAlgebra
package import Screen
import Statistics

/// What is known of every pair before its double is measured, as the columns of a regression.
///
/// The columns come in groups; each group is a kernel between pairs, K_g = Φ_g Φ_gᵀ, of about unit size: which
/// genes they share; six symmetric functions of the two singles (norms, angle, norm of the sum) linearly and as two
/// radial kernels by inducing points (near and far); the product of a kernel between genes, made symmetric in
/// the order of the two; the directions of the singles; and the product of these directions' kernel: genes of one
/// pathway point one way, so that what two pathways have with each other is learned from few of their pairs.
package struct PairFeatures: Sendable {
    package enum Group: Int, Sendable, CaseIterable {
        case constant
        case gene
        case linear
        case near
        case far
        case product
        case direction
        case coupling
    }

    /// The group of each column.
    package let groups: [Int]

    /// `nil` where no single is known.
    let severity: PairSeverity?
    package var knowsSingles: Bool { severity != nil }
    let index: PairIndex
    let parts: [PairFeaturePart]
    private(set) var scales: [Double]
    /// The rows of the admissible columns, where these are few, and which row is whose.
    private var table: (places: [Int32], rows: Matrix)?

    /// Pairs that the statistics of columns are taken over, at most.
    private static let sampleSize = 20_000
    /// Numbers that a table of all rows may hold.
    private static let mostKept = 4_000_000
    /// Genes beyond which a column for each would cost more than it tells: the low-rank part knows genes too.
    private static let mostGenesWithOwnColumn = 150

    /// - Parameters:
    ///   - singles: `nil` where no single is known: what is left is which genes pairs share.
    ///   - index: The campaign's pairs.
    ///   - admissible: Columns that can ever be measured; `nil` for all.
    package init(_ singles: SingleKnockouts?, index: PairIndex, admissible: [Int]?) {
        self.index = index
        let sample = PairFeatures.sample(admissible, count: index.pairs.count)
        var parts: [PairFeaturePart] = [.constant]
        if index.genes.count <= PairFeatures.mostGenesWithOwnColumn {
            parts.append(.gene(count: index.genes.count))
        }
        if let singles {
            let symmetric = SymmetricFunctions(singles, index: index, sample: sample)
            let points = symmetric.rows(sample.map { index.members[$0] })
            parts.append(.linear(symmetric))
            for (group, length) in [(Group.near, 1.0), (.far, 3.0)] {
                let squared = length * length * Double(SymmetricFunctions.count) / 2
                let kernel = InducedKernel(points: points, most: 60, squaredLength: squared)
                parts.append(.radial(kernel, group))
            }
            let axes = GeneAxes(singles)
            if axes.product.columns > 0 { parts.append(.product(axes.product, .product)) }
            if axes.coupling.columns > 0 { parts.append(.product(axes.coupling, .coupling)) }
            if axes.direction.columns > 0 {
                let columns = DirectionColumns(axes.direction, index: index, sample: sample)
                parts.append(.direction(columns))
            }
        }
        self.parts = parts
        severity = singles.map { PairSeverity($0, index: index, sample: sample) }
        groups = parts.flatMap { [Int](repeating: $0.group.rawValue, count: $0.columns) }
        scales = [Double](repeating: 1, count: groups.count)
        let plain = computed(sample)
        var first = 0
        for part in parts {
            var squares = 0.0
            for row in 0..<plain.rows {
                let values = plain.row(row).dropFirst(first).prefix(part.columns)
                squares += dot(values, values)
            }
            let size = squares > 0 ? (squares / Double(plain.rows)).squareRoot() : 1
            for column in first..<(first + part.columns) { scales[column] = 1 / size }
            first += part.columns
        }
        let count = admissible?.count ?? index.pairs.count
        if count * groups.count <= PairFeatures.mostKept {
            let kept = admissible ?? Array(index.pairs.indices)
            var places = [Int32](repeating: -1, count: index.pairs.count)
            for (row, column) in kept.enumerated() { places[column] = Int32(row) }
            table = (places, computed(kept))
        }
    }

    /// A row for each of `columns` of the index.
    package func rows(_ columns: [Int]) -> Matrix {
        guard let table, columns.allSatisfy({ table.places[$0] >= 0 }) else { return computed(columns) }
        let width = groups.count
        var storage: [Double] = []
        storage.reserveCapacity(columns.count * width)
        for column in columns {
            let row = Int(table.places[column])
            storage += table.rows.storage[(row * width)..<((row + 1) * width)]
        }
        return Matrix(rows: columns.count, columns: width, storage: storage)
    }

    private func computed(_ columns: [Int]) -> Matrix {
        var matrix = Matrix(rows: columns.count, columns: groups.count)
        for start in stride(from: 0, to: columns.count, by: PairFeatures.block) {
            let members = columns[start..<min(start + PairFeatures.block, columns.count)].map {
                index.members[$0]
            }
            fill(&matrix, from: start, members)
        }
        return matrix
    }

    /// Pairs that are worked on together, so that triangles are solved for many rows at a time.
    private static let block = 1_024

    private func fill(_ matrix: inout Matrix, from start: Int, _ members: [(i: Int, j: Int)]) {
        let width = groups.count
        var first = 0
        let symmetric = parts.lazy.compactMap(\.symmetric).first?.rows(members)
        for part in parts {
            part.fill(&matrix.storage, at: start * width + first, stride: width, members, symmetric)
            first += part.columns
        }
        for row in start..<(start + members.count) {
            for column in 0..<width { matrix.storage[row &* width &+ column] *= scales[column] }
        }
    }

    /// Columns that stand for the screen: all, or so many of them evenly spread.
    static func sample(_ admissible: [Int]?, count: Int) -> [Int] {
        let total = admissible?.count ?? count
        let step = max(1, (total + sampleSize - 1) / sampleSize)
        return stride(from: 0, to: total, by: step).map { admissible?[$0] ?? $0 }
    }
}
