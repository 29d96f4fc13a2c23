import Screen
import Testing

@Suite struct WellPositionTests {
    @Test func `every position of every format reads back from its label`() {
        for format in PlateFormat.allCases {
            for position in format.positions {
                #expect(WellPosition(position.label) == position)
                #expect(WellPosition(position.unpaddedLabel) == position)
            }
        }
    }

    @Test(arguments: [("A01", 0, 0), ("P24", 15, 23), ("Z09", 25, 8), ("AA1", 26, 0), ("AF48", 31, 47)])
    func `a label names its row and column`(label: String, row: Int, column: Int) {
        #expect(WellPosition(label) == WellPosition(row: row, column: column))
    }

    @Test(arguments: ["", "A", "1", "A0", "A49", "AG1", "[1", "A01B", "AAA1", "Ä1", "A1 ", "a-1", "A٣"])
    func `what is not a well is refused`(label: String) {
        #expect(WellPosition(label) == nil)
    }
}

@Suite struct PairTests {
    @Test func `a pair is the same in either order`() throws {
        let pair = try #require(Pair(Gene("MCL1"), Gene("BCL2L1")))
        #expect(pair == Pair(Gene("BCL2L1"), Gene("MCL1")))
        #expect(pair.first == Gene("BCL2L1"))
        #expect(Pair(Gene("A"), Gene("A")) == nil)
    }

    @Test func `columns number the upper triangle row by row`() throws {
        let index = PairIndex(genes: ["D", "B", "A", "C", "E"].map { Gene($0) })
        #expect(index.pairs.count == 10)
        #expect(Array(index.pairs) == index.pairs.sorted())
        for (column, pair) in index.pairs.enumerated() { #expect(index.column(of: pair) == column) }
        #expect(try index.column(of: #require(Pair(Gene("A"), Gene("Z")))) == nil)
    }

    @Test(arguments: [0, 1, 2, 3, 18_000])
    func `a column's genes are found at any size`(count: Int) {
        let index = PairIndex(genes: (0..<count).map { Gene("G\(100_000 + $0)") })
        let total = count * max(count - 1, 0) / 2
        #expect(index.members.count == total)
        // The ends of rows, where a rounded root would go wrong first.
        for i in [0, 1, 2, count / 3, count / 2, count - 3, count - 2] where i >= 0 && i < count - 1 {
            let first = i * count - i * (i + 1) / 2
            let start = index.members[first]
            let end = index.members[first + count - i - 2]
            #expect(start.i == i && start.j == i + 1)
            #expect(end.i == i && end.j == count - 1)
        }
    }
}

@Suite struct DecimalTextTests {
    @Test(arguments: [
        (0.0, 2, "0.00"), (-0.004, 2, "0.00"), (1.005, 1, "1.0"), (-12.345, 2, "-12.35"), (0.05, 3, "0.050"),
        (7.0, 0, "7"), (.nan, 2, "nan"), (-.infinity, 2, "-inf"),
    ])
    func `a number is written with its decimals`(value: Double, places: Int, text: String) {
        #expect(decimal(value, places) == text)
    }
}
