import Testing

@testable import Figures

@Suite struct AxisTests {
    private func labels(_ axis: Axis) -> [String] { axis.ticks.map(\.label) }

    @Test func `linear ticks are round numbers within the axis`() {
        #expect(labels(Axis("", from: 0, to: 1)) == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"])
        #expect(labels(Axis("", from: -3, to: 11)) == ["−2", "0", "2", "4", "6", "8", "10"])
        #expect(
            labels(Axis("", from: 0, to: 65_000)) == [
                "0", "10,000", "20,000", "30,000", "40,000", "50,000", "60,000",
            ]
        )
        #expect(
            labels(Axis("", from: 0.0012, to: 0.0019)) == [
                "0.0012", "0.0013", "0.0014", "0.0015", "0.0016", "0.0017", "0.0018", "0.0019",
            ]
        )
    }

    @Test func `logarithmic ticks are decades, with steps between where there are few`() {
        #expect(labels(Axis("", .logarithmic, from: 1, to: 10)) == ["1", "2", "5", "10"])
        #expect(labels(Axis("", .logarithmic, from: 0.05, to: 2e3)) == ["0.1", "1", "10", "100", "1000"])
        #expect(labels(Axis("", .logarithmic, from: 1e-9, to: 1)) == ["10⁻⁸", "10⁻⁶", "10⁻⁴", "0.01", "1"])
        #expect(
            labels(Axis("", .logarithmic, from: 2, to: 5)) == [
                "2.0", "2.5", "3.0", "3.5", "4.0", "4.5", "5.0",
            ]
        )
    }

    @Test func `root ticks are squares of even steps, with the sign of the value`() {
        #expect(labels(Axis("", .root(), from: -5, to: 26)) == ["−4", "−1", "0", "1", "4", "9", "16", "25"])
    }

    @Test func `a root that is linear near 0 has round ticks there too, and values back from their places`() {
        let axis = Axis("", .root(linear: 4), from: -8, to: 220)
        #expect(labels(axis) == ["−5", "0", "10", "20", "50", "100", "200"])
        let edges = axis.evenly(8)
        #expect(edges.count == 9)
        let places = edges.compactMap { axis.share($0) }
        #expect(places.indices.allSatisfy { (places[$0] - Double($0) / 8).magnitude < 1e-12 }, "\(places)")
        // Near 0 twice the value is nearly twice as far; on a root 1.41 times.
        let near = [0, 0.1, 0.2].compactMap { axis.share($0) }
        #expect((near[2] - near[0]) / (near[1] - near[0]) > 1.95)
    }

    @Test func `an axis over values leaves a margin, but not beyond a bound`() {
        let axis = Axis("", over: [2, 10], including: [0])
        #expect(axis.lower == 0)
        #expect(axis.upper > 10 && axis.upper < 11)
        let empty = Axis("", over: [Double](), including: [0])
        #expect(empty.lower < empty.upper)
        let one = Axis("", over: [7, .nan, .infinity])
        #expect(one.lower < 7 && one.upper > 7 && one.upper < 10)
        let logarithmic = Axis("", .logarithmic, over: [0, -1, 5])
        #expect(logarithmic.lower > 0 && logarithmic.upper > 5)
    }

    @Test(arguments: [
        (0.0, "0"), (3.14159, "3.14"), (0.000123, "0.000123"), (12_345.6, "12,346"), (-0.5, "−0.5"),
        (1e-7, "1·10⁻⁷"), (100, "100"), (.nan, "–"), (.infinity, "∞"), (999.9, "1000"),
    ])
    func `short numbers keep three digits that count`(value: Double, text: String) {
        #expect(shortNumber(value) == text)
    }
}
