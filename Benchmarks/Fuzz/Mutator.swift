import Statistics

/// Makes broken files of whole ones.
struct Mutator {
    /// How a kind of file is broken so that its reader gets far before it notices.
    enum Style {
        /// Mostly by characters.
        case text
        /// By bytes.
        case bytes
        /// Mostly in place, because everything in the file is found by its offset.
        case offsets
    }

    let seeds: [[UInt8]]
    let words: [[UInt8]]
    let style: Style
    var generator: SeededGenerator

    static let longest = 1 << 16

    mutating func next() -> [UInt8] {
        var bytes = seeds[generator.index(below: seeds.count)]
        // mostly few changes, so that the input gets far before it is refused
        let changes = 1 + min(generator.index(below: 8), generator.index(below: 8))
        for _ in 0..<changes { change(&bytes) }
        if bytes.count > Mutator.longest { bytes.removeLast(bytes.count - Mutator.longest) }
        return bytes
    }

    /// Broken contents in a whole wrapping, or a broken wrapping around whole contents.
    mutating func next(wrappedBy wrap: ([UInt8]) -> [UInt8]) -> [UInt8] {
        guard generator.index(below: 2) == 0 else { return wrap(next()) }
        var bytes = wrap(seeds[generator.index(below: seeds.count)])
        for _ in 0...generator.index(below: 4) { change(&bytes) }
        return bytes
    }

    private mutating func change(_ bytes: inout [UInt8]) {
        let isGentle = generator.index(below: 8) != 0
        switch style {
        case .text where isGentle: changeText(&bytes)
        case .offsets where isGentle: changeInPlace(&bytes)
        case .text, .bytes, .offsets: changeBytes(&bytes)
        }
    }

    private mutating func changeText(_ bytes: inout [UInt8]) {
        switch generator.index(below: 12) {
        case 0, 1: setByte(&bytes, among: Mutator.sharpCharacters)
        case 2:
            insert(
                (0...generator.index(below: 4)).map { _ in UInt8(32 + generator.index(below: 95)) },
                into: &bytes
            )
        case 3: remove(from: &bytes)
        case 4: copyWithin(&bytes)
        case 5: splice(&bytes)
        case 6, 7: insertWord(&bytes)
        case 8, 9: setNumber(&bytes)
        case 10: repeatPart(&bytes)
        default: moveLine(&bytes)
        }
    }

    private mutating func changeInPlace(_ bytes: inout [UInt8]) {
        switch generator.index(below: 8) {
        case 0, 1: flipBit(&bytes)
        case 2, 3: setByte(&bytes, among: Mutator.sharpBytes)
        case 4, 5: setLength(&bytes)
        case 6: overwrite(&bytes, with: part(of: bytes, atMost: 64))
        default: if !words.isEmpty { overwrite(&bytes, with: words[generator.index(below: words.count)]) }
        }
    }

    private mutating func changeBytes(_ bytes: inout [UInt8]) {
        switch generator.index(below: 16) {
        case 0, 1: flipBit(&bytes)
        case 2, 3: setByte(&bytes, among: Mutator.sharpBytes)
        case 4: insert(randomBytes(upTo: 8), into: &bytes)
        case 5: remove(from: &bytes)
        case 6: copyWithin(&bytes)
        case 7: splice(&bytes)
        case 8: bytes.removeLast(bytes.count - place(in: bytes))
        case 9, 10: setLength(&bytes)
        case 11, 12: insertWord(&bytes)
        case 13: setNumber(&bytes)
        case 14: repeatPart(&bytes)
        default: moveLine(&bytes)
        }
    }

    /// A place in the file or at its end; often near the beginning or the end, where formats keep their plan.
    private mutating func place(in bytes: [UInt8]) -> Int {
        let near = min(64, bytes.count)
        switch generator.index(below: 4) {
        case 0: return generator.index(below: near + 1)
        case 1: return bytes.count - generator.index(below: near + 1)
        default: return generator.index(below: bytes.count + 1)
        }
    }

    private mutating func range(in bytes: [UInt8], atMost longest: Int) -> Range<Int> {
        let start = place(in: bytes)
        let length = min(generator.index(below: longest) + 1, bytes.count - start)
        return start..<start + length
    }

    private mutating func part(of bytes: [UInt8], atMost longest: Int) -> [UInt8] {
        Array(bytes[range(in: bytes, atMost: longest)])
    }

    private mutating func randomBytes(upTo count: Int) -> [UInt8] {
        (0...generator.index(below: count)).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
    }

    private mutating func flipBit(_ bytes: inout [UInt8]) {
        let place = place(in: bytes)
        if place < bytes.count { bytes[place] ^= 1 << UInt8(generator.index(below: 8)) }
    }

