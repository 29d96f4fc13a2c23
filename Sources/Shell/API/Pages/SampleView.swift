import Cycle
import Mustache
import Screen

/// Every sample that was answered, the newest first.
func renderSampleList(_ reports: [SampleReport], total: Int, refreshSeconds: Int?) throws -> String {
    struct Row {
        let name: String
        let path: String
        let file: String
        let verdict: String
        let tone: String
        let genes: String
        let remarks: String?
    }
    struct View {
        let title = "Samples · Pairwell"
        let style = styleText
        let trail: String? = "Samples"
        let refreshSeconds: Int?
        let count: String
        let samples: [Row]
    }
    let rows = reports.map { report in
        Row(
            name: report.sample,
            path: "/samples/\(percentEncoded(report.sample))",
            file: report.file,
            verdict: report.verdict ?? report.state,
            tone: verdictTone(report.verdict),
            genes: counted(report.targets, "gene"),
            remarks: report.remarks.isEmpty ? nil : report.remarks.joined(separator: " ")
        )
    }
    let shown = reports.count < total ? ", the newest \(reports.count) shown" : ""
    let view = View(
        refreshSeconds: refreshSeconds,
        count: "\(counted(total, "sample")) answered\(shown)",
        samples: rows
    )
    return try Templates.shared.get().render(view, "samples")
}

/// The predictions of one sample.
func renderSample(_ report: SampleReport) throws -> String {
    struct Row {
        let gene: String
        let value: String
        let interval: String
        let verdict: String
        let tone: String
        let r: String
        let missing: String
    }
    struct View {
        let title: String
        let style = styleText
        let trail: String?
        let refreshSeconds: Int? = nil
        let name: String
        let verdict: String
        let tone: String
        let subtitle: String
        let remarks: [String]
        let rows: [Row]
        let note: String?
        let jsonPath: String
    }
    let rows = report.predictions.map { prediction in
        Row(
            gene: prediction.gene.symbol,
            value: decimal(prediction.value, 3),
            interval: "\(decimal(prediction.low, 2)) to \(decimal(prediction.high, 2))",
            verdict: prediction.verdict + (prediction.reason.map { ": \($0)" } ?? ""),
            tone: verdictTone(prediction.verdict),
            r: decimal(prediction.heldOutR, 2),
            missing: prediction.missingModifiers.map(\.symbol).joined(separator: ", ")
        )
    }
    let isShort = report.predictions.count < report.targets
    let view = View(
        title: "\(report.sample) · Pairwell",
        trail: report.sample,
        name: report.sample,
        verdict: report.verdict ?? report.state,
        tone: verdictTone(report.verdict),
        subtitle:
            "\(counted(report.targets, "gene")) from \(report.file). Values: \(report.meaning ?? report.scale ?? "").",
        remarks: report.remarks,
        rows: rows,
        note: isShort
            ? "The \(report.predictions.count) genes that can be foretold best are shown; the file in predictions/ has all."
            : nil,
        jsonPath: "/v1/predictions/\(percentEncoded(report.sample))"
    )
    return try Templates.shared.get().render(view, "sample")
}

private func verdictTone(_ verdict: String?) -> String {
    switch verdict {
    case "use": "good"
    case "caution": "wait"
    default: ""
    }
}

/// A name as a segment of a path.
func percentEncoded(_ text: String) -> String {
    var path = ""
    let digits = Array("0123456789ABCDEF")
    for byte in text.utf8 {
        switch byte {
        case 48...57, 65...90, 97...122, 45, 46, 95, 126: path.append(Character(UnicodeScalar(byte)))
        default: path += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
        }
    }
    return path
}

let samplesText = """
    {{<frame}}{{$content}}
    <div class="head"><h1>Samples</h1></div>
    <p class="sub">{{count}}</p>
    {{#samples}}
    <section class="card full">
    <div class="head"><h2><a href="{{path}}">{{name}}</a></h2><span class="badge {{tone}}">{{verdict}}</span></div>
    <p class="quiet">{{genes}} · {{file}}</p>{{#remarks}}<p>{{.}}</p>{{/remarks}}
    </section>
    {{/samples}}
    {{^samples}}<p class="quiet">None yet: put expression files into a campaign's samples folder.</p>{{/samples}}
    {{/content}}{{$footer}}As JSON: <a href="/v1/predictions">/v1/predictions</a>{{/footer}}{{/frame}}
    """

let sampleText = """
    {{<frame}}{{$content}}
    <div class="head"><h1>{{name}}</h1><span class="badge {{tone}}">{{verdict}}</span></div>
    <p class="sub">{{subtitle}}</p>
    {{#remarks}}<p class="next wait"><b>Mind</b>{{.}}</p>{{/remarks}}
    <section class="card full"><h2>Predicted essentiality</h2>
    <p class="quiet">The interval is expected to hold the measured value in 90 of 100 cases over all lines, though less often in lines that need a gene which few need. Held-out r is how well the \
    gene was foretold in cell lines that its models had not seen.</p>
    <table><thead><tr><th scope="col">Gene</th><th scope="col" class="n">Value</th><th scope="col" class="n">90 % interval</th>\
    <th scope="col" class="g">Verdict</th><th scope="col" class="n">Held-out r</th><th scope="col" class="g">Modifiers not measured</th></tr></thead><tbody>
    {{#rows}}
    <tr><th scope="row">{{gene}}</th><td class="n">{{value}}</td><td class="n">{{interval}}</td><td class="g">{{verdict}}</td>\
    <td class="n">{{r}}</td><td class="g">{{missing}}</td></tr>
    {{/rows}}
    </tbody></table>
    {{#note}}<p class="quiet">{{.}}</p>{{/note}}
    </section>
    {{/content}}{{$footer}}As JSON: <a href="{{jsonPath}}">{{jsonPath}}</a>{{/footer}}{{/frame}}
    """
