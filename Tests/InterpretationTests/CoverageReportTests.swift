import Interpretation
import Testing

struct CoverageReportTests {
    @Test func `a report counts what was measured and says how sure it is`() {
        let report = CoverageReport([
            IntervalOutcome(group: "b", measured: 1, low: 0, high: 1),
            IntervalOutcome(group: "b", measured: 2, low: 0, high: 1),
            IntervalOutcome(group: "a", measured: 2, low: -.infinity, high: .infinity),
            IntervalOutcome(group: "a", measured: .nan, low: 0, high: 1),
        ])
        #expect(report.groups.map(\.group) == ["a", "b"])
        #expect(report.groups.map(\.covered) == [1, 1])
        #expect(report.groups[0].meanWidth.isNaN && report.groups[1].meanWidth == 1)
        #expect(report.overall.count == 3 && report.overall.covered == 2)
        // Wilson's interval of 1 in 2, statsmodels: 0.0945312057, 0.9054687943
        let bounds = report.groups[1].uncertainty
        #expect((bounds.low - 0.094_531_205_734_230_7).magnitude < 1e-12)
        #expect((bounds.high - 0.905_468_794_265_769_3).magnitude < 1e-12)
        #expect(CoverageReport([]).overall.share.isNaN)
    }
}
