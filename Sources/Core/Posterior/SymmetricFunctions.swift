import LinearAlgebra
import Screen
import Statistics

/// Six functions of two singles that do not depend on their order, each with mean 0 and SD 1 over the screen:
/// ‖h_i‖ + ‖h_j‖, the lesser norm, the product of norms, h_i·h_j, |cos|, ‖h_i + h_j‖.
struct SymmetricFunctions: Sendable {
    static let count = 6

    private let singles: SingleKnockouts
    private var centres = [Double](repeating: 0, count: SymmetricFunctions.count)
    private var spreads = [Double](repeating: 1, count: SymmetricFunctions.count)

    init(_ singles: SingleKnockouts, index: PairIndex, sample: [Int]) {
        self.singles = singles
        let rows = sample.map { raw(index.members[$0]) }
        guard !rows.isEmpty else { return }
        for place in 0..<SymmetricFunctions.count {
            let values = rows.map { $0[place] }
            centres[place] = mean(values)
            let spread = populationSD(values)
            // because a function that is the same for all pairs says nothing, however it is scaled
            spreads[place] = spread > 1e-9 * max(centres[place].magnitude, 1e-300) ? spread : 1
        }
    }

    /// A row for each pair.
    func rows(_ members: [(i: Int, j: Int)]) -> Matrix {
        var matrix = Matrix(rows: members.count, columns: SymmetricFunctions.count)
        for (row, pair) in members.enumerated() {
            let values = raw(pair)
            for place in 0..<SymmetricFunctions.count {
                matrix.storage[row &* SymmetricFunctions.count &+ place] =
                    (values[place] - centres[place]) / spreads[place]
            }
        }
        return matrix
    }

    private func raw(_ members: (i: Int, j: Int)) -> SIMD8<Double> {
        let (a, b) = (singles.norms[members.i], singles.norms[members.j])
        let product = dot(singles.embeddings.row(members.i), singles.embeddings.row(members.j))
        return SIMD8(
            a + b,
            min(a, b),
            a * b,
            product,
            a * b > 0 ? product.magnitude / (a * b) : 0,
            max(a * a + b * b + 2 * product, 0).squareRoot(),
            0,
            0
        )
    }
}
