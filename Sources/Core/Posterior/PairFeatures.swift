package import LinearAlgebra
package import Screen
import Statistics

/// What is known of every pair before its double is measured, as the columns of a regression.
///
/// The columns come in groups; each group is a kernel between pairs, K_g = Φ_g Φ_gᵀ, of about unit size: which
/// genes they share; six symmetric functions of the two singles (norms, angle, norm of the sum) linearly and as two
/// radial kernels by inducing points (near and far); the product of a kernel between genes, made symmetric in
/// the order of the two; and the directions of the singles.
package struct PairFeatures: Sendable {
    package enum Group: Int, Sendable, CaseIterable {
        case constant
        case gene
        case linear
        case near
        case far
        case product
        case direction
    }

    /// The group of each column.
    package let groups: [Int]

    /// `nil` where no single is known.
    let severity: PairSeverity?
    private let index: PairIndex
    private let parts: [Part]
    private let scales: [Double]
    /// The rows of the admissible columns, where these are few, and which row is whose.
    private var table: (places: [Int32], rows: Matrix)?

    /// Pairs that the statistics of columns are taken over, at most.
    private static let sampleSize = 20_000
    /// Numbers that a table of all rows may hold.
    private static let mostKept = 4_000_000
    /// Genes beyond which a column for each would cost more than it tells: the low-rank part knows genes too.
    package static let mostGenesWithOwnColumn = 150

    /// - Parameters:
    ///   - singles: `nil` where no single is known: what is left is which genes pairs share.
    ///   - index: The campaign's pairs.
    ///   - admissible: Columns that can ever be measured; `nil` for all.
    package init(_ singles: SingleKnockouts?, index: PairIndex, admissible: [Int]?) {
        self.index = index
        let sample = PairFeatures.sample(admissible, count: index.pairs.count)
        var parts: [Part] = [.constant]
        if index.genes.count <= PairFeatures.mostGenesWithOwnColumn {
            parts.append(.gene(count: index.genes.count))
        }
        if let singles {
            let symmetric = SymmetricFunctions(singles, index: index, sample: sample)
            let points = symmetric.rows(sample, index: index)
            parts.append(.linear(symmetric))
            for (group, length) in [(Group.near, 1.0), (.far, 3.0)] {
                let squared = length * length * Double(SymmetricFunctions.count) / 2
                let kernel = InducedKernel(points: points, most: 60, squaredLength: squared)
                parts.append(.radial(symmetric, kernel, group))
            }
            let axes = GeneAxes(singles)
            if axes.product.columns > 0 { parts.append(.product(axes.product)) }
            if axes.direction.columns > 0 {
                let columns = DirectionColumns(axes.direction, index: index, sample: sample)
                parts.append(.direction(columns))
            }
        }
        self.parts = parts
        severity = singles.map { PairSeverity($0, index: index, sample: sample) }
        groups = parts.flatMap { [Int](repeating: $0.group.rawValue, count: $0.columns) }
        scales = parts.flatMap { part -> [Double] in
            var squares = 0.0
            for column in sample {
                for value in part.values(index.members[column]) { squares += value * value }
            }
            let size = sample.isEmpty || squares == 0 ? 1 : (squares / Double(sample.count)).squareRoot()
            return [Double](repeating: 1 / size, count: part.columns)
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
        for (row, column) in columns.enumerated() {
            let members = index.members[column]
            var place = row * groups.count
            for part in parts {
                for value in part.values(members) {
                    matrix.storage[place] = value
                    place += 1
                }
            }
        }
        for row in 0..<columns.count {
            for column in groups.indices { matrix.storage[row * groups.count + column] *= scales[column] }
        }
        return matrix
    }

    /// Columns that stand for the screen: all, or so many of them evenly spread.
    static func sample(_ admissible: [Int]?, count: Int) -> [Int] {
        let total = admissible?.count ?? count
        let step = max(1, (total + sampleSize - 1) / sampleSize)
        return stride(from: 0, to: total, by: step).map { admissible?[$0] ?? $0 }
    }

    private enum Part {
        case constant
        case gene(count: Int)
        case linear(SymmetricFunctions)
        case radial(SymmetricFunctions, InducedKernel, Group)
        /// A row a gene: features of a kernel between genes.
        case product(Matrix)
        case direction(DirectionColumns)

        var group: Group {
            switch self {
            case .constant: .constant
            case .gene: .gene
            case .linear: .linear
            case .radial(_, _, let group): group
            case .product: .product
            case .direction: .direction
            }
        }

        var columns: Int {
            switch self {
            case .constant: 1
            case .gene(let count): count
            case .linear: SymmetricFunctions.count
            case .radial(_, let kernel, _): kernel.columns
            case .product(let genes): genes.columns * (genes.columns + 1) / 2
            case .direction(let columns): columns.count
            }
        }

        func values(_ members: (i: Int, j: Int)) -> [Double] {
            switch self {
            case .constant: [1]
            case .gene(let count):
                (0..<count).map { $0 == members.i || $0 == members.j ? 1 : 0 }
            case .linear(let symmetric): symmetric.values(members)
            case .radial(let symmetric, let kernel, _): kernel.values(at: symmetric.values(members))
            case .product(let genes): products(genes.row(members.i), genes.row(members.j))
            case .direction(let columns): columns.values(members)
            }
        }

        /// The symmetric part of the product of two genes' features.
        private func products(_ one: ArraySlice<Double>, _ other: ArraySlice<Double>) -> [Double] {
            let (one, other) = (Array(one), Array(other))
            var values: [Double] = []
            values.reserveCapacity(one.count * (one.count + 1) / 2)
            for a in one.indices {
                values.append(one[a] * other[a])
                for b in (a + 1)..<max(one.count, a + 1) {
                    values.append((one[a] * other[b] + one[b] * other[a]) * 0.5.squareRoot())
                }
            }
            return values
        }
    }
}
