import FoundationEssentials
import PlateTruth
import RealModule
import Screen
import Statistics
import Tables

/// The plates of the pairwise knockdown screen in Drosophila cells, with errors put in by hand.
///
/// A plate holds one query reagent (or two, half a plate each) over many templates, three features, no
/// control wells of its own. What is known of a template is the mean, over all *other* plates, of its
/// difference from the plate's median, as a campaign would have it from earlier plates.
struct FlyPlates {
    private struct Well {
        let plate: Barcode
        let position: WellPosition
        let content: WellContent
        let template: Guide
        let query: Guide
        let values: [Double]
    }

    private let plates: [(barcode: Barcode, wells: [Well])]

    init(path: String) throws {
        let table = try TableReader.read([UInt8](Data(contentsOf: URL(filePath: path))), limits: .standard)
        let names = [
            "Platebarcode", "Well", "template_reagent", "template_gene", "query_reagent", "query_gene",
            "nrCells",
            "area", "intensity",
        ]
        let columns = try names.map { name in
            guard let column = table.column(named: name) else {
                throw BenchFault("\(path) has no column '\(name)'.")
            }
            return column
        }
        var wells: [Well] = []
        for row in 0..<table.rowCount {
            let texts = columns.map { table.text(row: row, column: $0) }
            let template = FlyPlates.guide(texts[2], texts[3])
            let query = FlyPlates.guide(texts[4], texts[5])
            guard let position = WellPosition(texts[1]) else { throw BenchFault("'\(texts[1])' is no well.") }
            wells.append(
                Well(
                    plate: Barcode(texts[0]),
                    position: position,
                    content: FlyPlates.content(template, query),
                    template: template,
                    query: query,
                    values: texts[6...].map { Double.log2(Double($0) ?? .nan) }
                )
            )
        }
        let byPlate = Dictionary(grouping: wells, by: \.plate)
        plates = byPlate.keys.sorted().map { ($0, byPlate[$0, default: []]) }
    }

    func run() throws {
        for knowing in [false, true] {
            for listed in [false, true] {
                var score = PlateScore()
                var indistinct = 0
                for number in plates.indices {
                    let (plate, wells) = plates[number]
                    let second = plates[(number + 7) % plates.count]
                    let layout = FlyPlates.layout(plate, wells)
                    let other = FlyPlates.layout(second.barcode, second.wells)
                    let known = knowing ? believed(without: [plate, second.barcode]) : KnownContents()
                    if layout.wells == other.wells { indistinct += 1 }
                    let errors = Array(TrueLayout.ofOnePlate) + [.plate(second.barcode)]
                    for error in errors {
                        var source = wells
                        if case .plate = error { source = second.wells }
                        var misread = source.compactMap { well in
                            error.readPosition(of: well.position, on: .wells384).map {
                                PlateWell(position: $0, embedding: well.values)
                            }
                        }
                        if listed { misread.removeAll { layout.wells[$0.position] == nil } }
                        let verdict = judgePlate(
                            misread,
                            designed: layout,
                            otherPlates: [other],
                            known: known,
                            logarithm: false
                        )
                        error == .designed ? score.addGood(verdict) : score.add(verdict, after: error)
                    }
                }
                let name =
                    "\(knowing ? "templates known" : "nothing known"), \(listed ? "listed by design" : "as found")"
                print(score.line("Drosophila, \(name)"))
                if indistinct > 0 { print("  \(indistinct) of the swapped plates have one layout") }
            }
        }
    }

    private func believed(without left: Set<Barcode>) -> KnownContents {
        let zero = Barcode("zero")
        var readings = [
            MeasuredWell(
                well: WellID(plate: zero, position: WellPosition(row: 0, column: 0)),
                content: WellContent(role: .nonTargeting),
                embedding: [0, 0, 0]
            )
        ]
        for (plate, wells) in plates where !left.contains(plate) {
            for (_, wells) in Dictionary(grouping: wells, by: \.query).sorted(by: { $0.key < $1.key }) {
                let middle = (0..<3).map { feature in quantile(wells.map { $0.values[feature] }, 0.5) }
                for well in wells where well.template.gene != nil {
                    readings.append(
                        MeasuredWell(
                            well: WellID(plate: zero, position: well.position),
                            content: WellContent(role: .single, a: well.template),
                            embedding: zip(well.values, middle).map { $0 - $1 }
                        )
                    )
                }
            }
        }
        return KnownContents(readings, centring: .nonTargeting, logarithm: false)
    }

    private static func layout(_ plate: Barcode, _ wells: [Well]) -> PlateLayout {
        PlateLayout(
            barcode: plate,
            format: .wells384,
            wells: Dictionary(wells.map { ($0.position, $0.content) }) { first, _ in first }
        )
    }

    private static func guide(_ reagent: String, _ gene: String) -> Guide {
        Guide(reagent, of: gene == "Ctrl_Fluc" ? nil : Gene(gene))
    }

    private static func content(_ template: Guide, _ query: Guide) -> WellContent {
        if template.gene == nil, query.gene == nil {
            return WellContent(role: .nonTargeting, a: template, b: query)
        }
        if template.gene == nil || query.gene == nil {
            return WellContent(role: .single, a: template, b: query)
        }
        if template.gene == query.gene { return WellContent(role: .single, a: min(template, query)) }
        return WellContent(role: .double, a: template, b: query)
    }
}
