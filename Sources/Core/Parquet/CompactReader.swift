/// Reads Thrift's compact protocol, in which Parquet writes its footer and the headers of its pages.
///
/// The caller walks the fields of a struct and skips those it does not know. Lengths and counts are
/// checked against the bytes that are left; only `skip` recurses, to a fixed depth.
struct CompactReader {
    enum Kind: UInt8 {
        case yes = 1
        case no = 2
        case int8 = 3
        case int16 = 4
        case int32 = 5
        case int64 = 6
        case double = 7
        case binary = 8
        case list = 9
        case set = 10
        case map = 11
        case structure = 12
        case uuid = 13
    }

    struct Field {
        let id: Int
        let kind: Kind
    }

    private(set) var cursor: ByteCursor
    private static let deepest = 32

    init(_ cursor: ByteCursor) {
        self.cursor = cursor
    }

    /// The next field of the struct, or nil at its end; `last` is the number of the field before it.
    mutating func nextField(after last: inout Int) throws(ParquetFault) -> Field? {
        let header = try cursor.byte()
        if header == 0 { return nil }
        let kind = try Self.kind(header & 0x0F)
        let step = Int(header >> 4)
        if step > 0 {
            last += step
        } else {
            let id = try cursor.zigzag()
            guard let short = Int16(exactly: id) else { throw .damaged("a field has no valid number") }
            last = Int(short)
        }
        return Field(id: last, kind: kind)
    }

    mutating func integer(_ field: Field) throws(ParquetFault) -> Int {
        switch field.kind {
        case .int8: return try Int(Int8(bitPattern: cursor.byte()))
        case .int16, .int32, .int64: return try Int(cursor.zigzag())
        default: throw Self.wrongKind
        }
    }

    /// An integer that counts something.
    mutating func count(_ field: Field) throws(ParquetFault) -> Int {
        let value = try integer(field)
        guard value >= 0 else { throw .damaged("a count is below zero") }
        return value
    }

    func flag(_ field: Field) throws(ParquetFault) -> Bool {
        switch field.kind {
        case .yes: return true
        case .no: return false
        default: throw Self.wrongKind
        }
    }

    mutating func text(_ field: Field) throws(ParquetFault) -> String {
        guard field.kind == .binary else { throw Self.wrongKind }
        guard let text = try String(validating: binary(), as: UTF8.self) else {
            throw .damaged("a name is not UTF-8 text")
        }
        return text
    }

    /// How many structs the list holds; each then starts with `nextField`.
    mutating func structures(_ field: Field) throws(ParquetFault) -> Int {
        guard field.kind == .list else { throw Self.wrongKind }
        let (count, kind) = try listHeader()
        guard kind == .structure else { throw Self.wrongKind }
        return count
    }

    func expectStructure(_ field: Field) throws(ParquetFault) {
        guard field.kind == .structure else { throw Self.wrongKind }
    }

    mutating func skip(_ field: Field) throws(ParquetFault) {
        // In a struct, the field's header is the whole of a truth value.
        if field.kind == .yes || field.kind == .no { return }
        try skip(field.kind, depth: 0)
    }

    private mutating func skip(_ kind: Kind, depth: Int) throws(ParquetFault) {
        guard depth < Self.deepest else { throw .damaged("its description is nested too deeply") }
        switch kind {
        case .yes, .no, .int8: _ = try cursor.byte()
        case .int16, .int32, .int64: _ = try cursor.varint()
        case .double: _ = try cursor.take(8)
        case .uuid: _ = try cursor.take(16)
        case .binary: _ = try binary()
        case .list, .set:
            let (count, kind) = try listHeader()
            for _ in 0..<count { try skip(kind, depth: depth + 1) }
        case .map:
            let count = try length()
            guard count > 0 else { return }
            let kinds = try cursor.byte()
            let (key, value) = try (Self.kind(kinds >> 4), Self.kind(kinds & 0x0F))
            for _ in 0..<count {
                try skip(key, depth: depth + 1)
                try skip(value, depth: depth + 1)
            }
        case .structure:
            var last = 0
            while let field = try nextField(after: &last) {
                if field.kind != .yes && field.kind != .no { try skip(field.kind, depth: depth + 1) }
            }
        }
    }

    private mutating func binary() throws(ParquetFault) -> UnsafeRawBufferPointer {
        try cursor.take(length())
    }

    private mutating func listHeader() throws(ParquetFault) -> (count: Int, kind: Kind) {
        let header = try cursor.byte()
        let short = Int(header >> 4)
        let count = try short == 15 ? length() : short
        // Some writers give an empty list no kind.
        if count == 0 { return (0, .structure) }
        // Every element takes a byte at least.
        guard count <= cursor.remaining else { throw .endsEarly }
        return try (count, Self.kind(header & 0x0F))
    }

    /// A length that the bytes left can hold.
    private mutating func length() throws(ParquetFault) -> Int {
        guard let length = try Int(exactly: cursor.varint()), length <= cursor.remaining else {
            throw .endsEarly
        }
        return length
    }

    private static func kind(_ code: UInt8) throws(ParquetFault) -> Kind {
        guard let kind = Kind(rawValue: code) else { throw .damaged("its description cannot be read") }
        return kind
    }

    private static let wrongKind = ParquetFault.damaged("its description cannot be read")
}
