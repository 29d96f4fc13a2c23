import Agent
import Screen
import Testing

/// JSON on which the decoder itself would end the program.
@Suite struct NestedJSONTests {
    @Test(arguments: [257, 512, 513, 514, 100_000])
    func `brackets without end are a fault of the file`(depth: Int) {
        let text = [UInt8](repeating: UInt8(ascii: "["), count: depth)
        #expect(isNestedTooDeep(text))
        #expect(throws: DecodingError.self) { try Sidecar(json: text) }
        #expect(throws: InvalidProfile.self) { try ReadingProfileFile.profile(in: text) }
    }

    @Test func `brackets side by side are not deep`() {
        let text = Array(String(repeating: "[{}],", count: 1_000).utf8)
        #expect(!isNestedTooDeep(text))
    }
}
