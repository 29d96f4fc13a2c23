package import Screen

/// One plate as an SVG on a sheet of A4, landscape, to be read at the bench or printed.
///
/// Every well shows its guides, a line each; pointing at it in a browser names well, role and guides in
/// full. No fonts, scripts or pictures from elsewhere.
/// `title` stands below the barcode, such as the campaign and round.
package func svgPicture(of layout: PlateLayout, title: String) -> String {
    let picture = PlatePicture(layout)
    return picture.svg(title: title)
}

/// Units are quarters of a millimetre.
struct PlatePicture {
    private let layout: PlateLayout
    private let cellWidth: Double
    private let cellHeight: Double
    /// For a line of text in a well.
    private let room: Double
    private let fontSize: Double

    private static let width = 1_188.0
    private static let height = 840.0
    private static let left = 62.0
    private static let top = 118.0
    private static let gridWidth = 1_064.0
    private static let gridHeight = 630.0
    /// Of a bold capital of Helvetica, in em.
    private static let letterWidth = 0.68

    init(_ layout: PlateLayout) {
        self.layout = layout
        cellWidth = PlatePicture.gridWidth / Double(layout.format.columns)
        cellHeight = PlatePicture.gridHeight / Double(layout.format.rows)
        let longest = layout.wells.values.flatMap { WellText($0).lines }.map(\.width).max() ?? 1
        room = cellWidth * 0.88
        // A longer line than the least size allows is squeezed.
        fontSize = min(max(room / (PlatePicture.letterWidth * longest), cellHeight * 0.18), cellHeight * 0.26)
    }

    func svg(title: String) -> String {
        var text = """
            <svg xmlns="http://www.w3.org/2000/svg" width="297mm" height="210mm" viewBox="0 0 1188 840" \
            font-family="Helvetica, Arial, 'Liberation Sans', sans-serif" fill="\(RoleStyle.ink)">
            <title>\(escaped("\(layout.barcode) \(title)"))</title>
            <rect width="1188" height="840" fill="#FFFFFF"/>

            """
        text += heading(title)
        text += outline()
        text += labels()
        for position in layout.format.positions { text += well(position, layout.wells[position] ?? .empty) }
        text += blocks()
        text += legend()
        return text + "</svg>\n"
    }

    private func heading(_ title: String) -> String {
        let wells = "\(layout.format.wellCount)-well plate, \(layout.wells.count) wells in use"
        return """
            <text x="\(n(PlatePicture.left))" y="50" font-size="30" font-weight="bold">\
            \(escaped(layout.barcode.text))</text>
            <text x="\(n(PlatePicture.left))" y="74" font-size="15">\(escaped(title))</text>
            <text x="\(n(PlatePicture.left + PlatePicture.gridWidth))" y="50" font-size="15" \
            text-anchor="end">\(wells)</text>
            <text x="\(n(PlatePicture.left + PlatePicture.gridWidth))" y="74" font-size="12" fill="#444444" \
            text-anchor="end">Each well: the guides to dispense, one a line. The cut corner is A1.</text>

            """
    }

    private func outline() -> String {
        let x0 = n(PlatePicture.left - 5)
        let y0 = n(PlatePicture.top - 5)
        let x1 = n(PlatePicture.left + PlatePicture.gridWidth + 5)
        let y1 = n(PlatePicture.top + PlatePicture.gridHeight + 5)
        let notchX = n(PlatePicture.left + 9)
        let notchY = n(PlatePicture.top + 9)
        return """
            <path d="M\(notchX) \(y0)H\(x1)V\(y1)H\(x0)V\(notchY)Z" fill="none" stroke="#333333" \
            stroke-width="1.6"/>

            """
    }

    private func labels() -> String {
        let size = n(min(13, cellHeight * 0.62, cellWidth * 0.62))
        var text = "<g font-size=\"\(size)\" font-weight=\"bold\" text-anchor=\"middle\">\n"
        for column in 0..<layout.format.columns {
            let x = n(PlatePicture.left + (Double(column) + 0.5) * cellWidth)
            for y in [PlatePicture.top - 11, PlatePicture.top + PlatePicture.gridHeight + 19] {
                text += "<text x=\"\(x)\" y=\"\(n(y))\">\(column + 1)</text>\n"
            }
        }
        for row in 0..<layout.format.rows {
            let y = n(PlatePicture.top + (Double(row) + 0.5) * cellHeight + 4.5)
            for x in [PlatePicture.left - 20, PlatePicture.left + PlatePicture.gridWidth + 20] {
                text += "<text x=\"\(n(x))\" y=\"\(y)\">\(WellPosition(row: row, column: 0).rowName)</text>\n"
            }
        }
        return text + "</g>\n"
    }

