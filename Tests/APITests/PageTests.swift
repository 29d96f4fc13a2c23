import Cycle
import Screen
import TestSupport
import Testing

@testable import API

struct PageTests {
    @Test func `the campaign's page stays as it was agreed`() throws {
        try expectGolden(renderCampaignPage(sampleCampaign(), refreshSeconds: 10), "campaign.html")
    }

    @Test func `a campaign that has just begun has a page`() throws {
        let id = try #require(CampaignID("fresh"))
        let page = try renderCampaignPage(CampaignReport(id: id), refreshSeconds: nil)
        #expect(page.contains("No pair is measured yet."))
        #expect(page.contains("No batch is planned yet."))
        #expect(!page.contains("http-equiv=\"refresh\""))
    }

    @Test func `a campaign that is finished shows no open batch`() throws {
        var report = try sampleCampaign()
        report.phase = "finished"
        report.rounds.removeLast()
        let page = try renderCampaignPage(report, refreshSeconds: nil)
        #expect(page.contains("<span class=\"badge good\">Finished</span>"))
        #expect(!page.contains("Open batch"))
    }

    @Test func `what keeps a campaign from going on stands above what is next`() throws {
        var report = try sampleCampaign()
        let calm =
            try renderCampaignPage(report, refreshSeconds: 10)
            + renderCampaignList([report], refreshSeconds: 10)
        #expect(!calm.contains("role=\"alert\""))
        report.fault = "the folder /srv/<lab> is not the one this campaign began in."
        for page in try [
            renderCampaignPage(report, refreshSeconds: 10), renderCampaignList([report], refreshSeconds: 10),
        ] {
            let banner = try #require(
                page.firstRange(
                    of:
                        "<p class=\"next bad\" role=\"alert\"><b>Problem</b>the folder /srv/&lt;lab&gt; is not the one"
                )
            )
            let next = try #require(page.firstRange(of: "Image the plates of batch"))
            #expect(banner.upperBound <= next.lowerBound)
        }
    }

    @Test func `a chosen pair that failed does not count as measured`() throws {
        var report = try sampleCampaign()
        // Of the ten pairs of round 9, four came to nothing; in the open round, two have readings by now.
        for place in 0..<4 { report.rounds[9].pairs[place].status = .open }
        for place in 0..<2 { report.rounds[10].pairs[place].status = .measured }
        report.pairsMeasured = 88
        let page = try renderCampaignPage(report, refreshSeconds: nil)
        #expect(page.contains("font-weight=\"bold\" fill=\"#17212b\">86</text></svg>"))
    }

    @Test(arguments: ["<i>", "\"><i>", "<\u{338}i>", "'\u{301}\"\u{301}<i>"])
    func `a name with markup in it stays text`(_ name: String) throws {
        var report = try sampleCampaign()
        report.nextAction = name
        report.filesTaken[0].name = name
        report.bestPairs[0].geneA = Gene(name)
        report.rounds[10].plates[0].barcode = Barcode(name)
        let page = try renderCampaignPage(report, refreshSeconds: 10)
        #expect(
            !page.unicodeScalars.split(separator: "<").contains {
                String($0).hasPrefix("i>") || String($0).hasPrefix("\u{338}i>")
            }
        )
        #expect(!page.contains("<script"))
        #expect(page.contains("&lt;"))
    }

    @Test func `nothing on the page comes from elsewhere`() throws {
        let page = try renderCampaignPage(sampleCampaign(), refreshSeconds: 10)
        for word in ["http:", "https:", "//", "src=", "@import", "url(", "style="] {
            #expect(!page.contains(word), "\(word)")
        }
    }

    @Test(arguments: [0.0, 1e-7, 0.3, 1, 7.2, 41.27, 99, 1225, 1e9])
    func `an axis reaches its highest value in at most five even steps`(_ highest: Double) throws {
        let ticks = roundTicks(upTo: max(highest, 1e-12))
        #expect(ticks.first == 0)
        #expect(try #require(ticks.last) >= highest * 0.999_999)
        #expect((2...6).contains(ticks.count))
    }

    @Test func `the numbers of a column share their decimals`() {
        #expect(column([1.25, 0.95, nil]) == ["1.250", "0.950", "–"])
        #expect(column([41.27, 4.127, .nan]) == ["41.27", "4.13", "–"])
        #expect(column([nil, nil]) == ["–", "–"])
        #expect(column([1e-9, 3e-9]) == ["1.0e-9", "3.0e-9"])
    }

    @Test(
        arguments: zip(
            [nil, .nan, 0, 7, 0.5, 41.268, 1234.5, 0.00312, 0.000_012, -3.25, 2.5e9],
            ["–", "–", "0", "7", "0.500", "41.27", "1234.5", "0.00312", "1.2e-5", "-3.25", "2.5e9"]
        )
    )
    func `a number is shown with the figures a person reads`(_ value: Double?, _ text: String) {
        #expect(figure(value) == text)
    }
}
