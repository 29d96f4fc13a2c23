import Layouts
import Readouts
import Screen
import Statistics
import Tables
import Testing
import Worklists

struct RoundTripTests {
    private static let guides = CampaignGuides(guides: Campaign.guides, controls: Campaign.controls)

    private static func plates(seed: UInt64) throws -> [PlateLayout] {
        let campaign = try #require(CampaignID("demo"))
        let settings = LayoutSettings(format: .wells96)
        let singles = try singleLayouts(
            genes: Campaign.genes,
            guides: guides,
            settings: settings,
            campaign: campaign,
            seed: Seed(seed)
        )
        let batch = try batchLayouts(
            pairs: Array(PairIndex(genes: Campaign.genes).pairs.prefix(4)),
            guides: guides,
            settings: settings,
            campaign: campaign,
            round: 1,
            seed: Seed(seed)
        )
        return singles + batch
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `the daemon's own layouts, dropped as platemaps, are read as what they are`(seed: UInt64) throws {
        var context = Campaign.context
        context.format = .wells96
        let layouts = try Self.plates(seed: seed)
        #expect(try platemap(layoutCSV(layouts), context: context).layouts == layouts)
        for layout in layouts {
            let map = try platemap(
                jumpPlatemap(layout),
                fileName: "\(platemapName(layout.barcode)).txt",
                context: context
            )
            #expect(map.layouts.map(\.barcode) == [layout.barcode])
            #expect(try checkPlatemap(map, against: [layout.barcode: layout]).isEmpty)
        }
    }

    @Test(arguments: ["rxrx3", "rxrx3 columns", "jump", "plain"])
    func `random results are read back exactly, in every dialect, whatever the order of rows`(
        dialect: String
    ) throws {
        let layouts = try Self.plates(seed: 11)
        var context = Campaign.context
        context.knownBarcodes = Set(layouts.map(\.barcode))
        let known = Dictionary(uniqueKeysWithValues: layouts.map { ($0.barcode, $0) })
        var generator = SeededGenerator(Seed(12))
        for _ in 0..<20 {
            let features = 1 + generator.index(below: 6)
            var wells: [MeasuredWell] = []
            for layout in layouts {
                for (position, content) in layout.sortedWells {
                    let values = (0..<features).map { _ in
                        generator.normal() * [1, 1e-12, 1e9, 1e-300][generator.index(below: 4)]
                    }
                    let count: Double? =
                        generator.index(below: 4) == 0 ? nil : Double(generator.index(below: 4000))
                    let id = WellID(plate: layout.barcode, position: position)
                    wells.append(
                        MeasuredWell(well: id, content: content, embedding: values, cellCount: count)
                    )
                }
            }
            let text = Self.written(generator.shuffled(wells), dialect, features: features)
            let readout = try readout(text, context: context)
            #expect(readout.plates == known.keys.sorted())
            let read = try checkReadout(readout, against: known, expecting: Campaign.expecting())
            let expected = wells.sorted { $0.well < $1.well }
            #expect(read.map(\.well) == expected.map(\.well))
            #expect(read.map(\.content) == expected.map(\.content))
            #expect(read.map(\.embedding) == expected.map(\.embedding))
            #expect(read.map(\.cellCount) == expected.map(\.cellCount))
        }
    }

    /// Names genes and guides as well, so that true claims are seen to be let through.
    private static func written(_ wells: [MeasuredWell], _ dialect: String, features: Int) -> String {
        let (place, count) =
            switch dialect {
            case "rxrx3": ("well_id", "cell_count")
            case "rxrx3 columns": ("plate,address", "cell_count")
            case "jump": ("Metadata_Plate,Metadata_Well", "Cells_Count")
            default: ("plate,well", "cell_count")
            }
        var text = "\(place),\(count),treatment,gene_a,gene_b"
        for feature in 0..<features { text += ",feature_\(feature)" }
        text += "\n"
        for well in wells {
            let plate = well.well.plate.text
            let label = well.well.position
            text += dialect == "rxrx3" ? "\(plate)_\(label)" : "\(plate),\(label)"
            text += ",\(well.cellCount.map { $0.description } ?? "")"
            text += ",\([well.content.a, well.content.b].compactMap { $0?.name }.joined(separator: "+"))"
            text += ",\(well.content.a?.gene?.symbol ?? ""),\(well.content.b?.gene?.symbol ?? "")"
            text += well.embedding.map { ",\($0)" }.joined() + "\n"
        }
        return text
    }
}
