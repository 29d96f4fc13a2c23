import Screen
import Statistics
import Tables
import Testing

struct TableReaderTests {
    @Test(arguments: [(",", "comma"), ("\t", "tab"), (";", "semicolon")])
    func `the separator is told from the header line`(separator: String, name: String) throws {
        let text = "plate,well,feature_0\nP1,A01,0.5\n".split(separator: ",").joined(separator: separator)
        let table = try read(text)
        #expect(table.separator?.name == name)
        #expect(table.header == ["plate", "well", "feature_0"])
        #expect(rows(of: table) == [["P1", "A01", "0.5"]])
        #expect(table.number(row: 0, column: 2) == 0.5)
    }

    @Test(arguments: ["\n", "\r\n", "\r"], ["", "\u{FEFF}"])
    func `line ends, a byte order mark and a missing last line end make no difference`(
        end: String,
        mark: String
    ) throws {
        let text = mark + ["a,b", "1,2", "", "3,4"].joined(separator: end)
        #expect(try rows(of: read(text + end)) == [["1", "2"], ["3", "4"]])
        let table = try read(text)
        #expect(table.header == ["a", "b"])
        #expect(rows(of: table) == [["1", "2"], ["3", "4"]])
        #expect((0..<2).map { table.lineNumber(ofRow: $0) } == [2, 4])
    }

    @Test func `quoted cells keep separators, quotes and line ends, and lines are counted through them`()
        throws
    {
        let table = try read("\"a,1\",b\n\"x, \"\"y\"\"\r\nz\",\" 1.5 \"\nplain \"quote\",\"\"\n")
        #expect(table.header == ["a,1", "b"])
        #expect(rows(of: table) == [["x, \"y\"\r\nz", " 1.5 "], ["plain \"quote\"", ""]])
        #expect(table.number(row: 0, column: 1) == 1.5)
        #expect(table.isBlank(row: 1, column: 1))
        #expect((0..<2).map { table.lineNumber(ofRow: $0) } == [2, 4])
    }

    @Test func `blanks around header names are dropped and one column may have no name`() throws {
        let table = try read(",SOX10 (6663), NRAS (4893) \nACH-000001,0,0.5\n")
        #expect(table.header == ["", "SOX10 (6663)", "NRAS (4893)"])
        #expect(table.column(named: "NRAS (4893)") == 2)
        #expect(table.column(named: "nras") == nil)
        #expect(try table.numbers(row: 0, columns: [2, 1]) == [0.5, 0])
    }

    @Test(arguments: ["sep=;", "SEP=;", "\"sep=;\""], ["\n", "\r\n"])
    func `a first line may name the separator`(line: String, end: String) throws {
        let table = try read([line, "a,b;c", "1,5;2"].joined(separator: end))
        #expect(table.separator == .semicolon)
        #expect(table.header == ["a,b", "c"])
        #expect(table.lineNumber(ofRow: 0) == 3)
        #expect(table.number(row: 0, column: 0) == 1.5)
    }

    @Test func `what only looks like a line that names the separator is a header`() throws {
        #expect(try read("sep=;x\n1;2\n").header == ["sep=", "x"])
        #expect(try read("sep,a\n1,2\n").header == ["sep", "a"])
        #expect(rejection("sep=;")?.rule == "empty-file")
        #expect(rejection("\"sep=;\na;b\n1;2\n")?.rule == "bad-quotes")
        // The header is on the second line.
        #expect(rejection("sep=,\na,a\n1,2\n")?.row == 2)
    }

    @Test func `rows of blank cells at the end are skipped, and kept elsewhere`() throws {
        let table = try read("a;b\n1;2\n ; \n3;4\n;\n\"\";\t\n;\n")
        #expect(rows(of: table) == [["1", "2"], [" ", " "], ["3", "4"]])
        #expect(rejection("a;b\n;\n;\n")?.rule == "header-only")
        // Lines of nothing but separators are blank lines, however many they are.
        #expect(try rows(of: read("a;b\n1;2\n;;;;\n3;4\n;;;;\n")) == [["1", "2"], ["3", "4"]])
    }

    @Test func `cells far into a wide row are found`() throws {
        let names = (0..<50).map { "c\($0)" }.joined(separator: ",")
        let first = (0..<50).map { $0 % 7 == 0 ? "\"x,\($0)\"" : "y\($0)" }.joined(separator: ",")
        let table = try read("\(names)\n\(first)\n\(first)\n")
        for column in [0, 1, 7, 15, 16, 17, 31, 32, 48, 49] {
            #expect(table.text(row: 1, column: column) == (column % 7 == 0 ? "x,\(column)" : "y\(column)"))
        }
    }

