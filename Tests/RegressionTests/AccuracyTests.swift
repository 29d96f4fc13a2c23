import Statistics
import TestSupport
import Testing

@testable import Regression

private struct Oracle: Decodable {
    struct Row: Decodable {
        let n: Int
        let r: Double
        let p: Double
    }
    let rows: [Row]
}

/// Two vectors of `n` values whose correlation is `r`.
private func vectors(n: Int, r: Double) -> (x: [Double], y: [Double]) {
    // ±1 and a cosine-like pattern of period four are centred and orthogonal where n is a multiple of four.
    let x = (0..<n).map { $0 % 2 == 0 ? 1.0 : -1.0 }
    let z = (0..<n).map { $0 % 4 < 2 ? 1.0 : -1.0 }
    return (x, zip(x, z).map { r * $0 + ((1 - r) * (1 + r)).squareRoot() * $1 })
}

@Suite struct AccuracyTests {
    @Test func `p-values are SciPy's to 1e-8, also far in the tail`() throws {
        // Rounding of r itself is magnified to about n · 1e-15 / (1 − r²): below 1e-10 for the rows taken.
        let rows = try fixture("correlation_pvalues.json", as: Oracle.self).rows.filter {
            $0.n % 4 == 0 && $0.r.magnitude > 1e-3 && $0.r.magnitude < 0.995 && $0.p > 1e-250
        }
        #expect(rows.count >= 12)
        for row in rows {
            let (x, y) = vectors(n: row.n, r: row.r)
            let accuracy = Accuracy(predicted: x, observed: y)
            #expect((accuracy.r - row.r).magnitude < 1e-14)
            #expect((accuracy.p - row.p).magnitude <= 1e-8 * row.p, "n \(row.n), r \(row.r): \(accuracy.p)")
        }
    }

    @Test func `figures of a small case by hand`() {
        let accuracy = Accuracy(predicted: [1, 2, 3, 4, 5], observed: [1, 3, 2, 5, 4])
        #expect(accuracy.count == 5)
        #expect((accuracy.r - 0.8).magnitude < 1e-15)
        #expect((accuracy.rankCorrelation - 0.8).magnitude < 1e-15)
        #expect((accuracy.rmse - 0.8.squareRoot()).magnitude < 1e-15)
        // scipy.stats.pearsonr: 0.10408803866182788
        #expect((accuracy.p - 0.104_088_038_661_827_88).magnitude < 1e-12)
    }

    @Test func `a constant prediction correlates with nothing but has an error`() {
        let accuracy = Accuracy(predicted: [0.1, 0.1 + 1e-17, 0.1], observed: [1, 2, 3])
        #expect(accuracy.r == 0 && accuracy.p == 1 && accuracy.rankCorrelation == 0)
        // Misses of .9, 1.9 and 2.9.
        #expect((accuracy.rmse - (12.83 / 3).squareRoot()).magnitude < 1e-14)
    }
}
