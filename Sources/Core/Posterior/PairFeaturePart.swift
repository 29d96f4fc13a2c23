import LinearAlgebra

/// One group's columns of `PairFeatures`.
enum PairFeaturePart: Sendable {
    case constant
    case gene(count: Int)
    case linear(SymmetricFunctions)
    case radial(InducedKernel, PairFeatures.Group)
    /// A row a gene: features of a kernel between genes.
    case product(Matrix, PairFeatures.Group)
    case direction(DirectionColumns)

    var group: PairFeatures.Group {
        switch self {
        case .constant: .constant
        case .gene: .gene
        case .linear: .linear
        case .radial(_, let group): group
        case .product(_, let group): group
        case .direction: .direction
        }
    }

    var columns: Int {
        switch self {
        case .constant: 1
        case .gene(let count): count
        case .linear: SymmetricFunctions.count
        case .radial(let kernel, _): kernel.columns
        case .product(let genes, _): genes.columns * (genes.columns + 1) / 2
        case .direction(let columns): columns.count
        }
    }

    var symmetric: SymmetricFunctions? {
        if case .linear(let symmetric) = self { symmetric } else { nil }
    }

    /// Writes a row for each of `members`, the first at `place`, rows `stride` apart; `symmetric` are the rows of
    /// the symmetric functions.
    func fill(
        _ storage: inout [Double],
        at place: Int,
        stride: Int,
        _ members: [(i: Int, j: Int)],
        _ symmetric: Matrix?
    ) {
        switch self {
        case .constant:
            for row in members.indices { storage[place + row * stride] = 1 }
        case .gene:
            for (row, (i, j)) in members.enumerated() {
                storage[place + row * stride + i] = 1
                storage[place + row * stride + j] = 1
            }
        case .linear:
            if let symmetric { copy(symmetric, &storage, place, stride) }
        case .radial(let kernel, _):
            if let symmetric { copy(kernel.rows(at: symmetric), &storage, place, stride) }
        case .product(let genes, _):
            for (row, (i, j)) in members.enumerated() {
                fillProducts(genes, i, j, &storage, place + row * stride)
            }
        case .direction(let columns):
            for (row, members) in members.enumerated() {
                columns.fill(&storage, at: place + row * stride, members)
            }
        }
    }

    private func copy(_ rows: Matrix, _ storage: inout [Double], _ place: Int, _ stride: Int) {
        for row in 0..<rows.rows {
            for column in 0..<rows.columns {
                storage[place &+ row &* stride &+ column] = rows.storage[row &* rows.columns &+ column]
            }
        }
    }

    /// The symmetric part of the product of two genes' features.
    private func fillProducts(
        _ genes: Matrix,
        _ i: Int,
        _ j: Int,
        _ storage: inout [Double],
        _ start: Int
    ) {
        let width = genes.columns
        let half = 0.5.squareRoot()
        var place = start
        for a in 0..<width {
            let (ia, ja) = (genes.storage[i &* width &+ a], genes.storage[j &* width &+ a])
            storage[place] = ia * ja
            place &+= 1
            for b in (a &+ 1)..<max(width, a &+ 1) {
                storage[place] =
                    (ia * genes.storage[j &* width &+ b] + genes.storage[i &* width &+ b] * ja) * half
                place &+= 1
            }
        }
    }
}
