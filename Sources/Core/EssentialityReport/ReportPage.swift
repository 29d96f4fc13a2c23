import Figures
import Screen

/// The report as one page that needs no server, and nothing from the network.
struct ReportPage: Sendable {
    let title: String
    let facts: [(name: String, value: String)]
    let findings: [String]
    let parts: [ReportPart]

    var html: String {
        """
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
        h1 { font-size: 1.7rem; margin-bottom: .3rem } h2 { font-size: 1.35rem; margin: 3rem 0 0 }
        h3 { font-size: 1.1rem; margin: 0 0 .6rem }
        a { color: var(--link) }
        section { border-top: 1px solid var(--line); margin-top: 1.6rem; padding-top: 1.2rem }
        svg { max-width: 100%; height: auto; display: block; margin: .4rem 0 }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: 1rem 0 }
        dt { color: var(--soft) } dd { margin: 0; overflow-wrap: anywhere }
        .caption, .findings { max-width: 46rem } .files, .missing, footer { color: var(--soft); font-size: .92rem }
        </style>
        </head>
        <body>
        <h1>\(markup(title))</h1>
        <dl>
        \(facts.map { "<dt>\(markup($0.name))</dt><dd>\(markup($0.value))</dd>" }.joined(separator: "\n"))
        </dl>
        <ul class="findings">
        \(findings.map { "<li>\(markup($0))</li>" }.joined(separator: "\n"))
        </ul>
        \(parts.map(part).joined())<footer><p>Figures in the manner of Rosenski, Shifman and Kaplan 2023, figures 1 to 5. r is Pearson's \
        correlation of predicted and measured effects over lines that the models had not seen, all folds pooled.</p></footer>
        </body>
        </html>

        """
    }

    private func part(_ part: ReportPart) -> String {
        "<h2>\(markup(part.title))</h2>\n" + part.figures.map(section).joined()
    }

    private func section(_ figure: ReportFigure) -> String {
        let heading = "<section id=\"\(markup(figure.name))\">\n<h3>\(markup(figure.title))</h3>\n"
        if let missing = figure.missing {
            return heading + "<p class=\"missing\">Not drawn: \(markup(missing))</p>\n</section>\n"
        }
        let links = figure.files.map { file in
            let label = file.name.hasSuffix(".svg") ? "picture" : file.name
            return "<a href=\"\(markup(file.name))\">\(markup(label))</a>"
        }
        return heading + """
            \(figure.svg ?? "")<p class="caption">\(markup(figure.caption))</p>
            <p class="files">\(links.joined(separator: " · "))</p>
            </section>

            """
    }
}