    @Test func `a column that begins with text may hold numbers, and one that begins with numbers text`()
        throws
    {
        let table = try read("a,b,c\nx,1,NA\n 2,y,3\n\"4\",5,6\n")
        #expect((0..<3).map { table.number(row: $0, column: 0) } == [nil, 2, 4])
        #expect((0..<3).map { table.number(row: $0, column: 1) } == [1, nil, 5])
        #expect((0..<3).map { table.number(row: $0, column: 2) } == [nil, 3, 6])
        #expect(try table.numbers(row: 1, columns: [2, 0]) == [3, 2])
        #expect(try table.numbers(row: 2, columns: [0, 1, 2]) == [4, 5, 6])
        #expect(throws: UnreadableNumber(row: 1, column: 1)) { try table.numbers(row: 1, columns: [0, 1]) }
        #expect(throws: UnreadableNumber(row: 0, column: 2)) { try table.numbers(columns: [1, 2]) }
        #expect(throws: UnreadableNumber(row: 0, column: 0)) { try table.numbers(columns: [0]) }
    }

    @Test func `numbers of a row stop at the first cell that holds none`() throws {
        let table = try read("a,b,c,d\n1,nan,inf,\n")
        #expect(throws: UnreadableNumber(row: 0, column: 1)) {
            try table.numbers(row: 0, columns: [0, 1, 2])
        }
        #expect(throws: UnreadableNumber(row: 0, column: 3)) { try table.numbers(row: 0, columns: [3]) }
        #expect((0..<4).map { table.number(row: 0, column: $0) } == [1, nil, nil, nil])
    }

    @Test func `random tables are read back exactly`() throws {
        var generator = SeededGenerator(Seed(20_240_917))
        let pieces = ["a", "é", "𝛼", ",x", ";", "\t", "\"", "\n", "\r\n", " ", "-1.5e3", "+", "|", "''", "0"]
        for _ in 0..<300 {
            let columns = 2 + generator.index(below: 5)
            let separator = [",", ";", "\t"][generator.index(below: 3)]
            let end = ["\n", "\r\n", "\r"][generator.index(below: 3)]
            var cells: [[String]] = [(0..<columns).map { "column \($0)" }]
            for _ in 0..<(1 + generator.index(below: 12)) {
                cells.append(
                    (0..<columns).map { _ in
                        (0..<generator.index(below: 5)).map { _ in
                            pieces[generator.index(below: pieces.count)]
                        }
                        .joined()
                    }
                )
            }
            var text = generator.index(below: 2) == 0 ? "" : "\u{FEFF}"
            for row in cells {
                text += row.map { quoted($0, always: generator.index(below: 4) == 0) }.joined(
                    separator: separator
                )
                text += end
            }
            let bytes = Array(text.utf8)
            guard cells.dropFirst().joined().contains(where: { $0.contains { $0 != " " && $0 != "\t" } })
            else {
                #expect(throws: Rejection.self) { try TableReader.read(bytes) }
                continue
            }
            let table = try TableReader.read(generator.index(below: 3) == 0 ? Gzip.compress(bytes) : bytes)
            #expect(table.header == cells[0])
            // A row of blanks in every cell still has its separators, so only those at the end are skipped.
            let isBlank = { (row: [String]) in row.allSatisfy { $0.allSatisfy { $0 == " " || $0 == "\t" } } }
            while cells.count > 1, let last = cells.last, isBlank(last) { cells.removeLast() }
            #expect(rows(of: table) == Array(cells.dropFirst()))
        }
    }

    @Test func `a plate of 1536 wells and 1024 features is read without loss`() throws {
        var generator = SeededGenerator(Seed(7))
        var text = "plate,well" + (0..<1024).map { ",feature_\($0)" }.joined() + "\n"
        var values: [Double] = []
        // One random line, repeated: making the text must not take longer than reading it.
        var line = ""
        for _ in 0..<1024 {
            let value = generator.normal()
            values.append(value)
            line += ",\(value)"
        }
        for position in PlateFormat.wells1536.positions { text += "P1,\(position)\(line)\n" }
        let table = try read(text)
        #expect(table.rowCount == 1536)
        for row in [0, 700, 1535] {
            #expect(try table.numbers(row: row, columns: Array(2..<1026)) == values)
        }
        #expect(table.text(row: 1535, column: 1) == "AF48")
    }
}

func read(_ text: String, limits: TableLimits = .standard) throws(Rejection) -> Table {
    try TableReader.read(Array(text.utf8), limits: limits)
}

func rows(of table: Table) -> [[String]] {
    (0..<table.rowCount).map { row in table.header.indices.map { table.text(row: row, column: $0) } }
}

private func quoted(_ text: String, always: Bool) -> String {
    let needs = text.utf8.contains { [9, 10, 13, 34, 44, 59].contains($0) }
    guard needs || always else { return text }
    return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
        + "\""
}