    private mutating func setByte(_ bytes: inout [UInt8], among sharp: [UInt8]) {
        let place = place(in: bytes)
        if place < bytes.count { bytes[place] = sharp[generator.index(below: sharp.count)] }
    }

    private mutating func overwrite(_ bytes: inout [UInt8], with part: [UInt8]) {
        let start = place(in: bytes)
        guard start + part.count <= bytes.count else { return }
        bytes.replaceSubrange(start..<start + part.count, with: part)
    }

    private mutating func insertWord(_ bytes: inout [UInt8]) {
        if !words.isEmpty { insert(words[generator.index(below: words.count)], into: &bytes) }
    }

    private mutating func insert(_ word: [UInt8], into bytes: inout [UInt8]) {
        bytes.insert(contentsOf: word, at: place(in: bytes))
    }

    private mutating func remove(from bytes: inout [UInt8]) {
        bytes.removeSubrange(range(in: bytes, atMost: 64))
    }

    private mutating func copyWithin(_ bytes: inout [UInt8]) {
        insert(part(of: bytes, atMost: 256), into: &bytes)
    }

    /// The beginning of this file and the end of another.
    private mutating func splice(_ bytes: inout [UInt8]) {
        let other = seeds[generator.index(below: seeds.count)]
        bytes = Array(bytes[..<place(in: bytes)] + other[place(in: other)...])
    }

    /// A number of 1, 2, 4 or 8 bytes, either end first: counts, lengths and offsets.
    private mutating func setLength(_ bytes: inout [UInt8]) {
        let width = [1, 2, 4, 8][generator.index(below: 4)]
        let start = place(in: bytes)
        guard start + width <= bytes.count else { return }
        let value = Mutator.sharpNumbers[generator.index(below: Mutator.sharpNumbers.count)]
        let isReversed = generator.index(below: 4) == 0
        for index in 0..<width {
            let byte = UInt8(truncatingIfNeeded: value >> UInt64(8 * index))
            bytes[start + (isReversed ? width - 1 - index : index)] = byte
        }
    }

    /// Another number in place of one that is written in digits.
    private mutating func setNumber(_ bytes: inout [UInt8]) {
        var start = place(in: bytes)
        while start < bytes.count, !isDigit(bytes[start]) { start += 1 }
        var end = start
        while end < bytes.count, isDigit(bytes[end]) || bytes[end] == UInt8(ascii: ".") { end += 1 }
        guard start < end else { return }
        bytes.replaceSubrange(
            start..<end,
            with: Mutator.writtenNumbers[generator.index(below: Mutator.writtenNumbers.count)].utf8
        )
    }

    /// A part, up to a thousand times.
    private mutating func repeatPart(_ bytes: inout [UInt8]) {
        let part = range(in: bytes, atMost: 16)
        let copy = Array(bytes[part])
        let times = 1 << generator.index(below: 11)
        guard copy.count * times <= Mutator.longest else { return }
        bytes.insert(contentsOf: repeatElement(copy, count: times).joined(), at: part.lowerBound)
    }

    private mutating func moveLine(_ bytes: inout [UInt8]) {
        let start = place(in: bytes)
        guard let first = bytes[start...].firstIndex(of: 10),
            let second = bytes[(first + 1)...].firstIndex(of: 10)
        else { return }
        let line = Array(bytes[first..<second])
        bytes.removeSubrange(first..<second)
        if generator.index(below: 2) == 0 { insert(line, into: &bytes) }
    }

    private static let sharpCharacters = Array(" \t\r\n,;\"'.+-#:=/\\_[]{}()0aE".utf8)
    private static let sharpBytes: [UInt8] = [0, 1, 0x7F, 0x80, 0xFE, 0xFF] + sharpCharacters

    private static let sharpNumbers: [UInt64] = [
        0, 1, 2, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFF, 0x1_0000, 0xFF_FFFF, 0x7FFF_FFFF,
        0x8000_0000,
        0xFFFF_FFFF, 0x1_0000_0000, 0x7FFF_FFFF_FFFF_FFFF, 0x8000_0000_0000_0000, 0xFFFF_FFFF_FFFF_FFFF,
    ]

    private static let writtenNumbers = [
        "", "-1", "0", "00", "-0", "1e308", "1e309", "-1e-400", "nan", "inf", "NA", "0,5", "1.234.567,8",
        ".5", "5.",
        "1e", "0x10", "9223372036854775807", "9223372036854775808", "18446744073709551616",
        "123456789012345678901234567890", "0.1000000000000000055511151231257827", "٣", "1_000", "1 000",
    ]
}

private func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
