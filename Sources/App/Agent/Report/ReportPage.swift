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
        let title = "\(report.campaign): what the screen shows"
        return """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>\(markup(title))</title>
            <style>
            :root { --ink: #222; --paper: #fff; --soft: #6b6f76; --line: #e3e5e8; --link: #0063a0 }
            @media screen and (prefers-color-scheme: dark) { :root { --ink: #e8e8e8; --paper: #16181c; --soft: #a0a5ad; --line: #33373d; --link: #7cc0f5 } }
            body { font: 16px/1.55 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 56rem; margin: 2rem auto; padding: 0 1rem }
            h1 { font-size: 1.7rem; margin-bottom: .3rem } h2 { font-size: 1.2rem; margin: 0 0 .6rem }
            a { color: var(--link) }
            section { border-top: 1px solid var(--line); margin-top: 2.4rem; padding-top: 1.4rem }
            svg { max-width: 100%; height: auto; display: block; margin: .4rem 0 }
            dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: 1rem 0 }
            dt { color: var(--soft) } dd { margin: 0 }
            .caption { max-width: 46rem } .files, .missing, footer { color: var(--soft); font-size: .92rem }
            </style>
            </head>
            <body>
            <h1>\(markup(title))</h1>
            \(lead)
            \(figures.map(section).joined())<footer><p>R is ‖h<sub>ij</sub> − h<sub>i</sub> − h<sub>j</sub>‖², C the squared cosine of h<sub>i</sub> and \
            h<sub>j</sub>, S the severity along the signs of the double (Jain et al. 2024, equation 2 and section 5).</p></footer>
            </body>
            </html>

            """
    }

    private var lead: String {
        var facts = [
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
        let list = facts.map { "<dt>\(markup($0.0))</dt><dd>\(markup($0.1))</dd>" }.joined(separator: "\n")
        return "<dl>\n\(list)\n</dl>"
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
