import Testing

@testable import Tables

@Suite struct QuoteTests {
    @Test(arguments: [
        ("\"", "\""), ("\"\"", ""), ("\" 5\t\"", "5"), (" 5 ", "5"), ("\"5", "\"5"), ("", ""), ("\" ", "\""),
    ])
    func `only a pair of quotes is taken away`(cell: String, expected: String) {
        var cell = cell
        let found = cell.withUTF8 { bytes in
            let range = withoutQuotesAndBlanks(bytes.indices, in: bytes)
            return String(decoding: UnsafeBufferPointer(rebasing: bytes[range]), as: UTF8.self)
        }
        #expect(found == expected)
    }
}
