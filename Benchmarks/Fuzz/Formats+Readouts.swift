import Essentiality
import FoundationEssentials
import Readouts
import Screen
import Tables

extension FormatName {
    /// Everything that happens to a dropped table before the store: what it is, its wells, and its plates' layouts.
    func readouts(_ seeds: [[UInt8]]) -> Format {
        let words = (Seeds.tableWords + ["PILOT-01", "BAX_g1", "NT_1", "+", "role", "B02"]).map {
            Array($0.utf8)
        }
        return Format(name: self, seeds: seeds, style: .text, words: words) { bytes in
            outcome { try takeDrop(bytes) }
        }
    }

    func samples() throws -> Format {
        let model = try JSONDecoder().decode(EssentialityModel.self, from: Data(smallModel.utf8))
        let words = ["A (1)", "ACH-000001", "ModelID", "gene", "ENSG00000141510.17", "=1+1", "NA"]
        return Format(name: self, seeds: Seeds.samples, style: .text, words: words.map { Array($0.utf8) }) {
            bytes in
            outcome {
                let read = try readSamples(try TableReader.read(bytes, limits: .standard), for: model)
                for sample in read { _ = model.predict(sample) }
            }
        }
    }
}

private let genes = ["BAX", "MCL1"].map { Gene($0) }

private let context = ReadoutContext(
    genes: genes,
    guides: [
        genes[0]: [Guide("BAX_g1", of: genes[0]), Guide("BAX_g2", of: genes[0])],
        genes[1]: [Guide("MCL1_g1", of: genes[1])],
    ],
    controls: [.nonTargeting: [Guide("NT_1", of: nil), Guide("NT_2", of: nil)]],
    format: .wells96,
    knownBarcodes: [Barcode("PILOT-01")]
)

/// The layout of the plate that the seeds of results are of.
private let layouts: [Barcode: PlateLayout] = {
    do {
        guard
            case .platemap(let platemap) = try readDrop(
                try readTable(Array(Seeds.platemap.utf8)),
                fileName: "PILOT-01.csv",
                context: context
            )
        else { return [:] }
        return Dictionary(uniqueKeysWithValues: platemap.layouts.map { ($0.barcode, $0) })
    } catch {
        preconditionFailure("the platemap among the seeds is whole: \(error)")
    }
}()

private func takeDrop(_ bytes: [UInt8]) throws(Rejection) {
    let dropped = try readTable(bytes, limits: .standard)
    if case .rows(let table, _) = dropped, try readBarcodeList(table) != nil { return }
    switch try readDrop(dropped, fileName: "PILOT-01.csv", context: context) {
    case .platemap(let platemap):
        _ = try checkPlatemap(platemap, against: layouts)
    case .readout(let readout):
        try checkPlausible(readout)
        _ = try checkReadout(readout, against: layouts, expecting: ReadoutExpectations(genes: Set(genes)))
    }
}

/// The seeds of results by a profile that is hardly theirs.
func readByProfile(_ profile: ReadingProfile) throws {
    var context = context
    context.profile = profile
    var fault: Rejection?
    for seed in Seeds.results {
        do throws(Rejection) {
            let dropped = try readTable(seed, limits: .standard, profile: profile)
            _ = try readDrop(dropped, fileName: "PILOT-01.csv", context: context)
        } catch {
            fault = error
        }
    }
    if let fault { throw fault }
}

private let smallModel = """
    {"format": 1, "sources": {"effectDigest": "", "expressionDigest": ""},
     "settings": {"falseDiscoveryRate": 0.05, "modifierCount": 2, "testShare": 0.2, "seed": 1},
     "scale": "gene-effect", "lines": 40, "expressionGenes": 4, "leastExpression": 0, "greatestExpression": 12,
     "targets": [{"gene": "T", "lines": 40, "mean": -0.5, "sd": 0.3, "intercept": 1,
       "modifiers": [{"gene": "A", "correlation": 0.5, "mean": 2, "coefficient": -0.5},
                     {"gene": "B", "correlation": 0.5, "mean": 4, "coefficient": 0.25},
                     {"gene": "C", "correlation": 0.5, "mean": 1, "coefficient": 1}],
       "heldOut": {"r": 0.5, "rmse": 0.25, "lines": 10, "modifiers": 2}}]}
    """
