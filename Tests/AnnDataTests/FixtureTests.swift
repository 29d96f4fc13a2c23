import AnnData
import Screen
import Statistics
import Tables
import TestSupport
import Testing

/// Files as anndata and h5py write them.
@Suite struct FixtureTests {
    @Test(arguments: Expected.files)
    func `a file is read to the last bit of every value`(expected: Expected.File) throws {
        let bytes = try h5ad(expected.file)
        #expect(isHDF5(bytes))
        let table = try AnnDataReader.read(bytes)
        #expect(difference(table.index, expected.index) == nil)
        #expect(table.columns.map(\.name) == expected.columns.map(\.name))
        for (column, wanted) in zip(table.columns, expected.columns) {
            #expect(difference(column, wanted) == nil)
        }
        #expect(table.features == expected.features)
        #expect(table.matrix.map(\.bitPattern) == expected.matrix.map { Double($0)?.bitPattern })
    }

    @Test(arguments: Expected.refused)
    func `a file that cannot be taken is refused with the reason`(expected: Expected.Refused) throws {
        // the bombs are small enough for the limits of every day
        let limits = expected.file.contains("bomb") ? AnnDataLimits(maximumBytes: 1 << 20) : .standard
        let found = try #require(rejection(of: h5ad(expected.file), limits: limits))
        #expect(found.rule == expected.rule)
        #expect(found.reason.contains(expected.word), "\(found.reason)")
    }

    @Test func `the fixtures are there`() throws {
        #expect(try Expected.kept.get().files.count >= 20)
        #expect(try Expected.kept.get().refused.count >= 30)
    }

    @Test(arguments: Expected.files)
    func `a table written as CSV reads back as the same values`(expected: Expected.File) throws {
        let table = try AnnDataReader.read(h5ad(expected.file))
        var text: [UInt8] = []
        table.writeCSV(naming: { "obs \($0)" }, to: { text.append(contentsOf: $0) })
        let read = try TableReader.read(text)
        let described = [expected.index] + expected.columns
        #expect(read.header == described.map { "obs \($0.name)" } + expected.features)
        #expect(read.rowCount == table.rowCount)
        for row in 0..<read.rowCount {
            for (number, column) in described.enumerated() where column.kind == "text" {
                #expect(read.text(row: row, column: number) == column.values[row] ?? "")
            }
            for (number, column) in described.enumerated() where column.kind == "numbers" {
                let wanted = column.values[row].flatMap(Double.init)
                #expect(read.number(row: row, column: number)?.bitPattern == wanted?.bitPattern)
            }
            let numbers = try read.numbers(row: row, columns: Array(described.count..<read.header.count))
            let start = row * expected.features.count
            #expect(
                numbers.map(\.bitPattern)
                    == table.matrix[start..<start + numbers.count].map(\.bitPattern)
            )
        }
    }
}
