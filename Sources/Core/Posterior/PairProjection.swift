import LinearAlgebra
import Screen

/// What the rows of `PairFeatures` come to with one weight a column, without making the rows.
///
/// A screen's pairs are many and their weights the same, so what belongs to a gene or to an inducing point is
/// worked out once: a pair then costs its kernels and a few short dot products.
struct PairProjection: Sendable {
    private let index: PairIndex
    /// The same for every pair.
    private var constant = 0.0
    /// Added for each gene of a pair.
    private var ofGene: [Double]
    private var symmetric: (functions: SymmetricFunctions, weights: [Double])?
    private var radial: [(kernel: InducedKernel, weights: [Double])] = []
    /// Rows whose dot product, the first gene's with the second's, is added.
    private var products: [(left: Matrix, right: Matrix)] = []

    init(_ features: PairFeatures, weights plain: [Double]) {
        precondition(plain.count == features.groups.count, "a weight for each column")
        index = features.index
        ofGene = [Double](repeating: 0, count: index.genes.count)
        var first = 0
        for part in features.parts {
            let own = (first..<(first + part.columns)).map { plain[$0] * features.scales[$0] }
            first += part.columns
            switch part {
            case .constant: constant += own[0]
            case .gene:
                for gene in own.indices { ofGene[gene] += own[gene] }
            case .linear(let functions): symmetric = (functions, own)
            case .radial(let kernel, _): radial.append((kernel, kernel.weights(ofFeatures: own)))
            case .product(let genes, _): products.append((PairProjection.mixed(genes, own), genes))
            case .direction(let columns):
                let shares = columns.shares(own)
                constant += shares.constant
                for gene in ofGene.indices { ofGene[gene] += shares.ofGene[gene] }
                products.append((shares.mixed, columns.axes))
            }
        }
    }

    /// Pairs that are worked on together, so that what they need stays in the cache.
    private static let block = 1_024

    /// A number for each of `columns` of the index.
    func callAsFunction(_ columns: [Int]) -> [Double] {
        var values = [Double](repeating: 0, count: columns.count)
        for start in stride(from: 0, to: columns.count, by: PairProjection.block) {
            let end = min(start + PairProjection.block, columns.count)
            let members = columns[start..<end].map { index.members[$0] }
            for (place, (i, j)) in members.enumerated() {
                values[start &+ place] = constant + ofGene[i] + ofGene[j]
            }
            for (left, right) in products { add(left, right, members, &values, start) }
            guard let symmetric else { continue }
            let rows = symmetric.functions.rows(members)
            for place in members.indices {
                values[start + place] += dot(rows.row(place), symmetric.weights[...])
            }
            for (kernel, weights) in radial {
                for (place, value) in kernel.sums(at: rows, weights: weights).enumerated() {
                    values[start &+ place] += value
                }
            }
        }
        return values
    }

    private func add(
        _ left: Matrix,
        _ right: Matrix,
        _ members: [(i: Int, j: Int)],
        _ values: inout [Double],
        _ start: Int
    ) {
        let width = left.columns
        left.storage.withUnsafeBufferPointer { left in
            right.storage.withUnsafeBufferPointer { right in
                for (place, (i, j)) in members.enumerated() {
                    var sum = 0.0
                    for axis in 0..<width { sum += left[i &* width &+ axis] * right[j &* width &+ axis] }
                    values[start &+ place] += sum
                }
            }
        }
    }

    /// Z W, with W symmetric, so that z_i W z_j is what the columns of a product of genes come to.
    private static func mixed(_ genes: Matrix, _ weights: [Double]) -> Matrix {
        let width = genes.columns
        var matrix = Matrix(rows: width, columns: width)
        var place = 0
        for a in 0..<width {
            matrix[a, a] = weights[place]
            place += 1
            for b in (a + 1)..<max(width, a + 1) {
                matrix[a, b] = weights[place] * 0.5.squareRoot()
                matrix[b, a] = matrix[a, b]
                place += 1
            }
        }
        return multiply(genes, matrix)
    }
}
