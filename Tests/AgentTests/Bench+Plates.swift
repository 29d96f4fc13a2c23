import Agent
import Lab
import Layouts
import Screen
import Settings
import Testing

extension Bench {
    /// A plate of the lab's own with controls, `genes` alone, and `pairs`.
    func plate(_ barcode: String, genes: [Gene], pairs: [Pair] = []) throws -> PlateLayout {
        let guides = settings.guides
        let control = try #require(guides.controls[.nonTargeting]?.first)
        var contents = [WellContent](
            repeating: WellContent(role: .nonTargeting, a: control, b: control),
            count: 4
        )
        for gene in genes {
            contents += guides.guides[gene, default: []].map { WellContent(role: .single, a: $0, b: control) }
        }
        for pair in pairs {
            let ofFirst = guides.guides[pair.first, default: []]
            let ofSecond = guides.guides[pair.second, default: []]
            for (a, b) in zip(ofFirst, ofSecond) { contents.append(WellContent(role: .double, a: a, b: b)) }
        }
        let wells = contents.enumerated().map { (WellPosition(row: $0 / 12, column: $0 % 12), $1) }
        return PlateLayout(
            barcode: Barcode(barcode),
            format: .wells96,
            wells: Dictionary(uniqueKeysWithValues: wells)
        )
    }

    /// Results of our own making: a feature a column, `change` applied to each row.
    func table(_ readings: [WellReading], _ change: (_ row: Int, _ values: inout [Double]) -> Void) -> String
    {
        var text = (["plate", "well"] + Bench.screen.features).joined(separator: ",") + "\n"
        for (row, reading) in readings.enumerated() {
            var values = reading.embedding
            change(row, &values)
            let fields = [reading.well.plate.text, reading.well.position.label] + values.map(\.description)
            text += fields.joined(separator: ",") + "\n"
        }
        return text
    }
}
