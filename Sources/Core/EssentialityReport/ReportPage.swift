import Figures
import Screen

/// The report as one page that needs no server, and nothing from the network.
struct ReportPage: Sendable {
    let title: String
    let facts: [(name: String, value: String)]
    let findings: [String]
    let parts: [ReportPart]

    var html: String {
        let list = findings.map { "<li>\(markup($0))</li>" }.joined(separator: "\n")
        return figurePage(
            title: title,
            body: factList(facts) + "<ul class=\"findings\">\n\(list)\n</ul>\n" + parts.map(part).joined(),
            footer: """
                Figures in the manner of Rosenski, Shifman and Kaplan 2023, figures 1 to 5. r is Pearson's \
                correlation of predicted and measured effects over lines that the models had not seen, all folds pooled.
                """
        )
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
