import Profiles
import Rewards
import Screen
import Testing

@Suite struct CellCountTests {
    private let control = Guide("NT", of: nil)
    private let a = Guide("A_g1", of: Gene("A"))
    private let b = Guide("B_g1", of: Gene("B"))

    /// Two plates with four controls of `base` cells each, and two wells each of A, B and A+B.
    private func wells(_ counts: [Double?], base: [Double]) -> [MeasuredWell] {
        base.enumerated().flatMap { plate, base -> [MeasuredWell] in
            let contents =
                Array(repeating: WellContent(role: .nonTargeting, a: control, b: control), count: 4)
                + [
                    WellContent(role: .single, a: a, b: control),
                    WellContent(role: .single, a: a, b: control),
                    WellContent(role: .single, a: b, b: control),
                    WellContent(role: .single, a: b, b: control),
                    WellContent(role: .double, a: a, b: b), WellContent(role: .double, a: a, b: b),
                ]
            return contents.enumerated().map { place, content in
                let share: Double? =
                    switch content.role {
                    case .single: content.a == a ? counts[0] : counts[1]
                    case .double: counts[2]
                    default: 1
                    }
                return MeasuredWell(
                    well: WellID(plate: Barcode("P\(plate)"), position: WellPosition(row: 0, column: place)),
                    content: content,
                    embedding: [0],
                    // The half is taken off, so that what is added before the logarithm leaves round numbers.
                    cellCount: share.map { $0 * base - 0.5 }
                )
            }
        }
    }

    private func deviation(_ counts: [Double?], base: [Double]) throws -> CellCountDeviation? {
        try cellCountDeviations(of: wells(counts, base: base), settings: .standard)
            .first { $0.key == Pair(Gene("A"), Gene("B")) }?.value
    }

    @Test func `singles that halve the cells are expected to leave a quarter`() throws {
        let cells = try #require(try deviation([0.5, 0.5, 0.25], base: [800, 1_600]))
        #expect((cells.expected - 0.25).magnitude < 1e-12)
        #expect((cells.measured - 0.25).magnitude < 1e-12)
        #expect(cells.deviation.magnitude < 1e-12)
    }

    @Test func `a double that dies more than its singles say is below its expectation`() throws {
        let cells = try #require(try deviation([0.5, 1, 0.125], base: [800, 1_600]))
        #expect((cells.deviation + 2).magnitude < 1e-12)
        #expect((cells.expected - 0.5).magnitude < 1e-12)
    }

    @Test func `the error of the deviation comes from replicates`() throws {
        var noisy = wells([0.5, 1, 0.5], base: [800, 1_600])
        for index in noisy.indices {
            let factor = index % 2 == 0 ? 1.1 : 0.9
            noisy[index] = MeasuredWell(
                well: noisy[index].well,
                content: noisy[index].content,
                embedding: [0],
                cellCount: noisy[index].cellCount.map { $0 * factor }
            )
        }
        let found = try cellCountDeviations(of: noisy, settings: .standard)
        let cells = try #require(found.values.first)
        // log2(1.1) − log2(0.9) is 0.29, so a well's SD is 0.2; four wells a knockout and eight controls.
        let sd = try #require(cells.sd)
        #expect(sd > 0.08 && sd < 0.4, "\(sd)")
    }

    @Test func `wells without cells have a deviation, and uncounted wells have none`() throws {
        let dead = try #require(try deviation([1, 1, 0.5 / 800], base: [800]))
        #expect(dead.deviation.isFinite && dead.deviation < -9)
        #expect(try cellCountDeviations(of: wells([1, nil, 1], base: [800]), settings: .standard).isEmpty)
        #expect(try cellCountDeviations(of: [], settings: .standard).isEmpty)
    }

    @Test func `counts that cannot be are passed over`() throws {
        #expect(try cellCountDeviations(of: wells([1, -4, 1], base: [800]), settings: .standard).isEmpty)
        #expect(try cellCountDeviations(of: wells([.nan, 1, 1], base: [800]), settings: .standard).isEmpty)
    }
}
