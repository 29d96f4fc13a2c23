import Screen

/// A page that shows how a campaign went: needs no server, and nothing from the network.
package struct ScorePage: Sendable {
    package struct Link: Sendable, Hashable {
        package let name: String
        /// Relative to the page.
        package let address: String

        package init(name: String, address: String) {
            self.name = name
            self.address = address
        }
    }

    package var title: String
    /// One or two sentences under the title.
    package var lead: String
    package var summary: ScoreSummary
    /// Pictures of the last plates; the first is shown.
    package var pictures: [Link]

    package init(title: String, lead: String, summary: ScoreSummary, pictures: [Link] = []) {
        self.title = title
        self.lead = lead
        self.summary = summary
        self.pictures = pictures
    }

    package var html: String {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>\(escaped(title))</title>
        <style>
        body { font: 16px/1.5 system-ui, sans-serif; color: #222; max-width: 52rem; margin: 2rem auto; padding: 0 1rem }
        h1 { font-size: 1.6rem; margin-bottom: .2rem } h2 { font-size: 1.1rem; margin-top: 2rem }
        svg, img { max-width: 100%; height: auto }
        table { border-collapse: collapse; font-variant-numeric: tabular-nums }
        th, td { padding: .15rem .8rem; text-align: right; border-bottom: 1px solid #ddd }
        th:first-child, td:first-child { text-align: left }
        .scroll { max-height: 24rem; overflow: auto; display: inline-block }
        .scroll th { position: sticky; top: 0; background: #fff }
        </style>
        </head>
        <body>
        <h1>\(escaped(title))</h1>
        <p>\(escaped(lead))</p>
        \(headline)
        \(ScoreChart(summary).svg)\(caption)
        \(bestPairs)\(roundTable)\(plates)</body>
        </html>

        """
    }

    private var headline: String {
        guard let last = summary.rows.last else { return "<p>No round is complete yet.</p>" }
        let spread =
            summary.hasSpread
            ? " (mean of \(summary.campaigns.count) campaigns; worst \(percent(last.worst)), best \(percent(last.best)))"
            : ""
        return """
            <p>After \(last.round) rounds and \(last.pairs) of \(grouped(summary.total)) pairs, <strong>\
            \(percent(last.found))</strong>\(spread) of the \(summary.top) highest rewards are found; the \
            severity ranking finds \(percent(last.severity)), chance \(percent(last.random)).</p>
            """
    }

    private var caption: String {
        summary.hasSpread ? "<p>The band reaches from the worst to the best campaign.</p>" : ""
    }

    private var bestPairs: String {
        guard summary.campaigns.count == 1, let score = summary.campaigns.first, !score.best.isEmpty else {
            return agreement
        }
        let rows = score.best.map { best in
            [escaped(best.pair.description), decimal(best.reward, 2), "\(best.trueRank)"]
        }
        return "<h2>Highest rewards measured</h2>\n"
            + table(["pair", "reward R", "true rank"], rows) + agreement
    }

    private var agreement: String {
        let known = summary.campaigns.compactMap(\.rewardAgreement)
        guard !known.isEmpty else { return "" }
        let values = known.map { decimal($0, 3) }.joined(separator: ", ")
        return "<p>The rewards computed from the plates agree with the true ones: Spearman \(values).</p>\n"
    }

    private var roundTable: String {
        var head = ["round", "pairs", "found"]
        if summary.hasSpread { head += ["worst", "best"] }
        head += ["severity ranking", "random"]
        let rows = summary.rows.map { row in
            var shares = [row.found]
            if summary.hasSpread { shares += [row.worst, row.best] }
            shares += [row.severity, row.random]
            return ["\(row.round)", "\(row.pairs)"] + shares.map(percent)
        }
        return "<h2>Round by round</h2>\n<div class=\"scroll\">\n\(table(head, rows))</div>\n"
    }

    private var plates: String {
        guard let first = pictures.first else { return "" }
        let links = pictures.map { "<a href=\"\(escaped($0.address))\">\(escaped($0.name))</a>" }
        return """
            <h2>The last plates</h2>
            <p>\(links.joined(separator: " · "))</p>
            <img src="\(escaped(first.address))" alt="Layout of plate \(escaped(first.name))">

            """
    }

    private func table(_ head: [String], _ rows: [[String]]) -> String {
        func line(_ cells: [String], _ tag: String) -> String {
            "<tr>" + cells.map { "<\(tag)>\($0)</\(tag)>" }.joined() + "</tr>\n"
        }
        return "<table>\n" + line(head, "th") + rows.map { line($0, "td") }.joined() + "</table>\n"
    }
}
