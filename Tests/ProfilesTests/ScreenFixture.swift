import FoundationEssentials
import Screen
import TestSupport

/// `Fixtures/rewards.json`: a small simulated screen and the embeddings an independent program made of it.
struct ScreenFixture: Decodable {
    struct Well: Decodable {
        let plate: Int
        let kind: String
        let geneI: Int
        let geneJ: Int
        let guideI: Int
        let guideJ: Int
        let embedding: [Double]
    }

    struct Expected: Decodable {
        let h: [[Double]]
        let pairs: [[Int]]
        let hPair: [[Double]]
    }

    let wells: [Well]
    let flatMean: Expected
    let guideThenGeneMean: Expected

    static func read() throws -> ScreenFixture {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(ScreenFixture.self, from: fixture("rewards.json"))
    }

    static func gene(_ number: Int) -> Gene { Gene("G\(number)") }

    /// The wells in the order of the file, placed on their plates one after the other.
    var measured: [MeasuredWell] {
        var taken: [Int: Int] = [:]
        return wells.map { well in
            let place = taken[well.plate, default: 0]
            taken[well.plate] = place + 1
            let position = WellPosition(row: place / 24, column: place % 24)
            return MeasuredWell(
                well: WellID(plate: Barcode("P\(well.plate)"), position: position),
                content: content(of: well),
                embedding: well.embedding
            )
        }
    }

    private func content(of well: Well) -> WellContent {
        func guide(_ gene: Int, _ number: Int) -> Guide {
            Guide("G\(gene)_g\(number)", of: ScreenFixture.gene(gene))
        }
        let control = Guide("NT_1", of: nil)
        return switch well.kind {
        case "control": WellContent(role: .nonTargeting, a: control, b: control)
        case "single": WellContent(role: .single, a: guide(well.geneI, well.guideI), b: control)
        default:
            WellContent(
                role: .double,
                a: guide(well.geneI, well.guideI),
                b: guide(well.geneJ, well.guideJ)
            )
        }
    }
}

/// A well of plate `plate` in row A; `guides` such as `A1` and `B2` stand for genes A and B, `nt` for none.
func well(
    _ plate: String,
    _ column: Int,
    _ role: WellRole,
    _ guides: [String] = [],
    _ embedding: [Double]
) -> MeasuredWell {
    func guide(_ name: String) -> Guide {
        Guide(name, of: name.hasPrefix("nt") ? nil : Gene(String(name.prefix(1))))
    }
    return MeasuredWell(
        well: WellID(plate: Barcode(plate), position: WellPosition(row: 0, column: column)),
        content: WellContent(
            role: role,
            a: guides.first.map(guide),
            b: guides.dropFirst().first.map(guide)
        ),
        embedding: embedding
    )
}
