import Readouts
import Screen
import Tables

/// A campaign of four genes with two guides each, and one plate of it.
enum Campaign {
    static let genes = ["BCL2L1", "MCL1", "PLK4", "USP7"].map { Gene($0) }
    static let guides = Dictionary(
        uniqueKeysWithValues: genes.map { gene in (gene, (1...2).map { Guide("\(gene)_g\($0)", of: gene) }) }
    )
    static let controls: [WellRole: [Guide]] = [
        .nonTargeting: [Guide("NT_1", of: nil), Guide("NT_2", of: nil)],
        .cutting: [Guide("AAVS1_1", of: nil)],
        .positive: [Guide("PLK1_g1", of: Gene("PLK1"))],
        .untreated: [],
    ]
    static let barcode = Barcode("demo-R001-P01")

    static var context: ReadoutContext {
        ReadoutContext(
            genes: genes,
            guides: guides,
            controls: controls,
            format: .wells384,
            knownBarcodes: [barcode]
        )
    }

    static func guide(_ name: String) -> Guide {
        let all = guides.values.flatMap { $0 } + controls.values.flatMap { $0 }
        return all.first { $0.name == name } ?? Guide(name, of: nil)
    }

    static func content(_ role: WellRole, _ a: String? = nil, _ b: String? = nil) -> WellContent {
        WellContent(role: role, a: a.map(guide), b: b.map(guide))
    }

    static let layout = PlateLayout(
        barcode: barcode,
        format: .wells384,
        wells: [
            well("A01"): content(.nonTargeting, "NT_1", "NT_2"),
            well("A02"): content(.untreated),
            well("A03"): content(.positive, "PLK1_g1", "NT_1"),
            well("B01"): content(.single, "MCL1_g1", "NT_1"),
            well("B02"): content(.anchor, "USP7_g2", "NT_2"),
            well("C01"): content(.double, "BCL2L1_g1", "MCL1_g2"),
            well("P24"): content(.double, "PLK4_g1", "USP7_g1"),
        ]
    )

    static let layouts = [barcode: layout]

    static func expecting(
        features: [String]? = nil,
        checkpoint: String? = nil,
        measured: Set<WellID> = [],
        centring: WellRole = .nonTargeting
    ) -> ReadoutExpectations {
        ReadoutExpectations(
            features: features,
            checkpoint: checkpoint,
            genes: Set(genes),
            centring: centring,
            measured: measured
        )
    }
}

func well(_ label: String) -> WellPosition { WellPosition(label) ?? WellPosition(row: 0, column: 0) }

func drop(
    _ text: String,
    fileName: String = "file.csv",
    context: ReadoutContext = Campaign.context
) throws(Rejection) -> Drop {
    try readDrop(TableReader.read(Array(text.utf8)), fileName: fileName, context: context)
}

struct OtherDrop: Error {}

func readout(_ text: String, context: ReadoutContext = Campaign.context) throws -> Readout {
    guard case .readout(let readout) = try drop(text, context: context) else { throw OtherDrop() }
    return readout
}

func platemap(
    _ text: String,
    fileName: String = "file.csv",
    context: ReadoutContext = Campaign.context
) throws -> Platemap {
    guard case .platemap(let map) = try drop(text, fileName: fileName, context: context) else {
        throw OtherDrop()
    }
    return map
}

/// Why a file of results is refused, by its own account or by the layouts'; `nil` where it is taken.
func rejection(
    _ text: String,
    context: ReadoutContext = Campaign.context,
    layouts: [Barcode: PlateLayout] = Campaign.layouts,
    expecting: ReadoutExpectations = Campaign.expecting(),
    fileName: String = "file.csv"
) -> Rejection? {
    do throws(Rejection) {
        switch try drop(text, fileName: fileName, context: context) {
        case .readout(let readout): _ = try checkReadout(readout, against: layouts, expecting: expecting)
        case .platemap(let map): _ = try checkPlatemap(map, against: layouts)
        }
        return nil
    } catch {
        return error
    }
}

/// A table of results in the plain form, one row a string of cells, for the campaign's plate.
func plain(_ rows: [String], columns: String = "f0,f1") -> String {
    "plate,well,\(columns)\n" + rows.map { "\(Campaign.barcode),\($0)\n" }.joined()
}

func table(_ text: String) throws(Rejection) -> Table { try TableReader.read(Array(text.utf8)) }
