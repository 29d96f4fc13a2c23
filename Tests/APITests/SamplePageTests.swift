import Cycle
import Screen
import Testing

@testable import API

struct SamplePageTests {
    private func report() -> SampleReport {
        var report = SampleReport(sample: "patient <7>/a", file: "p7.csv", state: "done")
        report.verdict = "caution"
        report.remarks = ["It lacks 12 of the 40 genes."]
        report.scale = "gene-effect"
        report.meaning = "gene effect (0 none)"
        report.targets = 3
        report.predictions = [("LETHAL", -1.2, "use"), ("MILD", -0.1, "use"), ("WORSE", -3, "caution")].map {
            PredictionReport(
                gene: Gene($0.0),
                value: $0.1,
                low: $0.1 - 0.5,
                high: $0.1 + 0.5,
                verdict: $0.2,
                reason: $0.0 == "MILD" ? nil : "foretold <weakly>",
                heldOutR: 0.41,
                missingModifiers: [Gene("E1")]
            )
        }
        return report
    }

    @Test func `predictions stand in the order of the report, each with its reason`() throws {
        let page = try renderSample(report())
        let places = try ["LETHAL", "MILD", "WORSE"].map {
            try #require(page.firstRange(of: ">\($0)<")).lowerBound
        }
        #expect(places == places.sorted())
        #expect(page.contains("-1.700 to -0.700") || page.contains("-1.70 to -0.70"))
        #expect(page.contains("It lacks 12 of the 40 genes."))
        #expect(page.contains("Values: gene effect (0 none)."))
        #expect(page.contains("caution: foretold &lt;weakly&gt;"))
        #expect(!page.contains("can be foretold best are shown"))
    }

    @Test func `names of samples are text, and links lead back to them`() throws {
        let list = try renderSampleList([report()], total: 1, refreshSeconds: 10)
        #expect(list.contains("patient &lt;7&gt;/a") || list.contains("patient &lt;7&gt;&#x2F;a"))
        #expect(!list.contains("<7>"))
        #expect(list.contains("/samples/patient%20%3C7%3E%2Fa"))
        #expect(try renderSampleList([], total: 0, refreshSeconds: nil).contains("None yet"))
        #expect(
            try renderSampleList([report()], total: 9, refreshSeconds: nil).contains("the newest 1 shown")
        )
    }

    @Test func `a page that does not show all genes says so`() throws {
        var report = report()
        report.targets = 18_000
        #expect(try renderSample(report).contains("The 3 genes that can be foretold best are shown"))
    }
}
