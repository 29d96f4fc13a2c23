import Screen

/// A text as it may stand in SVG and HTML, between tags and in quoted attributes.
///
/// Control characters become `?`: XML 1.0 has no way to write most of them.
package func markup(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "&": result += "&amp;"
        case "<": result += "&lt;"
        case ">": result += "&gt;"
        case "\"": result += "&quot;"
        case "'": result += "&#39;"
        case "\u{FFFE}", "\u{FFFF}": result += "?"
        default:
            result.unicodeScalars.append(scalar.properties.generalCategory == .control ? "?" : scalar)
        }
    }
    return result
}

/// A place in a figure, to a tenth of a unit; a whole number without decimals.
func place(_ value: Double) -> String {
    let text = decimal(value, 1)
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}

/// Roughly how wide a text is, in em of a common sans-serif face.
func emWidth(_ text: String) -> Double { 0.56 * Double(text.count) }
