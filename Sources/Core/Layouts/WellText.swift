import Screen

/// What is written into a well of the picture: a line for each guide.
struct WellText {
    struct Line {
        /// The gene's symbol, or a control guide's name.
        let name: String
        /// `g1`: which of the gene's guides.
        let guide: String

        /// Characters to make room for; the guide is written smaller.
        var width: Double { Double(name.count) + (guide.isEmpty ? 0 : 0.35 + 0.8 * Double(guide.count)) }
    }

    let lines: [Line]

    init(_ content: WellContent) {
        let guides = [content.a, content.b].compactMap { $0 }
        lines = guides.isEmpty ? [Line(name: "cells", guide: "")] : guides.map { Line($0) }
    }
}

extension WellText.Line {
    init(_ guide: Guide) {
        guard let gene = guide.gene else {
            self.init(name: WellText.Line.controlName(guide.name), guide: "")
            return
        }
        let number = WellText.Line.remainder(of: guide.name, after: gene.symbol) ?? guide.name
        self.init(name: gene.symbol, guide: WellText.Line.ending(of: number))
    }

    // `non-targeting-3` as `N 3`, with the letter of the legend.
    private static func controlName(_ name: String) -> String {
        for role in WellRole.allCases where role.isControl {
            guard let rest = remainder(of: name, after: role.rawValue), rest.count <= 6 else { continue }
            return "\(RoleStyle(role).letter) \(rest)"
        }
        return name.count <= 10 ? name : "\(name.prefix(5))…\(name.suffix(3))"
    }

    // Libraries name guides `MCL1_g1`, `MCL1-2`, `MCL1_guide_4`; the end is what tells them apart.
    private static func remainder(of name: String, after start: String) -> String? {
        guard name.hasPrefix(start) else { return nil }
        let rest = name.dropFirst(start.count).drop { !$0.isLetter && !$0.isNumber }
        return rest.isEmpty ? nil : String(rest)
    }

    private static func ending(of text: String) -> String {
        guard text.count > 4 else { return text }
        let end = text.split(whereSeparator: { !$0.isLetter && !$0.isNumber }).last ?? text[...]
        return end.count <= 4 ? String(end) : "…\(end.suffix(3))"
    }
}
