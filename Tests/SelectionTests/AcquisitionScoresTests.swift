import LinearAlgebra
import Selection
import Testing

@Suite struct AcquisitionScoresTests {
    @Test func `mean, SD, regret and v agree with the reference`() throws {
        let fixture = try AcquisitionFixture.read()
        let scores = acquisitionScores(fixture.samples)
        #expect(abs(scores.expectedBest - fixture.expectedMax) <= 1e-10)
        expectEqual(scores.mean, fixture.mean)
        expectEqual(scores.sd, fixture.sdPopulation)
        expectEqual(scores.regret, fixture.expectedRegret)
        expectEqual(scores.information, fixture.infoVariance)
        expectEqual(scores.informationDebiased, fixture.infoVarianceDebiased)
    }

    @Test func `the ratio agrees with the reference for every lambda`() throws {
        let fixture = try AcquisitionFixture.read()
        let expected = [
            (1.0, fixture.ratioLambda1), (2, fixture.ratioLambda2), (3, fixture.ratioLambda3),
            (5, fixture.ratioLambda5),
        ]
        for (lambda, ratio) in expected {
            expectEqual(acquisitionScores(fixture.samples, lambda: lambda).ratio, ratio)
        }
    }

    @Test func `a debiased ratio divides by the debiased v`() throws {
        let fixture = try AcquisitionFixture.read()
        let expected = zip(fixture.expectedRegret, fixture.infoVarianceDebiased).map {
            regret,
            information in
            regret * regret / max(information, 1e-300)
        }
        #expect(fixture.infoVarianceDebiased.contains(0))
        expectEqual(acquisitionScores(fixture.samples, lambda: 2, debiased: true).ratio, expected)
    }

    @Test func `more columns than one block give the same scores as one column at a time would`() {
        // 2,500 columns are three blocks, the last one short; v by its definition beside it.
        let columns = 2500
        let rows: [[Double]] = (0..<7).map { row in
            (0..<columns).map { column -> Double in
                let scrambled = (row * 7919 + column * 104_729) % 1009
                return Double(scrambled) / 100
            }
        }
        let scores = acquisitionScores(matrix(rows))
        let best = rows.map { row -> Int in row.max().flatMap { row.firstIndex(of: $0) } ?? 0 }
        #expect(Set(best).count > 1)
        for column in stride(from: 0, to: columns, by: 313) {
            let values = rows.map { $0[column] }
            let mean = values.reduce(0, +) / 7
            var information = 0.0
            for leader in Set(best) {
                let group = zip(best, values).filter { $0.0 == leader }.map(\.1)
                let shift = group.reduce(0, +) / Double(group.count) - mean
                information += Double(group.count) / 7 * shift * shift
            }
            #expect(abs(scores.information[column] - information) <= 1e-12)
            #expect(abs(scores.mean[column] - mean) <= 1e-12)
        }
    }

    @Test func `draws that are all alike hold no information, and the ratio stays finite`() {
        let scores = acquisitionScores(matrix([[1, 3, 2], [1, 3, 2]]))
        #expect(scores.sd == [0, 0, 0])
        #expect(scores.information == [0, 0, 0])
        #expect(scores.informationDebiased == [0, 0, 0])
        #expect(scores.regret == [2, 0, 1])
        let ratio: [Double] = [4 / 1e-300, 0, 1 / 1e-300]
        #expect(scores.ratio == ratio)
        // Here the quotient is beyond a double.
        let steep = acquisitionScores(matrix([[0, 1e9], [0, 1e9]]), lambda: 5)
        #expect(steep.ratio == [.greatestFiniteMagnitude, 0])
    }

    @Test func `one draw is one group`() {
        let scores = acquisitionScores(matrix([[0.5, 2]]), debiased: true)
        #expect(scores.information == [0, 0])
        #expect(scores.informationDebiased == [0, 0])
        #expect(scores.regret == [1.5, 0])
    }

    @Test func `a draw's best column is the first of equals`() {
        // Both draws lead with column 0 if ties go first, so there is one group and v is zero.
        let scores = acquisitionScores(matrix([[2, 2, 0], [2, 1, 2]]))
        #expect(scores.information == [0, 0, 0])
    }

    @Test func `samples that are no numbers are our mistake`() async {
        await #expect(processExitsWith: .failure) { _ = acquisitionScores(matrix([[1, .nan]])) }
        await #expect(processExitsWith: .failure) { _ = acquisitionScores(matrix([[.infinity, 1]])) }
        await #expect(processExitsWith: .failure) { _ = acquisitionScores(Matrix(rows: 0, columns: 3)) }
        await #expect(processExitsWith: .failure) { _ = acquisitionScores(matrix([[1]]), lambda: -1) }
    }
}

// 1e-10 of the value, and at least 1e-10: sums of 64 double precision numbers, and their powers.
private func expectEqual(
    _ found: [Double],
    _ expected: [Double],
    at location: SourceLocation = #_sourceLocation
) {
    #expect(found.count == expected.count, sourceLocation: location)
    for (left, right) in zip(found, expected) {
        #expect(abs(left - right) <= 1e-10 * max(1, abs(right)), sourceLocation: location)
    }
}
