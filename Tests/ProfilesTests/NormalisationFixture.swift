import FoundationEssentials
import Profiles
import Screen
import TestSupport

/// `Fixtures/normalisation.json`: what pycytominer and EFAAR made of simulated wells
/// (`compare_normalisation.py`).
struct NormalisationFixture: Decodable {
    struct Well: Decodable {
        let plate: String
        let round: Int
        let role: String
        let values: [Double]
    }

    struct Case: Decodable {
        let screen: String
        let normalisation: String
        let scope: String
        let epsilon: Double
        /// `values`, or `products` where the signs and order of components are arbitrary.
        let compared: String
        /// A row for each well that is no control, in the order of the screen.
        let samples: [[Double]]

        var name: String { "\(screen): \(normalisation) per \(scope), epsilon \(epsilon)" }
    }

    let versions: [String: String]
    let screens: [String: [Well]]
    let cases: [Case]

    static func read() throws -> NormalisationFixture {
        try fixture("normalisation.json", as: NormalisationFixture.self)
    }

    /// The wells of a screen, each sample a single of a gene of its own, so that profiles are wells.
    func measured(_ screen: String) -> (wells: [MeasuredWell], genes: [Gene]) {
        var wells: [MeasuredWell] = []
        var genes: [Gene] = []
        var taken: [String: Int] = [:]
        for well in screens[screen] ?? [] {
            let place = taken[well.plate, default: 0]
            taken[well.plate] = place + 1
            let control = Guide("NT_1", of: nil)
            let gene = Gene("G\(genes.count)")
            let isControl = well.role == "control"
            if !isControl { genes.append(gene) }
            wells.append(
                MeasuredWell(
                    well: WellID(
                        plate: Barcode(well.plate),
                        position: WellPosition(row: place / 24, column: place % 24)
                    ),
                    content: isControl
                        ? WellContent(role: .nonTargeting, a: control)
                        : WellContent(role: .single, a: Guide("\(gene)_1", of: gene), b: control),
                    embedding: well.values,
                    batch: .round(well.round)
                )
            )
        }
        return (wells, genes)
    }
}
