/// How the bytes of one physical type become the values of a column.
protocol ValueKind {
    associatedtype Value

    /// What stands in a row without a value.
    static var empty: Value { get }

    /// The fewest bytes that can hold `count` values; 0 where runs can hold any number.
    static func leastBytes(of count: Int, in encoding: Encoding) -> Int

    /// Fills `values`, all of them, from a page that does not use a dictionary.
    static func read(
        _ bytes: UnsafeRawBufferPointer,
        _ encoding: Encoding,
        into values: UnsafeMutableBufferPointer<Value>,
        budget: Budget
    ) throws(ParquetFault)
}

/// Numbers of a fixed width.
protocol FixedKind: ValueKind {
    associatedtype Bits: FixedWidthInteger & UnsignedInteger
    static func value(_ bits: Bits) -> Value
    /// Whether differences may be stored; only integers have them.
    static var hasDeltas: Bool { get }
}

extension FixedKind {
    private static var width: Int { MemoryLayout<Bits>.size }

    static var hasDeltas: Bool { false }

    static func leastBytes(of count: Int, in encoding: Encoding) -> Int {
        encoding == .plain || encoding == .byteStreamSplit ? count * width : 0
    }

    static func read(
        _ bytes: UnsafeRawBufferPointer,
        _ encoding: Encoding,
        into values: UnsafeMutableBufferPointer<Value>,
        budget: Budget
    ) throws(ParquetFault) {
        switch encoding {
        case .plain: try readPlain(bytes, into: values)
        case .byteStreamSplit: try readSplit(bytes, into: values)
        case .deltaBinaryPacked where hasDeltas: try readDeltas(bytes, into: values)
        default: throw encoding.misplaced
        }
    }

    private static func readPlain(
        _ bytes: UnsafeRawBufferPointer,
        into values: UnsafeMutableBufferPointer<Value>
    ) throws(ParquetFault) {
        guard bytes.count >= values.count * width else { throw .endsEarly }
        for index in values.indices {
            let bits = bytes.loadUnaligned(fromByteOffset: index &* width, as: Bits.self)
            values[index] = value(Bits(littleEndian: bits))
        }
    }

    /// First the lowest byte of every value, then the next of every value, and so on.
    private static func readSplit(
        _ bytes: UnsafeRawBufferPointer,
        into values: UnsafeMutableBufferPointer<Value>
    ) throws(ParquetFault) {
        let count = values.count
        guard bytes.count == count * width else {
            throw .damaged("a page does not hold as many values as it says")
        }
        for index in 0..<count {
            var bits: Bits = 0
            for place in 0..<width { bits |= Bits(bytes[place &* count &+ index]) &<< Bits(8 &* place) }
            values[index] = value(bits)
        }
    }

    private static func readDeltas(
        _ bytes: UnsafeRawBufferPointer,
        into values: UnsafeMutableBufferPointer<Value>
    ) throws(ParquetFault) {
        var reader = try DeltaReader(ByteCursor(bytes))
        guard reader.count == values.count else {
            throw .damaged("a page does not hold as many values as it says")
        }
        _ = try reader.read { place, number throws(ParquetFault) in
            values[place] = value(Bits(truncatingIfNeeded: number))
        }
    }
}

enum Int32Kind: FixedKind {
    static let empty: Int64 = 0
    static let hasDeltas = true
    static func value(_ bits: UInt32) -> Int64 { Int64(Int32(bitPattern: bits)) }
}

enum UInt32Kind: FixedKind {
    static let empty: Int64 = 0
    static let hasDeltas = true
    static func value(_ bits: UInt32) -> Int64 { Int64(bits) }
}

/// Signed, or unsigned if the caller then refuses what came out below zero.
enum Int64Kind: FixedKind {
    static let empty: Int64 = 0
    static let hasDeltas = true
    static func value(_ bits: UInt64) -> Int64 { Int64(bitPattern: bits) }
}

enum FloatKind: FixedKind {
    static let empty = Double.nan
    static func value(_ bits: UInt32) -> Double { Double(Float(bitPattern: bits)) }
}

enum DoubleKind: FixedKind {
    static let empty = Double.nan
    static func value(_ bits: UInt64) -> Double { Double(bitPattern: bits) }
}

enum Float16Kind: FixedKind {
    static let empty = Double.nan
    static func value(_ bits: UInt16) -> Double { double(ofHalf: bits) }
}
