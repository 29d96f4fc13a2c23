import Screen

/// One figure of the report: what it shows, and the numbers behind it.
struct ReportFigure: Sendable {
    /// Of its files, such as `1a-correlations`.
    let name: String
    let title: String
    /// Sentences for a scientist: what is shown, of how many, and what it does not say.
    let caption: String
    /// What keeps it from being drawn, and what to give for it.
    let missing: String?
    let svg: String?
    /// Tables beside the figure by name, the first under the figure's own.
    let tables: [(name: String, text: String)]

    /// - Parameters:
    ///   - name: of its files.
    ///   - title: its heading.
    ///   - caption: sentences below it.
    ///   - svg: `nil` for a table alone.
    ///   - table: a header and lines.
    ///   - more: further tables, by what stands behind the figure's name.
    init(
        _ name: String,
        _ title: String,
        caption: String,
        svg: String?,
        table: String,
        more: [(name: String, text: String)] = []
    ) {
        self.name = name
        self.title = title
        self.caption = caption
        self.svg = svg
        missing = nil
        tables = [(name, table)] + more.map { ("\(name)-\($0.name)", $0.text) }
    }

    init(_ name: String, _ title: String, missing: String) {
        self.name = name
        self.title = title
        self.missing = missing
        caption = ""
        svg = nil
        tables = []
    }

    var files: [(name: String, text: String)] {
        (svg.map { [("\(name).svg", $0)] } ?? []) + tables.map { ("\($0.name).csv", $0.text) }
    }
}

/// Figures that answer one question.
struct ReportPart: Sendable {
    let title: String
    let figures: [ReportFigure]
}

/// A CSV text of named columns.
func reportTable(_ header: [String], _ rows: [[String]]) -> String {
    ([header] + rows).map { $0.map(csvField).joined(separator: ",") + "\n" }.joined()
}

/// A number as it is; empty where there is none.
func cell(_ value: Double?) -> String { value.map { $0.isFinite ? $0.description : "" } ?? "" }

func cell(_ value: Int) -> String { "\(value)" }
