import Statistics
import Testing

struct MomentsTests {
    @Test func `mean and standard deviations are the ones on paper`() {
        let values = [2.0, 4, 4, 4, 5, 5, 7, 9]
        #expect(mean(values) == 5)
        #expect(populationSD(values) == 2)
        #expect((sampleSD(values) - (32.0 / 7).squareRoot()).magnitude < 1e-15)
    }

    @Test func `nothing has no mean, and one value no sample deviation`() {
        #expect(mean([]).isNaN)
        #expect(populationSD([]).isNaN)
        #expect(sampleSD([3]).isNaN)
        #expect(populationSD([3]) == 0)
    }

    // Expected values from numpy.quantile with its default method.
    @Test(arguments: [
        (0.0, 1.0), (0.05, 1.35), (0.25, 2.0), (0.5, 3.5), (0.6, 5.0), (0.95, 9.3), (1.0, 10.0), (1.5, 10.0),
    ])
    func `a quantile is interpolated as NumPy does`(p: Double, expected: Double) {
        let values = [5.0, 1, 10, 2, 8, 2, 5, 2]
        #expect((quantile(values, p) - expected).magnitude < 1e-12, "p \(p)")
    }

    @Test func `a quantile of one value is that value, of nothing or NaN it is NaN`() {
        #expect(quantile([4], 0.3) == 4)
        #expect(quantile([], 0.5).isNaN)
        #expect(quantile([1, .nan], 0.5).isNaN)
        #expect(quantile([1, .infinity], 0) == 1)
    }
}
