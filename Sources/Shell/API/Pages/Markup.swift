import Mustache

/// Escapes text for HTML scalar by scalar.
///
/// Mustache's own escaping compares characters, so that `<` with a combining mark behind it passes.
private struct MarkupText: MustacheContentType {
    func escapeText(_ text: String) -> String { markup(text) }
}

func markup(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "&": result += "&amp;"
        case "<": result += "&lt;"
        case ">": result += "&gt;"
        case "\"": result += "&quot;"
        case "'": result += "&#39;"
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result
}

/// The templates, read once.
struct Templates: Sendable {
    let library: MustacheLibrary

    static let shared = Result { try Templates() }

    private init() throws {
        MustacheContentTypes.register(MarkupText(), named: "PAIRWELL")
        let texts = [
            "frame": frameText, "campaign": campaignText, "list": listText, "fault": faultText,
            "samples": samplesText, "sample": sampleText,
        ]
        library = try MustacheLibrary(
            templates: texts.mapValues { try MustacheTemplate(string: "{{% CONTENT_TYPE:PAIRWELL}}" + $0) }
        )
    }

    func render(_ view: Any, _ name: String) -> String { library.render(view, withTemplate: name) ?? "" }
}
