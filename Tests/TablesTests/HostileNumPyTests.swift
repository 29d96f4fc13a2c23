import FoundationEssentials
import Screen
import Tables
import TestSupport
import Testing

struct HostileNumPyTests {
    private let six = bytes(of: [1, 2, 3, 4, 5, 6])

    @Test func `arrays in either order and of either byte order are the same numbers`() throws {
        #expect(try matrix(NumPyBytes(body: six).bytes).values == [1, 2, 3, 4, 5, 6])
        #expect(try matrix(NumPyBytes(fortran: "True", body: six).bytes).values == [1, 3, 5, 2, 4, 6])
        let kinds: [(String, Int, (Int) -> Int)] = [
            ("i1", 1, { $0 }), ("u1", 1, { $0 }), ("i2", 2, { $0 }), ("u2", 2, { $0 }), ("i4", 4, { $0 }),
            ("u4", 4, { $0 }), ("i8", 8, { $0 }), ("u8", 8, { $0 }),
            ("f2", 2, { [0, 0x3C00, 0x4000, 0x4200, 0x4400, 0x4500, 0x4600][$0] }),
            ("f4", 4, { Int(Float($0).bitPattern) }), ("f8", 8, { Int(Double($0).bitPattern) }),
        ]
        for (kind, width, bits) in kinds {
            for (order, isBig) in [("<", false), (">", true), ("|", false), ("=", false)] {
                for version: UInt8 in 1...3 {
                    let body = (1...6).flatMap { value -> [UInt8] in
                        let bytes = little(bits(value), width)
                        return isBig ? bytes.reversed() : bytes
                    }
                    let file = NumPyBytes(descr: "'\(order)\(kind)'", version: version, body: body)
                    #expect(try matrix(file.bytes).values == [1, 2, 3, 4, 5, 6], "\(order)\(kind)")
                }
            }
        }
        let negative = NumPyBytes(descr: "'|i1'", shape: "(1, 2)", body: [0xFF, 0x80])
        #expect(try matrix(negative.bytes).values == [-1, -128])
        let unsigned = NumPyBytes(descr: "'<u8'", shape: "(1, 1)", body: [UInt8](repeating: 0xFF, count: 8))
        #expect(try matrix(unsigned.bytes).values == [0x1p64])
    }

    @Test(arguments: ["f4.npy", "fortran.npy", "version-2.npy"])
    func `an array cut anywhere is refused as truncated`(file: String) throws {
        let whole = try Array(fixture(file))
        for length in 6..<whole.count {
            #expect(rejection(Array(whole[..<length]))?.rule == "truncated-numpy", "cut to \(length)")
        }
        #expect(rejection(whole + [0])?.rule == "corrupt-numpy")
    }

    @Test(arguments: [
        "(1152921504606846976, 2)", "(4294967296, 4294967296)", "(9223372036854775807, 9223372036854775807)",
        "(9223372036854775807, 1)", "(99999999999999999999, 1)", "(-2, 3)", "(2, 3", "2, 3", "(2, 3))",
        "[2, 3]",
        "(2, 3, 4)", "(6,)", "()", "(0, 1152921504606846976)",
        "(\(repeatElement("1, ", count: 40).joined()))",
    ])
    func `a shape that the values do not have is refused`(shape: String) {
        #expect(rejection(NumPyBytes(shape: shape, body: six).bytes) != nil)
    }

    @Test func `an array without rows is refused as such`() {
        #expect(rejection(NumPyBytes(shape: "(0, 3)").bytes)?.rule == "header-only")
    }

    @Test(arguments: [
        "'<f1'", "'<f16'", "'<c8'", "'<M8[ns]'", "'|V4'", "'<i3'", "'<i99999999999999999999'", "'<f'", "''",
        "'<'",
        "'<U0'", "'|S-1'", "[('a', '<f4')]", "'|O'",
    ])
    func `a kind of value that is no number or text is refused by name`(kind: String) {
        #expect(rejection(NumPyBytes(descr: kind, body: six).bytes)?.rule == "numpy-unsupported")
    }

