package import CoreMetrics
import Synchronization

/// The process's metrics, kept in memory and rendered as Prometheus text.
///
/// Names get a prefix and the unit endings of Prometheus: `round.closed` counted becomes
/// `pairwell_round_closed_total`, `refit` timed `pairwell_refit_seconds`. A name has at most
/// ``mostSeries`` label sets; what goes beyond, or clashes in kind with the first of its name, is
/// lost, and counted once a label set in `<prefix>_metrics_dropped_total`.
package final class PrometheusMetrics: MetricsFactory {
    package static let mostSeries = 200
    /// Seconds: from a page served to a refit of minutes.
    package static let timeBuckets = [0.005, 0.02, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 300]
    /// Counts and sizes, in decades.
    package static let valueBuckets = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9]

    private let prefix: String
    private let state = Mutex<[String: MetricFamily]>([:])
    private let helps = Mutex<[String: String]>([:])

    package init(prefix: String = "pairwell") {
        self.prefix = legalName(prefix, allowsColon: false)
    }

    /// Says what a metric means, by the name it has in the text.
    package func describe(_ name: String, _ help: String) {
        helps.withLock { $0[name] = help }
    }

    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        series(label, ending: "_total", .counter, [], dimensions)
    }

    package func makeFloatingPointCounter(
        label: String,
        dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        series(label, ending: "_total", .counter, [], dimensions)
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        series(label, ending: "", .gauge, [], dimensions)
    }

    package func makeRecorder(
        label: String,
        dimensions: [(String, String)],
        aggregate: Bool
    ) -> any RecorderHandler {
        aggregate
            ? series(label, ending: "", .histogram, PrometheusMetrics.valueBuckets, dimensions)
            : series(label, ending: "", .gauge, [], dimensions)
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        series(label, ending: "_seconds", .histogram, PrometheusMetrics.timeBuckets, dimensions)
    }

    // A destroyed handler's numbers stay: a counter that vanishes and returns reads as a restart.
    package func destroyCounter(_ handler: any CounterHandler) {}
    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    package func destroyMeter(_ handler: any MeterHandler) {}
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    package func destroyTimer(_ handler: any TimerHandler) {}

    private func series(
        _ label: String,
        ending: String,
        _ kind: MetricKind,
        _ buckets: [Double],
        _ dimensions: [(String, String)]
    ) -> SeriesHandler {
        var name = legalName(label, allowsColon: true)
        if !name.hasPrefix(prefix + "_") { name = "\(prefix)_\(name)" }
        if !name.hasSuffix(ending) { name += ending }
        let handler = SeriesHandler(metrics: self, name: name, labels: Labels(dimensions))
        register(handler, kind, buckets)
        return handler
    }

    /// Makes room for a series before its first event, so that a counter shows as 0.
    private func register(_ handler: SeriesHandler, _ kind: MetricKind, _ buckets: [Double]) {
        state.withLock { families in
            var family = families[handler.name] ?? MetricFamily(kind: kind, buckets: buckets)
            let isKnown = family.series[handler.labels] != nil
            if family.kind == kind, isKnown || family.series.count < Self.mostSeries {
                let places = family.buckets.isEmpty ? 0 : family.buckets.count + 1
                let empty = Sample(perBucket: [UInt64](repeating: 0, count: places))
                if !isKnown { family.series[handler.labels] = empty }
                families[handler.name] = family
            } else {
                handler.isDropped.store(true, ordering: .relaxed)
                families[
                    "\(prefix)_metrics_dropped_total",
                    default: MetricFamily(kind: .counter, buckets: [])
                ]
                .series[Labels([]), default: Sample()].value += 1
            }
        }
    }

    fileprivate func change(_ handler: SeriesHandler, _ body: (inout Sample, [Double]) -> Void) {
        state.withLock { families in
            guard let bounds = families[handler.name]?.buckets,
                var sample = families[handler.name]?.series[handler.labels]
            else { return }
            body(&sample, bounds)
            families[handler.name]?.series[handler.labels] = sample
        }
    }

    /// Every metric in the text format 0.0.4, sorted by name and labels.
    package func renderPrometheus() -> String {
        let families = state.withLock { $0 }
        let helps = helps.withLock { $0 }
        var text = ""
        for (name, family) in families.sorted(by: { $0.key < $1.key }) {
            if let help = helps[name] { text += "# HELP \(name) \(escaped(help, quotes: false))\n" }
            text += "# TYPE \(name) \(family.kind.rawValue)\n"
            for (labels, sample) in family.series.sorted(by: { $0.key < $1.key }) {
                guard family.kind == .histogram else {
                    text += "\(name)\(labels.text()) \(number(sample.value))\n"
                    continue
                }
                var running: UInt64 = 0
                for (bound, count) in zip(family.buckets + [.infinity], sample.perBucket) {
                    running += count
                    text += "\(name)_bucket\(labels.text([("le", number(bound))])) \(running)\n"
                }
                text += "\(name)_sum\(labels.text()) \(number(sample.value))\n"
                text += "\(name)_count\(labels.text()) \(sample.count)\n"
            }
        }
        return text
    }
}

/// One series, as swift-metrics hands it out.
private final class SeriesHandler: CounterHandler, FloatingPointCounterHandler, MeterHandler, RecorderHandler,
    TimerHandler
{
    let name: String
    let labels: Labels
    let isDropped = Atomic<Bool>(false)
    private let metrics: PrometheusMetrics

    init(metrics: PrometheusMetrics, name: String, labels: Labels) {
        self.metrics = metrics
        self.name = name
        self.labels = labels
    }

    func increment(by amount: Int64) { increment(by: Double(amount)) }
    func increment(by amount: Double) { change { sample, _ in sample.value += amount } }
    func decrement(by amount: Double) { change { sample, _ in sample.value -= amount } }
    func reset() { change { sample, _ in sample.value = 0 } }
    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { change { sample, _ in sample.value = value } }
    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }
    func record(_ value: Int64) { record(Double(value)) }

    /// Sets a gauge, or counts the value into its histogram.
    func record(_ value: Double) {
        change { sample, bounds in
            guard !bounds.isEmpty else {
                sample.value = value
                return
            }
            guard !value.isNaN else { return }
            sample.value += value
            sample.count += 1
            sample.perBucket[bounds.firstIndex { value <= $0 } ?? bounds.count] += 1
        }
    }

    private func change(_ body: (inout Sample, [Double]) -> Void) {
        guard !isDropped.load(ordering: .relaxed) else { return }
        metrics.change(self, body)
    }
}

/// Whole numbers without a fraction, everything else so that it reads back the same.
private func number(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
    return value.magnitude < 1e15 && value == value.rounded() ? String(Int64(value)) : value.description
}
