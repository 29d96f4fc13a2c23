import Metrics
import Screen
import Telemetry

/// Every figure the daemon counts about itself, besides those of the web server.
///
/// Labels are campaigns only: genes and plates would grow without bound.
enum Measures {
    static func fileTaken(_ campaign: CampaignID) {
        Counter(label: "files_taken", dimensions: [("campaign", campaign.text)]).increment()
    }

    static func fileSetAside(_ campaign: CampaignID) {
        Counter(label: "files_set_aside", dimensions: [("campaign", campaign.text)]).increment()
    }

    static func roundClosed(_ campaign: CampaignID) {
        Counter(label: "rounds_closed", dimensions: [("campaign", campaign.text)]).increment()
    }

    /// From the facts on record to a planned round: profiles, rewards, fit, choice, layouts.
    static func planned(_ campaign: CampaignID, seconds: Double) {
        Timer(label: "plan", dimensions: [("campaign", campaign.text)])
            .recordNanoseconds(Int64(seconds * 1e9))
    }

    static func standing(_ campaign: CampaignID, round: Int, wellsOwed: Int, pairsMeasured: Int) {
        let dimensions = [("campaign", campaign.text)]
        Gauge(label: "round", dimensions: dimensions).record(round)
        Gauge(label: "wells_owed", dimensions: dimensions).record(wellsOwed)
        Gauge(label: "pairs_measured", dimensions: dimensions).record(pairsMeasured)
    }

    static func samples(_ campaign: CampaignID, waiting: Int) {
        Gauge(label: "samples_waiting", dimensions: [("campaign", campaign.text)]).record(waiting)
    }

    static func notices(waiting: Int, abandoned: Int) {
        Gauge(label: "notices_waiting").record(waiting)
        Gauge(label: "notices_abandoned").record(abandoned)
    }

    static func memory() {
        if let bytes = residentMemoryBytes() { Gauge(label: "resident_memory_bytes").record(bytes) }
    }

    /// What each figure means, as scrapers show it.
    static func describe(in metrics: PrometheusMetrics) {
        metrics.describe("pairwell_files_taken_total", "Dropped files whose facts were committed")
        metrics.describe("pairwell_files_set_aside_total", "Dropped files that were set aside with a reason")
        metrics.describe("pairwell_rounds_closed_total", "Rounds whose wells were all measured or given up")
        metrics.describe("pairwell_plan_seconds", "Seconds from the facts on record to a planned round")
        metrics.describe("pairwell_round", "The round whose batch is out, or was closed last")
        metrics.describe("pairwell_wells_owed", "Wells of the open round neither measured nor given up")
        metrics.describe("pairwell_pairs_measured", "Pairs with a measured double")
        metrics.describe("pairwell_samples_waiting", "Expression files that wait for predictions")
        metrics.describe("pairwell_notices_waiting", "Notices that wait for delivery")
        metrics.describe("pairwell_notices_abandoned", "Notices that could not be delivered")
        metrics.describe("pairwell_resident_memory_bytes", "Memory the daemon holds")
    }
}
