import Statistics
import TestSupport
import Testing

private struct CorrelationPValues: Decodable {
    struct Row: Decodable {
        let n: Int
        let r: Double
        let p: Double
    }
    let rows: [Row]
}

private struct Tails: Decodable {
    struct Row: Decodable {
        let t: Double
        let df: Double
        let sf2: Double
    }
    let rows: [Row]

    enum CodingKeys: String, CodingKey { case rows = "t_sf" }
}

struct CorrelationTests {
    @Test func `equal values share the mean of their ranks`() {
        #expect(averageRanks([10, 20, 20, 5, 20]) == [2, 4, 4, 1, 4])
        #expect(averageRanks([3, 3]) == [1.5, 1.5])
        #expect(averageRanks([]) == [])
        #expect(averageRanks([0.0, -0.0, 1]) == [1.5, 1.5, 3])
    }

    @Test func `a line correlates perfectly and a symmetric curve not at all`() {
        let x = [-2.0, -1, 0, 1, 2]
        #expect((pearson(x, x.map { 3 - 2 * $0 }) + 1).magnitude < 1e-15)
        #expect(pearson(x, x.map { $0 * $0 }).magnitude < 1e-15)
        // Σ dx dy = 8 over the root of 10 · 10.
        #expect((pearson([1, 2, 3, 4, 5], [1, 3, 2, 5, 4]) - 0.8).magnitude < 1e-15)
    }

    @Test func `a constant correlates with nothing`() {
        #expect(pearson([0.1, 0.1, 0.1], [1, 2, 3]).isNaN)
        #expect(pearson([1, 2, 3], [0.1, 0.1, 0.1]).isNaN)
        #expect(pearson([], []).isNaN)
    }

    @Test func `Spearman sees order only`() {
        #expect((spearman([1, 2, 3, 4], [1, 10, 100, 1_000]) - 1).magnitude < 1e-15)
        // scipy.stats.spearmanr([1, 2, 2, 4], [4, 3, 1, 2]) = -0.6324555320336759
        #expect((spearman([1, 2, 2, 4], [4, 3, 1, 2]) + 0.632_455_532_033_675_9).magnitude < 1e-14)
    }

    @Test func `p-values of correlations agree with SciPy to 1e-8, down to 1e-250`() throws {
        let oracle = try fixture("correlation_pvalues.json", as: CorrelationPValues.self)
        #expect(oracle.rows.count == 77)
        for row in oracle.rows {
            let p = pearsonPValue(r: row.r, n: row.n)
            if row.p < 1e-250 {
                #expect(p < 1e-249, "r \(row.r), n \(row.n)")
            } else {
                #expect((p - row.p).magnitude <= 1e-8 * row.p, "r \(row.r), n \(row.n): \(p) for \(row.p)")
            }
        }
    }

    @Test func `two values, or fewer, say nothing about a correlation`() {
        #expect(pearsonPValue(r: 1, n: 2) == 1)
        #expect(pearsonPValue(r: 0.5, n: 1).isNaN)
        #expect(pearsonPValue(r: .nan, n: 10).isNaN)
        #expect(pearsonPValue(r: 1.1, n: 10).isNaN)
    }

    @Test func `tails of Student's t agree with SciPy`() throws {
        let oracle = try fixture("special_functions.json", as: Tails.self)
        #expect(oracle.rows.count == 30)
        for row in oracle.rows {
            let tail = studentTTwoSided(row.t, degrees: row.df)
            #expect((tail - row.sf2).magnitude <= 1e-8 * row.sf2, "t \(row.t), df \(row.df)")
        }
        #expect(studentTTwoSided(.infinity, degrees: 3) == 0)
        #expect(studentTTwoSided(-2, degrees: 7) == studentTTwoSided(2, degrees: 7))
    }
}
