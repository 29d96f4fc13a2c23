import FoundationEssentials
import Screen
import Tables
import TestSupport
import Testing

struct ParquetTableTests {
    @Test(arguments: ["pandas.parquet", "polars.parquet"])
    func `a Parquet file cut anywhere is refused as truncated`(file: String) throws {
        let whole = try Array(fixture(file))
        for length in 4..<whole.count {
            #expect(rejection(Array(whole[..<length]))?.rule == "truncated-parquet", "cut to \(length)")
        }
    }

    @Test func `columns of the same name, lists and files without rows are refused`() throws {
        #expect(rejection(try Array(fixture("same-name.parquet")))?.rule == "duplicate-column")
        #expect(rejection(try Array(fixture("no-rows.parquet")))?.rule == "header-only")
        let lists = rejection(try Array(fixture("lists.parquet")))
        #expect(lists?.rule == "parquet-unsupported")
        #expect(lists?.column == "embedding")
    }

    @Test func `a table beyond the limits is refused`() throws {
        let bytes = try Array(fixture("pandas.parquet"))
        #expect(rejection(bytes, limits: TableLimits(maximumColumns: 7))?.rule == "too-large")
        #expect(rejection(bytes, limits: TableLimits(maximumCells: 47))?.rule == "too-large")
        #expect(rejection(bytes, limits: TableLimits(maximumBytes: 3000))?.rule == "too-large")
        #expect(rejection(bytes, limits: TableLimits(maximumCells: 48)) == nil)
    }

    @Test func `empty cells and odd numbers keep their sense`() throws {
        let table = try TableReader.read(Array(fixture("gaps.parquet")))
        func column(_ name: String) throws -> Int { try #require(table.column(named: name)) }
        let (whole, double, text, flag) = try (
            column("whole"), column("double"), column("text"), column("flag")
        )
        #expect((0..<4).map { table.text(row: $0, column: whole) } == ["7", "", "-9007199254740993", "0"])
        #expect((0..<4).map { table.number(row: $0, column: whole) } == [7, nil, -9_007_199_254_740_992, 0])
        #expect((0..<4).map { table.text(row: $0, column: double) } == ["8", "nan", "inf", "0.1"])
        #expect((0..<4).map { table.number(row: $0, column: double) } == [8, nil, nil, 0.1])
        #expect((0..<4).map { table.isBlank(row: $0, column: double) } == [false, true, false, false])
        #expect((0..<4).map { table.number(row: $0, column: text) } == [1.5, nil, nil, nil])
        #expect((0..<4).map { table.isBlank(row: $0, column: text) } == [false, true, true, false])
        #expect((0..<4).map { table.text(row: $0, column: flag) } == ["true", "", "false", "true"])
        #expect(throws: UnreadableNumber(row: 1, column: double)) { try table.numbers(columns: [double]) }
        #expect(throws: UnreadableNumber(row: 1, column: whole)) { try table.numbers(columns: [whole]) }
    }

    @Test func `more columns of numbers than fit one step stand in their places`() throws {
        let table = try TableReader.read(Array(fixture("wide.parquet")))
        let expected = (0..<5).flatMap { row in (0..<21).map { Double(100 * row + $0) } }
        #expect(try table.numbers(columns: Array(1..<22)) == expected)
        #expect(try table.numbers(row: 3, columns: [21, 1, 9]) == [320, 300, 308])
    }
}
