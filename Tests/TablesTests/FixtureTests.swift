import FoundationEssentials
import Screen
import Tables
import TestSupport
import Testing

/// Files that pandas, polars, pyarrow, numpy, zstandard and openpyxl wrote; see `make_fixtures.py`.
struct FixtureTests {
    @Test(arguments: [
        "plain.csv", "two-members.csv.gz", "level.csv.zst", "no-size.csv.zst", "frames.csv.zst",
        "decimal-comma.csv", "excel-sep.csv", "unicode-text.txt", "unicode-big-endian.txt", "all-quoted.csv",
        "pandas.parquet", "polars.parquet", "groups.parquet", "packed.parquet.gz", "stored.npz", "packed.npz",
        "lists.npz",
    ])
    func `the same plate is read from every program's file`(file: String) throws {
        let table = try TableReader.read(Array(fixture(file)))
        // Some formats have their columns in another order.
        #expect(Set(table.header) == Set(names))
        #expect(table.rowCount == 6)
        for row in 0..<6 {
            for (name, expected) in zip(names.prefix(5), texts[row]) {
                let column = try #require(table.column(named: name))
                let text = table.text(row: row, column: column)
                #expect(
                    name == "good" ? text.lowercased() == expected : text == expected,
                    "\(name), row \(row)"
                )
                #expect(table.isBlank(row: row, column: column) == expected.isEmpty)
            }
        }
        let features = try names.suffix(3).map { try #require(table.column(named: $0)) }
        #expect(try table.numbers(columns: features) == numbers)
        #expect(try table.numbers(row: 4, columns: features) == Array(numbers[12..<15]))
        let cells = try #require(table.column(named: "cells"))
        let good = try #require(table.column(named: "good"))
        #expect(table.number(row: 5, column: cells) == 60)
        #expect(table.number(row: 5, column: good) == nil)
        // Mixed with whole numbers and text, the slow way gives the same.
        #expect(try table.numbers(row: 1, columns: [cells] + features) == [20] + numbers[3..<6])
        #expect(throws: UnreadableNumber(row: 2, column: good)) {
            try table.numbers(row: 2, columns: [cells, good])
        }
    }

    @Test(arguments: ["plain.csv", "unicode-text.txt", "pandas.parquet", "packed.npz"])
    func `lines count the header, in files without lines, too`(file: String) throws {
        let table = try TableReader.read(Array(fixture(file)))
        #expect((0..<6).map { table.lineNumber(ofRow: $0) } == [2, 3, 4, 5, 6, 7])
    }

    @Test func `a line that names the separator is counted and is no header`() throws {
        let table = try TableReader.read(Array(fixture("excel-sep.csv")))
        #expect(table.separator == .semicolon)
        #expect(table.lineNumber(ofRow: 0) == 3)
    }

    @Test(arguments: ["pandas-index.parquet": "__index_level_0__", "index.csv": ""])
    func `an index that pandas wrote is a column of its own`(file: String, name: String) throws {
        let table = try TableReader.read(Array(fixture(file)))
        #expect(table.header.count == 9)
        let column = try #require(table.column(named: name))
        #expect(table.number(row: 1, column: column) == (name.isEmpty ? 1 : 11))
    }

    @Test func `features are named by a list of text as long as the table is wide`() throws {
        let table = try TableReader.read(Array(fixture("named.npz")))
        #expect(table.header == ["well", "gene", "cells", "good", "plate", "Cells_0", "Cells_1", "Cells_2"])
        #expect(table.text(row: 3, column: 0) == "B01")
        #expect(try table.numbers(columns: [5, 6, 7]) == numbers)
    }

    @Test(arguments: [
        "f2.npy", "f4.npy", "f8.npy", "fortran.npy", "big-endian.npy", "version-2.npy", "only-numbers.npz",
    ])
    func `numbers without wells are a matrix, and joined with a CSV of wells a table`(file: String) throws {
        let bytes = try Array(fixture(file))
        let fault = #expect(throws: Rejection.self) { try TableReader.read(bytes) }
        #expect(fault?.rule == "matrix-without-wells")
        #expect(fault?.reason.contains("6 × 3") == true)
        guard case .matrix(let matrix) = try TableReader.contents(of: bytes) else {
            Issue.record("not a matrix")
            return
        }
        #expect(matrix == NumberMatrix(rowCount: 6, columnCount: 3, values: numbers))
        let wells = try read("plate,well\n\n" + texts.map { "\($0[0]),\($0[1])\n" }.joined())
        let table = try joined(matrix: matrix, wells: wells)
        #expect(table.header == ["plate", "well", "feature_0", "feature_1", "feature_2"])
        #expect(table.text(row: 5, column: 1) == "B03")
        #expect(table.lineNumber(ofRow: 0) == 3)
        #expect(try table.numbers(columns: [2, 3, 4]) == numbers)
        #expect(try table.numbers(columns: [4]) == [2, 5, 8, 11, 14, 17].map { numbers[$0] })
    }

    @Test(arguments: [
        ("workbook.xlsx", "not-text", "Excel"), ("structured.npy", "numpy-unsupported", "structured"),
        ("objects.npz", "numpy-unsupported", "pickle"),
    ])
    func `what cannot be read is refused by name`(file: String, rule: String, word: String) throws {
        let bytes = try Array(fixture(file))
        let fault = #expect(throws: Rejection.self) { try TableReader.read(bytes) }
        #expect(fault?.rule == rule)
        #expect(fault?.reason.contains(word) == true)
        #expect(fault?.column == (file == "objects.npz" ? "well" : nil))
    }
}

private let names = ["plate", "well", "gene", "cells", "good", "feature_0", "feature_1", "feature_2"]

private let texts = [
    ["P1", "A01", "TP53", "10", "true"], ["P1", "A02", "µ-opioid", "20", "false"],
    ["P1", "A03", "", "30", "true"], ["P1", "B01", "BAX", "40", "true"],
    ["P1", "B02", "a \"b\", c", "50", "false"], ["P1", "B03", "", "60", "true"],
]

/// Row by row.
private let numbers: [Double] = (0..<6).flatMap { row in (0..<3).map { Double(row - 2) + 0.25 * Double($0) } }
