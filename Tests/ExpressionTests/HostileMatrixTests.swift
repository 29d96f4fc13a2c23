import Screen
import Tables
import Testing

@testable import Expression

/// Files that no model can be trained on, or that are made to do harm: each is refused in plain words.
@Suite struct HostileMatrixTests {
    private func refused(_ bytes: [UInt8], limits: TableLimits = .expression) throws -> Rejection? {
        try rejection { _ = try readExpressionMatrix(expressionTable(bytes, limits: limits)) }
    }

    private func refused(_ text: String) throws -> Rejection? { try refused(Array(text.utf8)) }

    @Test(
        arguments: [
            ("", "empty-file"), ("\n\n", "empty-file"), ("ModelID,A (1),B (2)\n", "header-only"),
            (",A,B\nACH-1,1,2\n", "one-line"), (",A,B\nL1,,NA\nL2,NaN,\n", "no-values"),
            (",A,A\nL1,1,2\nL2,1,2\n", "duplicate-column"),
            (",A (1),A (2)\nL1,1,2\nL2,1,2\n", "duplicate-gene"),
            (",A,B\nL1,1,2\nL2,1\n", "ragged-row"), (",A,B\nL1,1,2\nL2,1,2,3\n", "ragged-row"),
            (",A,B\nL1,1,2\nL2,1,-inf\n", "not-a-number"), (",A,B\nL1,1,2\nL2,1,1e400\n", "not-a-number"),
            (",A,B\nL1,1,2\nL2,1,1e300\n", "not-log-scale"), (",A,B\nL1,1,2\nL1,1,2\n", "duplicate-line"),
            ("gene,ACH-000001,ACH-000002\nA,1,2\nB,1,2\n", "lines-as-columns"),
            (",A375_SKIN,HELA_CERVIX\nA1BG (1),1,2\nSOX10 (6663),1,2\n", "lines-as-columns"),
        ]
    )
    func `a table that cannot be trained on names its fault and remedy`(text: String, rule: String) throws {
        let found = try refused(text)
        #expect(found?.rule == rule)
        #expect(found?.remedy.isEmpty == false)
        #expect(found?.description.contains("well") == false)
    }

    @Test func `a column of words is named with the others of its kind`() throws {
        let found = try refused(",A,sex,B,age group\nL1,1.5,female,2,adult\nL2,1,male,2,child\n")
        #expect(found?.rule == "not-a-number" && found?.column == "sex" && found?.value == "female")
        #expect(found?.reason.contains("'age group'") == true)
        #expect(found?.remedy.contains("delete columns that are no genes") == true)
    }

    @Test func `a column of numbers that are no expression is named`() throws {
        let genes = (0..<40).map { "G\($0)" }.joined(separator: ",")
        let values = Array(repeating: "1.5", count: 40).joined(separator: ",")
        let found = try refused(",age,\(genes)\nL1,12,\(values)\nL2,64,\(values)\n")
        #expect(found?.rule == "column-out-of-scale" && found?.column == "age" && found?.row == 3)
        #expect(found?.remedy == "Delete columns that are no genes.")
    }

    @Test func `counts are known by their whole numbers`() throws {
        let genes = (0..<40).map { "G\($0)" }.joined(separator: ",")
        let values = (0..<40).map { "\($0 % 7)" }.joined(separator: ",")
        let found = try refused(",\(genes)\nL1,\(values)\nL2,\(values)\n")
        #expect(found?.reason.contains("counts") == true)
    }

    private static let packed = Gzip.compress(
        Array(
            (",A,B\n" + (0..<500).map { "L\($0),\(Double($0 % 13) / 7),\(Double($0 % 7) / 3)\n" }.joined())
                .utf8
        )
    )

    @Test func `a gzip file cut short or damaged is refused`() throws {
        let packed = Self.packed
        #expect(try refused(packed) == nil)
        #expect(try refused(Array(packed.prefix(packed.count / 2)))?.rule == "truncated-gzip")
        var damaged = packed
        damaged[packed.count / 2] ^= 0xFF
        let rule = try refused(damaged)?.rule
        #expect(rule == "corrupt-gzip" || rule == "truncated-gzip")
    }

    @Test func `what is no text is refused`() throws {
        #expect(try refused([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A])?.rule == "not-text")
        #expect(try refused([0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0, 0, 0, 0])?.rule == "not-text")
        #expect(try refused("<!DOCTYPE html><html></html>")?.rule == "not-text")
        let latin = Array(",A,B\nL1,1,2\nL".utf8) + [0xE9] + Array(",1,2.5\n".utf8)
        #expect(try refused(latin)?.rule == "not-utf8")
        #expect(try refused(latin)?.row == 3)
    }

    @Test func `UTF-16 with its mark is read`() throws {
        let text = ",A,B\nL1,1,2\nL2,1,2.5\n"
        #expect(
            try refused([0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }) == nil
        )
    }

    @Test func `a file that unpacks to more than the limit is refused before it is unpacked`() throws {
        let bomb = Gzip.compress([UInt8](repeating: UInt8(ascii: "1"), count: 4_000_000))
        #expect(bomb.count < 10_000)
        let found = try refused(bomb, limits: TableLimits(maximumBytes: 1_000_000))
        #expect(found?.rule == "too-large")
        #expect(found?.remedy.contains("genes") == true)
    }

    @Test func `a file that only claims to be 10 GB costs nothing`() throws {
        // NumPy's header for 50,000 × 25,000 doubles, and no data.
        let dictionary = "{'descr': '<f8', 'fortran_order': False, 'shape': (50000, 25000), }"
        let padded = dictionary + String(repeating: " ", count: 117 - dictionary.utf8.count) + "\n"
        let header: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(padded.utf8)
        #expect(["too-large", "truncated-numpy"].contains(try refused(header)?.rule))
        // The last four bytes of gzip claim 4 GB.
        var lying = Self.packed
        for place in (lying.count - 4)..<lying.count { lying[place] = 0xFF }
        #expect(["corrupt-gzip", "truncated-gzip"].contains(try refused(lying)?.rule))
    }

    @Test func `a table of too many cells is refused`() throws {
        let limits = TableLimits(maximumBytes: 10_000, maximumColumns: 10, maximumCells: 100)
        let rows = (0..<60).map { "L\($0),1.5\n" }.joined()
        let found = try refused(Array((",A\n" + rows).utf8), limits: limits)
        #expect(found?.rule == "too-large" && found?.remedy.contains("genes") == true)
    }

    @Test func `an array without names is refused`() throws {
        let dictionary = "{'descr': '<f8', 'fortran_order': False, 'shape': (1, 2), }"
        let padded = dictionary + String(repeating: " ", count: 117 - dictionary.utf8.count) + "\n"
        let header: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(padded.utf8)
        let found = try refused(header + [UInt8](repeating: 0, count: 16))
        #expect(found?.rule == "matrix-without-names")
    }

    @Test func `few rows and many samples make no large matrix`() throws {
        let genes = (0..<20_000).map { Gene("G\($0)") }
        let header = "gene," + (0..<5_000).map { "S\($0)" }.joined(separator: ",")
        let row = "\nG1," + Array(repeating: "1.5", count: 5_000).joined(separator: ",") + "\n"
        let found = try rejection {
            _ = try readSamples(
                table(text: header + row),
                genes: genes,
                training: TrainingDistribution(means: genes.map { _ in 2 }, sds: genes.map { _ in 1 })
            )
        }
        #expect(found?.rule == "too-few-genes")
        #expect(found?.reason.contains("1 of the 20000 genes") == true)
    }
}
