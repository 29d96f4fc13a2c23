import LinearAlgebra
import Screen
import Statistics

/// Sums and products of two genes' directions along each axis, with mean 0 and SD 1 over the screen.
struct DirectionColumns: Sendable {
    let axes: Matrix
    private var centres: [Double]
    private var spreads: [Double]

    var count: Int { 2 * axes.columns }

    init(_ axes: Matrix, index: PairIndex, sample: [Int]) {
        self.axes = axes
        centres = [Double](repeating: 0, count: 2 * axes.columns)
        spreads = [Double](repeating: 1, count: 2 * axes.columns)
        let rows = sample.map { raw(index.members[$0]) }
        guard !rows.isEmpty else { return }
        for place in centres.indices {
            let values = rows.map { $0[place] }
            centres[place] = mean(values)
            let spread = populationSD(values)
            spreads[place] = spread > 1e-9 ? spread : 1
        }
    }

    func fill(_ storage: inout [Double], at start: Int, _ members: (i: Int, j: Int)) {
        let width = axes.columns
        for axis in 0..<width {
            let one = axes.storage[members.i &* width &+ axis]
            let other = axes.storage[members.j &* width &+ axis]
            storage[start &+ axis] = (one + other - centres[axis]) / spreads[axis]
            storage[start &+ width &+ axis] = (one * other - centres[width &+ axis]) / spreads[width &+ axis]
        }
    }

    /// What the columns come to with `weights`: a constant, a number for each gene of a pair, and the rows whose
    /// dot product with the other gene's axes is added.
    func shares(_ weights: [Double]) -> (constant: Double, ofGene: [Double], mixed: Matrix) {
        let width = axes.columns
        let units = weights.indices.map { weights[$0] / spreads[$0] }
        var mixed = axes
        for gene in 0..<axes.rows {
            for axis in 0..<width { mixed[gene, axis] *= units[width + axis] }
        }
        let ofGene = (0..<axes.rows).map { dot(axes.row($0), units.prefix(width)) }
        return (-dot(units[...], centres[...]), ofGene, mixed)
    }

    private func raw(_ members: (i: Int, j: Int)) -> [Double] {
        let (one, other) = (Array(axes.row(members.i)), Array(axes.row(members.j)))
        return zip(one, other).map { $0 + $1 } + zip(one, other).map { $0 * $1 }
    }
}
