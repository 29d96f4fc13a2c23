import Layouts
import Screen

extension ConfigurationReader {
    /// `plates`: how plates are filled; keys given here stand above those of the template.
    func layout(_ campaign: Section) -> LayoutSettings {
        guard let field = campaign.field("plates"), let inline = field.section() else {
            return LayoutSettings()
        }
        var sources = [field]
        if let template = inline.field("template"), let file = file(template),
            let document = document(file.text, file: file.name, path: field.path + ".template")
        {
            sources.append(document)
            let nested = Section([document], path: document.path, problems: problems)
            if nested.has("template") {
                problems.add(
                    nested.path(of: "template"),
                    "is a template within a template",
                    remedy: "Remove this line and write the keys out."
                )
            }
        }
        let section = Section(sources, path: field.path, problems: problems)
        _ = section.field("template")
        var layout = LayoutSettings()
        if let format = section.field("format")?
            .choice(["96": PlateFormat.wells96, "384": .wells384, "1536": .wells1536])
        {
            layout.format = format
        }
        let wells = layout.format.wellCount
        func count(_ key: String, from least: Int, _ target: WritableKeyPath<LayoutSettings, Int>) {
            let standard = layout[keyPath: target]
            guard let number = section.field(key)?.integer(in: least...wells, standard: standard) else {
                return
            }
            layout[keyPath: target] = number
        }
        let rings = (layout.format.rows - 1) / 2
        if let edge = section.field("empty-edge")?.integer(in: 0...rings, standard: 0) {
            layout.emptyEdge = edge
        }
        count("controls-per-plate", from: 1, \.controlsPerPlate)
        count("positives-per-plate", from: 0, \.positivesPerPlate)
        count("anchors-per-plate", from: 0, \.anchorsPerPlate)
        count("single-replicates", from: 1, \.singleReplicates)
        count("double-replicates", from: 1, \.doubleReplicates)
        if let combinations = section.field("combinations").flatMap(self.combinations) {
            layout.combinations = combinations
        }
        if let barcode = section.field("barcode"),
            let text = barcode.text("Give a pattern, for example '\(BarcodePattern.standard)'.")
        {
            do throws(LayoutFault) {
                layout.barcodePattern = try BarcodePattern(text)
            } catch {
                note(error, at: barcode.path)
            }
        }
        section.finish()
        return layout
    }

    private func combinations(_ field: Field) -> GuideCombinations? {
        let remedy = "Give matched, all or pairs of guide numbers such as [[1, 1], [2, 2]]."
        guard field.isList else {
            return field.choice(["matched": GuideCombinations.matched, "all": .all])
        }
        var pairs: [[Int]] = []
        for entry in field.list(remedy) ?? [] {
            let numbers = (entry.list(remedy) ?? []).compactMap {
                $0.integer(in: 1...20, standard: nil as Int?)
            }
            guard entry.isList else { continue }
            if entry.entryCount != 2 {
                entry.fail("is not two guide numbers", remedy: remedy)
            } else if numbers.count == 2 {
                if pairs.contains(numbers) {
                    entry.fail("is listed before", remedy: "For more wells of it raise double-replicates.")
                }
                pairs.append(numbers)
            }
        }
        if field.entryCount == 0 { field.fail("is empty", remedy: remedy) }
        return .listed(pairs)
    }

    /// Adds a fault of the layout to the key that `path` names.
    func note(_ fault: LayoutFault, at path: String) {
        let reason = fault.reason.hasSuffix(".") ? String(fault.reason.dropLast()) : fault.reason
        problems.add(path, "cannot be used: \(reason)", remedy: fault.remedy)
    }
}
