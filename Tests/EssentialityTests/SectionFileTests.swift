import Testing

@testable import Essentiality

@Suite struct SectionFileTests {
    private func file() -> [UInt8] {
        var writer = SectionWriter()
        writer.add("numbers", [1.5, -2, .infinity])
        writer.add("nothing", [Float]())
        writer.add("words", texts: ["", "größer", "b"])
        writer.add("bytes", [UInt8](repeating: 7, count: 65))
        return writer.bytes
    }

    private func reader(_ bytes: [UInt8]) throws -> SectionReader {
        try SectionReader(ModelBytes(copying: bytes))
    }

    private func faults(_ bytes: [UInt8]) -> Bool {
        do {
            let file = try reader(bytes)
            let _: UnsafeBufferPointer<Double> = try file.array("numbers", count: 3)
            _ = try file.texts("words")
            return false
        } catch { return error is ModelFault }
    }

    @Test func `sections come back, each at a multiple of 64 bytes`() throws {
        let bytes = file()
        let file = try reader(bytes)
        let numbers: UnsafeBufferPointer<Double> = try file.array("numbers", count: 3)
        #expect(Array(numbers) == [1.5, -2, .infinity])
        let nothing: UnsafeBufferPointer<Float> = try file.array("nothing", count: 0)
        #expect(nothing.isEmpty)
        #expect(try file.texts("words") == ["", "größer", "b"])
        let last: UnsafeBufferPointer<UInt8> = try file.array("bytes")
        #expect(last.count == 65 && last.allSatisfy { $0 == 7 })
        for section in sections(of: bytes) { #expect(section.from % 64 == 0) }
    }

    @Test func `a section that is missing or of another length is a fault`() throws {
        let file = try reader(file())
        #expect(throws: ModelFault.self) { let _: UnsafeBufferPointer<Double> = try file.array("none") }
        #expect(throws: ModelFault.self) {
            let _: UnsafeBufferPointer<Double> = try file.array("numbers", count: 2)
        }
        // 65 bytes are no whole number of doubles.
        #expect(throws: ModelFault.self) { let _: UnsafeBufferPointer<Double> = try file.array("bytes") }
        #expect(throws: ModelFault.self) { _ = try file.texts("numbers") }
    }

    @Test func `a file that is cut off anywhere is a fault`() {
        let bytes = file()
        #expect(!faults(bytes))
        // Up to the end of the words, which is as far as this reads.
        let end = sections(of: bytes).first { $0.name == "bytes" }.map { $0.from + 65 } ?? 0
        for count in 0..<end { #expect(faults(Array(bytes.prefix(count)))) }
    }

    @Test func `another magic, too many sections and places outside the file are faults`() {
        let bytes = file()
        for place in 0..<8 {
            var other = bytes
            other[place] ^= 1
            #expect(faults(other))
        }
        for value in [UInt64.max, 1 << 62, 1_001, 1_000, 0] {
            #expect(faults(writing(value, at: 8, of: bytes)))
        }
        for value in [UInt64.max, UInt64(Int.max), 1 << 40, UInt64(bytes.count) + 64, 65] {
            #expect(faults(writing(value, at: 16 + 24, of: bytes)))
            #expect(faults(writing(value, at: 16 + 32, of: bytes)))
        }
    }

    @Test func `texts whose ends fall or lie outside are a fault`() throws {
        let bytes = file()
        let ends = try #require(sections(of: bytes).first { $0.name == "words.ends" })
        var falling = bytes
        falling[ends.from] = 200
        #expect(faults(falling))
        falling[ends.from] = 9
        #expect(faults(falling))
        var outside = bytes
        outside[ends.from + 11] = 0xFF
        #expect(faults(outside))
    }

    @Test func `bytes are given back when the last reader goes`() throws {
        final class Flag: @unchecked Sendable { var isSet = false }
        let flag = Flag()
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 64, alignment: 64)
        defer { memory.deallocate() }
        var owner: ModelBytes? = ModelBytes(UnsafeRawBufferPointer(memory)) { flag.isSet = true }
        #expect(owner?.bytes.count == 64 && !flag.isSet)
        owner = nil
        #expect(flag.isSet)
    }
}

/// Where a file's table says that its sections are.
func sections(of bytes: [UInt8]) -> [(name: String, entry: Int, from: Int, size: Int)] {
    func number(_ place: Int) -> Int {
        (0..<8).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
    }
    return (0..<number(8)).map { section in
        let entry = 16 + 40 * section
        let name = String(decoding: bytes[entry..<(entry + 24)].prefix { $0 != 0 }, as: UTF8.self)
        return (name, entry, number(entry + 24), number(entry + 32))
    }
}

/// The bytes with a number of 8 bytes at a place.
func writing(_ value: UInt64, at place: Int, of bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for byte in 0..<8 { bytes[place + byte] = UInt8(truncatingIfNeeded: value >> (8 * UInt64(byte))) }
    return bytes
}
