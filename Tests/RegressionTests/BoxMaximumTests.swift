import Testing

@testable import Regression

@Suite struct BoxMaximumTests {
    /// −(100 (y − x²)² + (1 − x)²): a curved ridge with its top at (1, 1).
    private func valley(_ point: [Double]) -> (value: Double, gradient: [Double], note: Int)? {
        let (x, y) = (point[0], point[1])
        let across = y - x * x
        return (
            -(100 * across * across + (1 - x) * (1 - x)), [400 * x * across + 2 * (1 - x), -200 * across], 0
        )
    }

    @Test func `the top of a curved ridge is found`() throws {
        let box = BoxMaximum(lower: [-5, -5], upper: [5, 5], slope: 1e-8, gain: 0, steps: 500)
        let top = try #require(box.climb(from: [-1.2, 1], valley))
        #expect(distance(top.point, [1, 1]) < 1e-6)
    }

    @Test func `a bound holds where the top lies beyond it`() throws {
        // With x at most .5 the best y is .25.
        let box = BoxMaximum(lower: [-5, -5], upper: [0.5, 5], slope: 1e-8, gain: 0, steps: 500)
        let top = try #require(box.climb(from: [-1.2, 1], valley))
        #expect(distance(top.point, [0.5, 0.25]) < 1e-6)
    }

    @Test func `what cannot be computed is stepped around`() throws {
        let box = BoxMaximum(lower: [0], upper: [10])
        let top = try #require(
            box.climb(from: [1]) { point in
                point[0] > 3 ? nil : (-(point[0] - 2.5) * (point[0] - 2.5), [-2 * (point[0] - 2.5)], 0)
            }
        )
        #expect((top.point[0] - 2.5).magnitude < 1e-4)
        let nowhere = box.climb(from: [1]) { _ -> (value: Double, gradient: [Double], note: Int)? in nil }
        #expect(nowhere?.point == nil)
    }
}
