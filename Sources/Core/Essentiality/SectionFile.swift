/// Puts named arrays into one file, each where a computer can read it in place.
///
/// `PWMODEL2`, the number of sections, for each its name (24 bytes), where it begins and how many bytes it has
/// (8 bytes each, least byte first), then the sections, each at a multiple of 64 bytes.
package struct SectionWriter {
    static let magic = Array("PWMODEL2".utf8)
    static let nameLength = 24
    static let alignment = 64

    private var sections: [(name: String, bytes: [UInt8])] = []

    package init() {}

    package mutating func add<Value: BitwiseCopyable>(_ name: String, _ values: [Value]) {
        precondition(name.utf8.count <= Self.nameLength, "a section's name has up to 24 bytes")
        sections.append((name, values.withUnsafeBytes { Array($0) }))
    }

    /// Texts as their bytes one after the other, and where each ends.
    package mutating func add(_ name: String, texts: [String]) {
        var bytes: [UInt8] = []
        var ends: [UInt32] = []
        for text in texts {
            bytes += Array(text.utf8)
            ends.append(UInt32(bytes.count))
        }
        add(name, bytes)
        add("\(name).ends", ends)
    }

    package var bytes: [UInt8] {
        var header = Self.magic
        func number(_ value: Int) -> [UInt8] { withUnsafeBytes(of: UInt64(value).littleEndian) { Array($0) } }
        header += number(sections.count)
        var place = Self.aligned(header.count + sections.count * (Self.nameLength + 16))
        for (name, bytes) in sections {
            header += Array(name.utf8) + [UInt8](repeating: 0, count: Self.nameLength - name.utf8.count)
            header += number(place) + number(bytes.count)
            place = Self.aligned(place + bytes.count)
        }
        var file: [UInt8] = []
        file.reserveCapacity(place)
        file += header
        for (_, bytes) in sections {
            file += [UInt8](repeating: 0, count: Self.aligned(file.count) - file.count)
            file += bytes
        }
        return file
    }

    static func aligned(_ place: Int) -> Int { (place + alignment - 1) / alignment * alignment }
}

/// Why a model's file cannot be used.
package struct ModelFault: Error, Sendable, Hashable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}

/// Bytes that stay where they are for as long as this lives: a file mapped into memory, or an array.
package final class ModelBytes: @unchecked Sendable {
    // Nothing writes to the bytes, so that any thread may read them.
    package let bytes: UnsafeRawBufferPointer
    private let release: @Sendable () -> Void

    /// - Parameters:
    ///   - bytes: at a multiple of 64 bytes in memory.
    ///   - release: gives them back.
    package init(_ bytes: UnsafeRawBufferPointer, release: @escaping @Sendable () -> Void) {
        self.bytes = bytes
        self.release = release
    }

    /// A copy of bytes.
    package convenience init(copying array: [UInt8]) {
        let copy = UnsafeMutableRawBufferPointer.allocate(
            byteCount: array.count,
            alignment: SectionWriter.alignment
        )
        copy.copyBytes(from: array)
        let address = UInt(bitPattern: copy.baseAddress)
        self.init(UnsafeRawBufferPointer(copy)) { UnsafeMutableRawPointer(bitPattern: address)?.deallocate() }
    }

    deinit { release() }
}

/// Finds the arrays of a file that `SectionWriter` made, and checks that they are within it.
package struct SectionReader: Sendable {
    private let owner: ModelBytes
    private let places: [String: Range<Int>]

    /// - Throws: `ModelFault` where the bytes are no such file.
    package init(_ owner: ModelBytes) throws(ModelFault) {
        let bytes = owner.bytes
        let start = SectionWriter.magic.count + 8
        guard bytes.count >= start, bytes.prefix(SectionWriter.magic.count).elementsEqual(SectionWriter.magic)
        else {
            throw ModelFault("It is not a model of this version. Make it anew with 'pairwell train'.")
        }
        func number(_ place: Int) -> Int? {
            Int(exactly: UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)))
        }
        let entry = SectionWriter.nameLength + 16
        guard let count = number(SectionWriter.magic.count), count <= 1_000,
            start + count * entry <= bytes.count
        else { throw Self.broken }
        var places: [String: Range<Int>] = [:]
        for section in 0..<count {
            let place = start + section * entry
            let name = String(
                decoding: bytes[place..<(place + SectionWriter.nameLength)].prefix { $0 != 0 },
                as: UTF8.self
            )
            guard let from = number(place + SectionWriter.nameLength),
                let size = number(place + SectionWriter.nameLength + 8), from <= bytes.count,
                size <= bytes.count - from, from % SectionWriter.alignment == 0
            else { throw Self.broken }
            places[name] = from..<(from + size)
        }
        self.owner = owner
        self.places = places
    }

    static let broken = ModelFault(
        "The file is cut off or damaged. Copy it again, or make it anew with 'pairwell train'."
    )

    /// An array of so many values, where it lies.
    package func array<Value: BitwiseCopyable>(
        _ name: String,
        of type: Value.Type = Value.self,
        count: Int? = nil
    ) throws(ModelFault) -> UnsafeBufferPointer<Value> {
        guard let place = places[name], place.count % MemoryLayout<Value>.stride == 0,
            count.map({ $0 * MemoryLayout<Value>.stride == place.count }) ?? true
        else { throw Self.broken }
        let part = UnsafeRawBufferPointer(rebasing: owner.bytes[place])
        return part.bindMemory(to: Value.self)
    }

    package func texts(_ name: String) throws(ModelFault) -> [String] {
        let bytes: UnsafeBufferPointer<UInt8> = try array(name)
        let ends: UnsafeBufferPointer<UInt32> = try array("\(name).ends")
        var texts: [String] = []
        texts.reserveCapacity(ends.count)
        var start = 0
        for end in ends {
            guard Int(end) >= start, Int(end) <= bytes.count else { throw Self.broken }
            texts.append(String(decoding: bytes[start..<Int(end)], as: UTF8.self))
            start = Int(end)
        }
        return texts
    }
}
