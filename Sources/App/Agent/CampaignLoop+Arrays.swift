import DropFolder
package import Readouts
package import Screen
import Tables

/// Files of numbers alone in a drop folder, and the files that name their wells.
///
/// `plate7.npy` goes with `plate7.wells.csv`, or else with `plate7.csv`; every table format will do, packed or not.
struct ArrayPairs {
    private let wells: [FileName: FileName]
    private let claimed: Set<FileName>

    init(_ names: [FileName]) {
        var wells: [FileName: FileName] = [:]
        for array in names where array.isArray {
            let candidates = names.filter { $0.isTable && $0.base == array.stem }
            // the longer name says what it is for
            wells[array] = candidates.min { ($1.stem.count, $0) < ($0.stem.count, $1) }
        }
        self.wells = wells
        claimed = Set(wells.values)
    }

    /// The file that names the wells of an array.
    func wells(of array: FileName) -> FileName? { wells[array] }

    /// Whether a file is only there to name the wells of an array beside it.
    func belongsToArray(_ name: FileName) -> Bool { claimed.contains(name) }
}

/// What lies beside a dropped file and says something about it.
struct Companions {
    /// `NAME.json` beside NAME.
    let sidecar: DroppedEntry?
    /// Beside an array, the file that names its wells.
    let wells: DroppedEntry?
}

/// A file that lies still, with the file that names its wells where it is an array; `nil` where it cannot be read now.
func openWhole(
    _ entry: DroppedEntry,
    among listing: DropListing,
    in folder: String,
    maximumBytes: Int
) throws -> SettledFile? {
    guard case .read(let file) = try openSettled(entry, in: folder, maximumBytes: maximumBytes) else {
        return nil
    }
    let wells = ArrayPairs(listing.entries.map(\.name)).wells(of: entry.name)
    guard let beside = listing.entries.first(where: { $0.name == wells }),
        case .read(let companion) = try openSettled(beside, in: folder, maximumBytes: maximumBytes)
    else { return file }
    return file.named(by: companion)
}

extension CampaignLoop {
    /// Whether a file is not to be taken yet, or not by itself: the wells of an array are taken with it, and
    /// either waits for the other.
    func waits(_ entry: DroppedEntry, in pairs: ArrayPairs, settling: Set<FileName>) -> Bool {
        if pairs.belongsToArray(entry.name) { return true }
        guard entry.name.isArray else { return entry.name.isWells && !isOverdue(entry) }
        guard let wells = pairs.wells(of: entry.name) else { return !isOverdue(entry) }
        return settling.contains(wells)
    }

    static let withoutArray = Rejection(
        rule: "wells-without-array",
        reason: "The file names wells, and the array that it belongs to has not come.",
        expected: "NAME.npy beside NAME.wells.csv",
        remedy: "Drop both together."
    )
}

/// The table of an array and the file of its wells.
///
/// - throws: `Rejection`, in which a fault of the file of wells names it.
package func arrayTable(
    _ array: [UInt8],
    wells: [UInt8],
    named name: String
) throws(Rejection) -> DroppedTable {
    guard case .matrix(let matrix) = try TableReader.contents(of: array) else {
        return .rows(try TableReader.read(array), nil)
    }
    let table: Table
    do throws(Rejection) {
        table = try TableReader.read(wells)
    } catch {
        throw Rejection(
            rule: error.rule,
            reason: "The file of its wells, \(name), cannot be read. \(error.reason)",
            row: error.row,
            column: error.column,
            value: error.value,
            expected: error.expected,
            remedy: error.remedy
        )
    }
    return .rows(try joined(matrix: matrix, wells: table), nil)
}

/// Of names in one folder, that of the file that says what the rows of an array are; `nil` for what is no array.
package func nameOfWells(ofArray array: String, among names: [String]) -> String? {
    guard let array = FileName(array) else { return nil }
    return ArrayPairs(names.compactMap { FileName($0) }).wells(of: array)?.display
}

extension FileName {
    fileprivate static let wells = Array(".wells".utf8)

    /// Numbers alone, by the name: `plate7.npy`.
    var isArray: Bool { unpacked.hasEnding(".npy") }

    /// A file that names wells, by the name: `plate7.wells.csv`.
    var isWells: Bool { isTable && FileName(stem)?.hasEnding(".wells") == true }

    fileprivate var isTable: Bool { ending != nil && !isArray }

    /// The name without `.npy`, `.csv` and the like, and without `.gz` or `.zst` behind that.
    fileprivate var stem: [UInt8] { unpacked.bytes.dropLast(ending?.utf8.count ?? 0) }

    /// The stem, without `.wells`.
    fileprivate var base: [UInt8] { isWells ? stem.dropLast(FileName.wells.count) : stem }

    /// What a file of wells is called beside an array of that name.
    func wells(beside array: FileName) -> FileName {
        FileName(array.stem + bytes.dropFirst(base.count)) ?? self
    }

    private var unpacked: FileName {
        for packing in [".gz", ".zst"] where hasEnding(packing) {
            return FileName(bytes.dropLast(packing.utf8.count)) ?? self
        }
        return self
    }

    private var ending: String? {
        [".npy", ".csv", ".tsv", ".txt", ".parquet"].first { unpacked.hasEnding($0) }
    }

    /// Capitals aside.
    private func hasEnding(_ ending: String) -> Bool {
        bytes.count > ending.utf8.count
            && bytes.suffix(ending.utf8.count).elementsEqual(ending.utf8) { byte, other in
                ((65...90).contains(byte) ? byte + 32 : byte) == other
            }
    }
}
