import FoundationEssentials
import PlateFiles
import Screen

let batch = BatchID(text: "bcl2-r003")

/// A batch of two small plates.
func layouts(_ gene: String = "MCL1") -> [PlateLayout] {
    (1...2).map { number in
        let content = WellContent(
            role: .double,
            a: Guide("BCL2L1_g\(number)", of: Gene("BCL2L1")),
            b: Guide("\(gene)_g\(number)", of: Gene(gene))
        )
        return PlateLayout(
            barcode: Barcode("bcl2-R003-P0\(number)"),
            format: .wells384,
            wells: [
                WellPosition(row: 3, column: 4): content,
                WellPosition(row: 0, column: number): WellContent(
                    role: .nonTargeting,
                    a: Guide("NT_g1", of: nil),
                    b: Guide("NT_g2", of: nil)
                ),
            ]
        )
    }
}

struct FitSettings: Encodable {
    var form = "udu"
    var rank = 5
    var noise = 0.3
    var symmetric = true
    var restarts: Int?
}

func manifest() throws -> BatchManifest {
    guard let campaign = CampaignID("bcl2"), let pair = Pair(Gene("MCL1"), Gene("BCL2L1")),
        let other = Pair(Gene("BAX"), Gene("MCL1"))
    else { preconditionFailure("the names are valid") }
    return BatchManifest(
        batch: batch,
        campaign: campaign,
        round: 3,
        seed: UInt64.max,
        policy: "ids",
        settingsSHA256: String(repeating: "ab", count: 32),
        posterior: try ManifestValue(encoding: FitSettings()),
        codeVersion: "0.1.0",
        kernel: "SkylakeX",
        inputSHA256: ["ff", "00"],
        pairs: [
            .init(pair: pair, mean: 0.5, sd: 0.25, regret: 1e-9, information: 0, ratio: .infinity, rank: 1),
            .init(pair: other),
        ]
    )
}

func plan(_ gene: String = "MCL1") throws -> [PlannedFile] {
    try planBatchFiles(layouts: layouts(gene), manifest: manifest())
}

/// The names in a folder, sorted.
func names(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
}

func bytes(_ path: String) throws -> [UInt8] { try Array(Data(contentsOf: URL(filePath: path))) }