    @Test(arguments: [
        "", "{", "{}", "{'descr': '<f8'}", "{'descr': '<f8', 'descr': '<f8', 'shape': (2, 3)}",
        "{'descr': '<f8', 'fortran_order': Perhaps, 'shape': (2, 3)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3)} + 1",
        "{'descr': <f8, 'fortran_order': False, 'shape': (2, 3)}", "{1: 2}", "\u{FF}\u{0}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), 'more': 1}",
    ])
    func `a description that is none is refused`(header: String) {
        let fault = rejection(NumPyBytes.file(header: header, body: six))
        #expect(fault?.rule == "corrupt-numpy")
    }

    @Test func `a description or version beyond all measure is refused`() {
        let long = [0x93] + Array("NUMPY".utf8) + [2, 0] + little(0x7FFF_FFFF, 4) + six
        #expect(rejection(long)?.rule == "corrupt-numpy")
        #expect(rejection(NumPyBytes(version: 9, body: six).bytes)?.rule == "numpy-unsupported")
        #expect(rejection(NumPyBytes(version: 0, body: six).bytes)?.rule == "numpy-unsupported")
    }

    @Test func `values that are not finite are told from numbers`() throws {
        let body = bytes(of: [1, .nan, .infinity, -.infinity, 5, 6])
        let wells = try read("well,plate\nA1,P\nA2,P\n")
        let table = try joined(matrix: matrix(NumPyBytes(body: body).bytes), wells: wells)
        #expect((2..<5).map { table.number(row: 0, column: $0) } == [1, nil, nil])
        #expect(table.text(row: 0, column: 3) == "nan")
        #expect(table.text(row: 0, column: 4) == "inf")
        #expect(table.text(row: 1, column: 2) == "-inf")
        #expect(throws: UnreadableNumber(row: 0, column: 3)) { try table.numbers(columns: [2, 3, 4]) }
        #expect(throws: UnreadableNumber(row: 1, column: 2)) { try table.numbers(row: 1, columns: [4, 2]) }
    }

    @Test func `wells that do not match the array are refused`() throws {
        let matrix = try matrix(NumPyBytes(body: six).bytes)
        func rule(_ wells: String, limits: TableLimits = .standard) throws -> String? {
            let wells = try read(wells)
            return #expect(throws: Rejection.self) {
                try joined(matrix: matrix, wells: wells, limits: limits)
            }?.rule
        }
        #expect(try rule("well\nA1\n") == "matrix-rows")
        #expect(try rule("well\nA1\nA2\nA3\n") == "matrix-rows")
        #expect(try rule("well,feature_1\nA1,1\nA2,2\n") == "duplicate-column")
        #expect(try rule("well\nA1\nA2\n", limits: TableLimits(maximumCells: 7)) == "too-large")
        #expect(try rule("well\nA1\nA2\n", limits: TableLimits(maximumColumns: 3)) == "too-large")
    }

    @Test func `an array beyond the limits is refused`() {
        let limits = TableLimits(maximumCells: 5)
        #expect(rejection(NumPyBytes(body: six).bytes, limits: limits)?.rule == "too-large")
        let bytes = TableLimits(maximumBytes: 100)
        #expect(rejection(NumPyBytes(body: six).bytes, limits: bytes)?.rule == "too-large")
        // A million empty strings would cost sixteen million bytes.
        let text = NumPyBytes(
            descr: "'|S1'",
            shape: "(1000000,)",
            body: [UInt8](repeating: 0, count: 1_000_000)
        )
        let zip = ZipBytes([.init("well.npy", text.bytes)]).bytes
        #expect(rejection(zip, limits: TableLimits(maximumBytes: 1 << 23))?.rule == "too-large")
    }

    private func matrix(_ bytes: [UInt8]) throws -> NumberMatrix {
        guard case .matrix(let matrix) = try TableReader.contents(of: bytes) else {
            throw Rejection(rule: "no-matrix", reason: "", expected: "", remedy: "")
        }
        return matrix
    }
}
