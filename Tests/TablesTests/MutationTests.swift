import FoundationEssentials
import Screen
import Statistics
import Tables
import TestSupport
import Testing

/// Files with bytes changed, cut out and put in: each is read or refused, and nothing else happens.
struct MutationTests {
    /// Mutants of each fixture; `PAIRWELL_TABLE_MUTANTS` sets it for a longer run.
    private static let mutants =
        ProcessInfo.processInfo.environment["PAIRWELL_TABLE_MUTANTS"].flatMap(Int.init) ?? 300

    private static let limits = TableLimits(
        maximumBytes: 1 << 20,
        maximumColumns: 1000,
        maximumCells: 100_000
    )

    @Test(arguments: [
        "plain.csv", "two-members.csv.gz", "level.csv.zst", "no-size.csv.zst", "frames.csv.zst",
        "decimal-comma.csv", "excel-sep.csv", "unicode-text.txt", "all-quoted.csv", "pandas.parquet",
        "polars.parquet", "packed.parquet.gz", "stored.npz", "packed.npz", "named.npz", "f4.npy",
        "fortran.npy",
        "big-endian.npy", "version-2.npy", "workbook.xlsx",
    ])
    func `a damaged file is read or refused`(file: String) throws {
        let whole = try Array(fixture(file))
        var generator = SeededGenerator(Seed(2026).derived(file))
        var refused = 0
        for _ in 0..<Self.mutants {
            let mutant = mutated(whole, &generator)
            do throws(Rejection) {
                if case .table(let table) = try TableReader.contents(of: mutant, limits: Self.limits) {
                    look(at: table)
                }
            } catch {
                refused += 1
                if error.reason.isEmpty || error.remedy.isEmpty { Issue.record("no reason: \(error)") }
            }
        }
        #expect(refused > 0, "some damage must be noticed")
    }

    /// Asks a table for everything, as its users may.
    private func look(at table: Table) {
        for row in 0..<min(table.rowCount, 50) {
            for column in table.header.indices {
                let text = table.text(row: row, column: column)
                let number = table.number(row: row, column: column)
                let isBlank = table.isBlank(row: row, column: column)
                if number?.isFinite == false || (isBlank && number != nil) {
                    Issue.record(
                        "row \(row), column \(column) holds '\(text)', \(String(describing: number))"
                    )
                }
            }
            if table.lineNumber(ofRow: row) < 2 { Issue.record("row \(row) is on no line") }
        }
    }

    private func mutated(_ whole: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
        var bytes = whole
        for _ in 0..<Int.random(in: 1...3, using: &generator) where !bytes.isEmpty {
            let place = Int.random(in: bytes.indices, using: &generator)
            switch Int.random(in: 0..<8, using: &generator) {
            case 0...2: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            case 3: bytes[place] = UInt8.random(in: 0...255, using: &generator)
            case 4:
                bytes[place] = [0, 0x7F, 0x80, 0xFF, 44, 59, 34, 10].randomElement(using: &generator) ?? 0
            case 5: for offset in 0..<min(4, bytes.count - place) { bytes[place + offset] = 0xFF }
            case 6: bytes.removeSubrange(place..<min(bytes.count, place + 3))
            default: bytes.insert(contentsOf: bytes[max(0, place - 7)..<place], at: place)
            }
        }
        return bytes
    }
}
