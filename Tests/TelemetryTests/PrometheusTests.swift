import CoreMetrics
import Telemetry
import Testing

struct PrometheusTests {
    let metrics = PrometheusMetrics()

    @Test func `metrics are rendered in the text format, sorted`() {
        metrics.describe("pairwell_files_total", "Files dropped,\nby what became of them.")
        Counter(label: "files", dimensions: [("state", "rejected"), ("kind", "a\"b\\c")], factory: metrics)
            .increment()
        Counter(label: "files", dimensions: [("state", "accepted"), ("kind", "results")], factory: metrics)
            .increment(by: 41)
        Gauge(label: "pairwell.wells-owed", factory: metrics).record(0.5)
        Timer(label: "refit", factory: metrics).recordNanoseconds(1_500_000_000)
        Timer(label: "refit", factory: metrics).recordNanoseconds(400_000_000_000)
        #expect(
            metrics.renderPrometheus() == #"""
                # HELP pairwell_files_total Files dropped,\nby what became of them.
                # TYPE pairwell_files_total counter
                pairwell_files_total{kind="a\"b\\c",state="rejected"} 1
                pairwell_files_total{kind="results",state="accepted"} 41
                # TYPE pairwell_refit_seconds histogram
                pairwell_refit_seconds_bucket{le="0.005"} 0
                pairwell_refit_seconds_bucket{le="0.02"} 0
                pairwell_refit_seconds_bucket{le="0.1"} 0
                pairwell_refit_seconds_bucket{le="0.5"} 0
                pairwell_refit_seconds_bucket{le="1"} 0
                pairwell_refit_seconds_bucket{le="2.5"} 1
                pairwell_refit_seconds_bucket{le="5"} 1
                pairwell_refit_seconds_bucket{le="10"} 1
                pairwell_refit_seconds_bucket{le="30"} 1
                pairwell_refit_seconds_bucket{le="60"} 1
                pairwell_refit_seconds_bucket{le="300"} 1
                pairwell_refit_seconds_bucket{le="+Inf"} 2
                pairwell_refit_seconds_sum 401.5
                pairwell_refit_seconds_count 2
                # TYPE pairwell_wells_owed gauge
                pairwell_wells_owed 0.5

                """#
        )
    }

    @Test func `a counter shows as zero before its first event`() {
        _ = Counter(label: "rounds", factory: metrics)
        #expect(
            metrics.renderPrometheus() == "# TYPE pairwell_rounds_total counter\npairwell_rounds_total 0\n"
        )
    }

    @Test func `the same name and labels are one series, in whatever order they are given`() {
        Counter(label: "x", dimensions: [("a", "1"), ("b", "2")], factory: metrics).increment()
        Counter(label: "x", dimensions: [("b", "2"), ("a", "1")], factory: metrics).increment()
        #expect(metrics.renderPrometheus().hasSuffix("pairwell_x_total{a=\"1\",b=\"2\"} 2\n"))
    }

    @Test func `label sets are bounded, and what was dropped is counted`() {
        for number in 0..<(PrometheusMetrics.mostSeries + 50) {
            Counter(label: "x", dimensions: [("file", "\(number)")], factory: metrics).increment()
        }
        let lines = metrics.renderPrometheus().split(separator: "\n")
        #expect(lines.count { $0.hasPrefix("pairwell_x_total{") } == PrometheusMetrics.mostSeries)
        #expect(lines.contains("pairwell_metrics_dropped_total 50"))
    }

    @Test func `a name used for another kind does not spoil the first`() {
        Gauge(label: "x_total", factory: metrics).record(3)
        Counter(label: "x", factory: metrics).increment()
        #expect(metrics.renderPrometheus().contains("# TYPE pairwell_x_total gauge\npairwell_x_total 3\n"))
    }

    @Test func `meters go up and down, and infinity is spelled as Prometheus does`() {
        let meter = Meter(label: "m", factory: metrics)
        meter.set(5)
        meter.decrement(by: 2)
        #expect(metrics.renderPrometheus().hasSuffix("pairwell_m 3\n"))
        meter.set(-Double.infinity)
        #expect(metrics.renderPrometheus().hasSuffix("pairwell_m -Inf\n"))
    }
}
