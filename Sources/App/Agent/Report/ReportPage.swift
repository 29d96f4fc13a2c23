import Figures
import Relations
import Rewards
import Screen

/// A report as one page that needs no server, and nothing from the network.
package struct ReportPage: Sendable {
    private let report: ScreenReport
    private let figures: [ReportFigure]

    package init(_ report: ScreenReport) {
        self.report = report
        figures = report.figures
    }

    /// The page, each figure and the table behind it, by file name.
    package var files: [(name: String, text: String)] {
        var files = [("index.html", html)]
        for figure in figures {
            guard let picture = figure.figure else { continue }
            files.append(("\(figure.name).svg", picture.svg))
            files.append(("\(figure.name).csv", figure.table))
        }
        return files
    }

    var html: String {
        figurePage(
            title: "\(report.campaign): what the screen shows",
            body: lead + figures.map(section).joined(),
            footer: """
                R is ‖h<sub>ij</sub> − h<sub>i</sub> − h<sub>j</sub>‖², C the squared cosine of h<sub>i</sub> and \
                h<sub>j</sub>, S the severity along the signs of the double (Jain et al. 2024, equation 2 and section 5).
                """
        )
    }

    private var lead: String {
        var facts: [(name: String, value: String)] = [
            (
                "pairs",
                "\(report.rows.count) measured of \(report.index.pairs.count), from \(counted(report.index.genes.count, "gene"))"
            )
        ]
        if report.held > 0 {
            facts.append(("held", "\(counted(report.held, "pair")) waiting for a single knockout"))
        }
        facts.append(("embedding", report.method))
        if let null = report.null {
            let level = InteractionClass.significance
            facts.append(
                (
                    "judged by",
                    "\(counted(null.controlPairs + null.singlePairs, "pseudo-pair")) of control and single wells; replicates apart "
                        + "are \(shortNumber(null.inflation)) times as noisy as replicates side by side; by counting among "
                        + "these alone nothing would be found at a false discovery rate of \(shortNumber(level)) before "
                        + "\(counted(null.smallestReachable(tests: report.rows.count, q: level), "pair")) stood above them all"
                )
            )
        }
        for set in report.relations.sets {
            let measured = report.rows.count { set.pairs.contains($0.pair) }
            facts.append(
                (set.name, "\(counted(set.pairs.count, "pair")) among these genes, \(measured) measured")
            )
        }
        return factList(facts)
    }

    private func section(_ figure: ReportFigure) -> String {
        let heading = "<section id=\"\(figure.name)\">\n<h2>\(markup(figure.title))</h2>\n"
        guard let picture = figure.figure else {
            return heading
                + "<p class=\"missing\">Not drawn: \(markup(figure.missing ?? ""))</p>\n</section>\n"
        }
        return heading + """
            \(picture.svg)<p class="caption">\(markup(figure.caption))</p>
            <p class="files"><a href="\(figure.name).svg">picture</a> · <a href="\(figure.name).csv">numbers</a></p>
            </section>

            """
    }
}
