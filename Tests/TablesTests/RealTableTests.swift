import FoundationEssentials
import Tables
import TestSupport
import Testing

struct RealTableTests {
    @Test(.enabled(if: screensFolder != nil))
    func `a real screen and a real expression matrix are read whole`() throws {
        let folder = try #require(screensFolder)
        let wells = try read(folder.appending(path: "drosophila_mapk/wells.csv.gz"))
        #expect(wells.rowCount == 22_472)
        let columns = try ["nrCells", "area", "intensity"].map { try #require(wells.column(named: $0)) }
        #expect(try wells.numbers(row: 0, columns: columns) == [57631, 59.3814, 0.0359314])
        for row in 0..<wells.rowCount { _ = try wells.numbers(row: row, columns: columns) }

        let expression = try read(folder.appending(path: "depmap_dev/expression.csv.gz"))
        #expect(expression.rowCount == 442)
        #expect(expression.header.count == 536)
        for row in 0..<expression.rowCount {
            for column in 1..<536 {
                let text = expression.text(row: row, column: column)
                #expect(expression.number(row: row, column: column) == Double(text))
            }
        }
    }

    private func read(_ file: URL) throws -> Table { try TableReader.read([UInt8](Data(contentsOf: file))) }
}
