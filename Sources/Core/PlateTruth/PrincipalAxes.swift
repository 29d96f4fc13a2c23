import LinearAlgebra
import RealModule
import Statistics

/// The directions in which the rows of a matrix vary most, by subspace iteration from a fixed start.
///
/// - Parameters:
///   - rows: n × d, columns centred as wanted.
///   - count: How many directions are wanted.
/// - Returns: d × `count`, orthonormal columns, widest first; fewer columns where the rows span fewer.
func principalAxes(of rows: Matrix, count: Int) -> Matrix {
    let wanted = min(count, rows.columns, rows.rows)
    guard wanted > 0 else { return Matrix(rows: rows.columns, columns: 0) }
    // a few more than wanted, so that the last ones settle as well
    let width = min(wanted + 6, rows.columns, rows.rows)
    var generator = SeededGenerator(Seed(0x706c_6174_6521))
    var start = Matrix(rows: rows.columns, columns: width)
    for place in start.storage.indices { start.storage[place] = generator.normal() }
    var basis = orthonormalColumns(start)
    for _ in 0..<6 {
        basis = orthonormalColumns(multiply(rows, multiply(rows, basis), transposeA: true))
    }
    let image = multiply(rows, basis)
    let (values, vectors) = symmetricEigen(multiply(image, image, transposeA: true))
    let order = values.indices.sorted { values[$0] != values[$1] ? values[$0] > values[$1] : $0 < $1 }
    let floor = (values.max() ?? 0) * 1e-9
    let kept = order.prefix(wanted).filter { values[$0] > floor }
    var turn = Matrix(rows: basis.columns, columns: kept.count)
    for (column, place) in kept.enumerated() {
        for row in 0..<basis.columns { turn[row, column] = vectors[row, place] }
    }
    return multiply(basis, turn)
}

/// Gram–Schmidt, twice; columns that are spanned by those before them are left out.
private func orthonormalColumns(_ matrix: Matrix) -> Matrix {
    let rows = matrix.rows
    var columns: [[Double]] = []
    let transposed = matrix.transposed
    for place in 0..<matrix.columns {
        var column = Array(transposed.row(place))
        let before = norm(column)
        for _ in 0..<2 {
            for other in columns {
                let share = dot(column, other)
                for row in 0..<rows { column[row] -= share * other[row] }
            }
        }
        let length = norm(column)
        guard length > 1e-10 * max(before, 1e-300) else { continue }
        columns.append(column.map { $0 / length })
    }
    return Matrix(rows: columns.count, columns: rows, storage: columns.flatMap { $0 }).transposed
}

/// Eigenvalues and eigenvectors (as columns) of a small symmetric matrix, by Jacobi's rotations.
func symmetricEigen(_ matrix: Matrix) -> (values: [Double], vectors: Matrix) {
    let n = matrix.rows
    var a = matrix
    var vectors = Matrix(rows: n, columns: n)
    for place in 0..<n { vectors[place, place] = 1 }
    for _ in 0..<60 {
        var off = 0.0
        var diagonal = 0.0
        for p in 0..<n {
            diagonal += a[p, p] * a[p, p]
            for q in (p + 1)..<max(n, p + 1) { off += a[p, q] * a[p, q] }
        }
        guard off > 1e-24 * diagonal else { break }
        for p in 0..<n {
            for q in (p + 1)..<max(n, p + 1) where a[p, q] != 0 {
                let theta = (a[q, q] - a[p, p]) / (2 * a[p, q])
                let root = (theta * theta + 1).squareRoot()
                let t = (theta < 0 ? -1 : 1) / (theta.magnitude + root)
                let cosine = 1 / (t * t + 1).squareRoot()
                let sine = t * cosine
                for k in 0..<n {
                    let one = a[k, p]
                    let other = a[k, q]
                    a[k, p] = cosine * one - sine * other
                    a[k, q] = sine * one + cosine * other
                }
                for k in 0..<n {
                    let one = a[p, k]
                    let other = a[q, k]
                    a[p, k] = cosine * one - sine * other
                    a[q, k] = sine * one + cosine * other
                }
                for k in 0..<n {
                    let one = vectors[k, p]
                    let other = vectors[k, q]
                    vectors[k, p] = cosine * one - sine * other
                    vectors[k, q] = sine * one + cosine * other
                }
            }
        }
    }
    return ((0..<n).map { a[$0, $0] }, vectors)
}

func dot(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for place in a.indices { sum += a[place] * b[place] }
    return sum
}

func norm(_ a: [Double]) -> Double { dot(a, a).squareRoot() }