    private func well(_ position: WellPosition, _ content: WellContent) -> String {
        let x = PlatePicture.left + Double(position.column) * cellWidth
        let y = PlatePicture.top + Double(position.row) * cellHeight
        let style = RoleStyle(content.role)
        let box = rectangle(x + 1.2, y + 1.2, cellWidth - 2.4, cellHeight - 2.4, style)
        guard content.role != .empty else { return box + "\n" }
        let hover = content.role == .untreated ? style.name : "\(style.name) \(content.name)"
        var text = "<g><title>\(escaped("\(position): \(hover)"))</title>\(box)"
        text += """
            <text x="\(n(x + cellWidth * 0.08))" y="\(n(y + cellHeight * 0.25))" font-size="\(n(cellHeight * 0.17))" \
            fill="#444444">\(style.letter)</text>
            """
        let lines = WellText(content).lines
        let step = fontSize * 1.18
        let first = y + cellHeight * 0.6 - step * Double(lines.count - 1) / 2 + fontSize * 0.36
        for (number, line) in lines.enumerated() {
            text += self.line(line, x: x + cellWidth / 2, y: first + step * Double(number))
        }
        return text + "</g>\n"
    }

    private func line(_ line: WellText.Line, x: Double, y: Double) -> String {
        let squeeze =
            line.width * PlatePicture.letterWidth * fontSize > room * 1.01
            ? " textLength=\"\(n(room))\" lengthAdjust=\"spacingAndGlyphs\"" : ""
        let guide =
            line.guide.isEmpty
            ? ""
            : "<tspan dx=\"\(n(fontSize * 0.2))\" font-size=\"\(n(fontSize * 0.8))\" font-weight=\"normal\">"
                + "\(escaped(line.guide))</tspan>"
        let weight = guide.isEmpty ? "" : " font-weight=\"bold\""
        return """
            <text x="\(n(x))" y="\(n(y))" font-size="\(n(fontSize))" text-anchor="middle"\(weight)\(squeeze)>\
            \(escaped(line.name))\(guide)</text>
            """
    }

    // Lines at the quarters of each side, to count along.
    private func blocks() -> String {
        var path = ""
        for quarter in 1..<4 {
            let x = PlatePicture.left + PlatePicture.gridWidth * Double(quarter) / 4
            let y = PlatePicture.top + PlatePicture.gridHeight * Double(quarter) / 4
            path += "M\(n(x)) \(n(PlatePicture.top))v\(n(PlatePicture.gridHeight))"
            path += "M\(n(PlatePicture.left)) \(n(y))h\(n(PlatePicture.gridWidth))"
        }
        return "<path d=\"\(path)\" fill=\"none\" stroke=\"#333333\" stroke-width=\"1\"/>\n"
    }

    private func legend() -> String {
        var counts: [WellRole: Int] = [.empty: layout.format.wellCount - layout.wells.count]
        for content in layout.wells.values { counts[content.role, default: 0] += 1 }
        var x = PlatePicture.left
        let y = PlatePicture.height - 46
        var text = "<g font-size=\"12.5\">\n"
        for role in RoleStyle.legendOrder {
            guard let count = counts[role], count > 0 else { continue }
            let style = RoleStyle(role)
            let label = "\(style.name): \(count)"
            text += rectangle(x, y, 24, 18, style)
            text +=
                "<text x=\"\(n(x + 12))\" y=\"\(n(y + 13))\" text-anchor=\"middle\">\(style.letter)</text>"
            text += "<text x=\"\(n(x + 30))\" y=\"\(n(y + 13.5))\">\(escaped(label))</text>\n"
            x += 30 + 6.4 * Double(label.count) + 16
        }
        return text + "</g>\n"
    }

    private func rectangle(
        _ x: Double,
        _ y: Double,
        _ width: Double,
        _ height: Double,
        _ style: RoleStyle
    ) -> String {
        let inset = style.outlineWidth / 2
        let dashes = style.dashes.map { " stroke-dasharray=\"\($0)\"" } ?? ""
        return """
            <rect x="\(n(x + inset))" y="\(n(y + inset))" width="\(n(width - 2 * inset))" \
            height="\(n(height - 2 * inset))" rx="2.5" fill="\(style.fill)" stroke="\(style.outline)" \
            stroke-width="\(n(style.outlineWidth))"\(dashes)/>
            """
    }
}

private func n(_ value: Double) -> String { decimal(value, 1) }

private func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "&": result += "&amp;"
        case "<": result += "&lt;"
        case ">": result += "&gt;"
        case "\"": result += "&quot;"
        default:
            // XML 1.0 has no way to write most control characters.
            result.unicodeScalars.append(scalar.properties.generalCategory == .control ? "?" : scalar)
        }
    }
    return result
}
