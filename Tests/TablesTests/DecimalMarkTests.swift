import Screen
import Statistics
import Tables
import Testing

struct DecimalMarkTests {
    @Test(arguments: [";", "\t"])
    func `decimal commas are read in the whole file`(separator: String) throws {
        let lines = [
            ["well", "f0", "f1", "f2", "n"], ["A01", "0,5", "-12,25", "3,2e-4", "7"],
            ["A02", "1", " 1,5 ", "\"0,25\"", "8"], ["A03", "1,234", "+0,5", ",5", "9"],
        ]
        let table = try read(lines.map { $0.joined(separator: separator) }.joined(separator: "\n"))
        #expect(try table.numbers(row: 0, columns: [1, 2, 3, 4]) == [0.5, -12.25, 3.2e-4, 7])
        #expect(try table.numbers(row: 1, columns: [1, 2, 3, 4]) == [1, 1.5, 0.25, 8])
        #expect(try table.numbers(row: 2, columns: [1, 2, 3, 4]) == [1.234, 0.5, 0.5, 9])
        #expect(table.text(row: 0, column: 2) == "-12,25")
    }

    @Test func `quoted decimal commas are read between commas`() throws {
        let table = try read("well,f0,f1\nA1,\"0,5\",\"1,25\"\nA2,\"0,75\",2\n")
        #expect(try table.numbers(columns: [1, 2]) == [0.5, 1.25, 0.75, 2])
    }

    @Test func `a first row of whole numbers does not decide`() throws {
        let commas = try read("well;f0;f1\nA1;1;2\nA2;0,5;2\n")
        #expect(try commas.numbers(columns: [1, 2]) == [1, 2, 0.5, 2])
        let points = try read("well;f0;f1\nA1;1;2\nA2;0.5;2\n")
        #expect(try points.numbers(columns: [1, 2]) == [1, 2, 0.5, 2])
    }

    @Test(arguments: ["1,234", "-12,345", "+123,456", "\"1,234\""])
    func `a comma that may stand behind thousands is refused`(cell: String) {
        let fault = rejection("well;f0;f1\nA1;7;\(cell)\nA2;8;2,345\n")
        #expect(fault?.rule == "ambiguous-decimals")
        #expect(fault?.row == 2)
        #expect(fault?.column == "f1")
        #expect(fault?.reason.contains("thousands") == true)
    }

    @Test(arguments: ["0,123", "1,2345", "1234,567", "1,5", "-0,001", "1,234e2", ",125"])
    func `one comma that can only be decimal decides for all`(cell: String) throws {
        let table = try read("well;f0;f1\nA1;1,234;\(cell)\n")
        #expect(table.number(row: 0, column: 1) == 1.234)
        #expect(table.number(row: 0, column: 2) != nil)
    }

    @Test func `commas and points in one file are refused, with the place`() {
        let within = rejection("well;f0\nA1;0,5\nA2;1,5\nA3;0.5\n")
        #expect(within?.rule == "mixed-decimals")
        #expect(within?.row == 4)
        #expect(within?.column == "f0")
        #expect(within?.value == "0.5")
        let across = rejection("well;f0;f1\nA1;0,5;0.5\n")
        #expect(across?.rule == "mixed-decimals")
        // A thousand with a point, as in German.
        #expect(rejection("well;f0\nA1;0,5\nA2;1.234\n")?.rule == "mixed-decimals")
    }

    @Test func `one odd column among many of the other mark is text`() throws {
        func file(_ odd: String, _ others: String) -> String {
            let names = (0..<12).map { "f\($0)" }.joined(separator: ";")
            let cells = Array(repeating: others, count: 12).joined(separator: ";")
            return "well;version;\(names)\nA1;\(odd);\(cells)\n"
        }
        let commas = try read(file("2.1", "0,5"))
        #expect(commas.number(row: 0, column: 1) == nil)
        #expect(commas.number(row: 0, column: 5) == 0.5)
        let points = try read(file("2,1", "0.5"))
        #expect(points.number(row: 0, column: 1) == nil)
        #expect(points.text(row: 0, column: 1) == "2,1")
        #expect(points.number(row: 0, column: 5) == 0.5)
    }

    @Test func `lists and dates are neither`() throws {
        let table = try read("well;sites;day;f\nA1;1,2,3;12.05.2024;0.5\nA2;1,234,567;1.2.3;0.25\n")
        #expect(try table.numbers(columns: [3]) == [0.5, 0.25])
        #expect(table.number(row: 0, column: 1) == nil)
    }

    @Test func `numbers of every length come out as the standard library reads them`() throws {
        var generator = SeededGenerator(Seed(11))
        for mark in [".", ","] {
            var texts: [String] = []
            for _ in 0..<20_000 { texts.append(number(mark, &generator)) }
            // Eight a row, so that numbers stand before tabs, line feeds and carriage returns.
            let rows = stride(from: 0, to: texts.count, by: 8).map {
                texts[$0..<($0 + 8)].joined(separator: "\t")
            }
            let header = (0..<8).map { "f\($0)" }.joined(separator: "\t")
            let table = try read(([header] + rows).joined(separator: mark == "." ? "\n" : "\r\n"))
            for (place, text) in texts.enumerated() {
                let value = Double(
                    text.split(separator: ",", omittingEmptySubsequences: false).joined(separator: ".")
                )
                let found = table.number(row: place / 8, column: place % 8)
                #expect(found == value.flatMap { $0.isFinite ? $0 : nil }, "\(text)")
                #expect(found?.sign == value?.sign || found == nil, "\(text)")
            }
        }
    }

    private func number(_ mark: String, _ generator: inout SeededGenerator) -> String {
        func digits(_ count: Int) -> String {
            String((0..<count).map { _ in Character(UnicodeScalar(UInt8(48 + generator.index(below: 10)))) })
        }
        var text = ["", "-", "+"][generator.index(below: 3)] + digits(1 + generator.index(below: 4))
        switch generator.index(below: 8) {
        case 0: text += digits(20)
        case 1: break
        case 2: text = "0" + mark + digits(1) + "0" + digits(16)
        // A digit more than three, so that no comma looks like thousands.
        default: text += mark + digits(4 + generator.index(below: 22))
        }
        if generator.index(below: 4) == 0 {
            text += ["e", "E"][generator.index(below: 2)] + ["", "-", "+"][generator.index(below: 3)]
            text += digits(1 + generator.index(below: 4))
        }
        return text
    }
}
