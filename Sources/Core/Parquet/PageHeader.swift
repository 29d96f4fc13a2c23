/// How the values of a page are written.
enum Encoding: Int {
    case plain = 0
    /// The older name of `dictionary`; in the page of a dictionary itself, that of `plain`.
    case plainDictionary = 2
    case runLength = 3
    case bitPacked = 4
    case deltaBinaryPacked = 5
    case deltaLengthByteArray = 6
    case deltaByteArray = 7
    case dictionary = 8
    case byteStreamSplit = 9

    /// The encoding of that number in the format.
    static func known(_ code: Int) throws(ParquetFault) -> Encoding {
        guard let encoding = Encoding(rawValue: code) else {
            throw .unsupported(
                reason: "The values are written in a way that Pairwell does not know (encoding \(code)).",
                remedy: "Write the file again with the default encodings of pandas, pyarrow or polars."
            )
        }
        return encoding
    }

    /// This encoding for that kind of value is in no version of the format.
    var misplaced: ParquetFault { .damaged("a page is written in a way its values cannot be (\(self))") }
}

/// What stands before each page of a column.
struct PageHeader {
    enum Kind {
        case dictionary
        case dataV1
        case dataV2
        /// An index, or something of a later version: no values.
        case other
    }

    private(set) var kind = Kind.other
    private(set) var unpackedSize = 0
    private(set) var size = 0
    private(set) var checksum: UInt32?
    /// Rows, empty ones too, or the entries of a dictionary.
    private(set) var count = 0
    private(set) var encoding = Encoding.plain
    private(set) var levelEncoding = Encoding.runLength
    /// Of version 2: where the levels end, and whether what follows is packed.
    private(set) var definitionBytes = 0
    private(set) var repetitionBytes = 0
    private(set) var isPacked = true

    /// Reads the header and moves the cursor to the page's first byte.
    init(_ cursor: inout ByteCursor) throws(ParquetFault) {
        var reader = CompactReader(cursor)
        var type: Int?
        var described: Int?
        var last = 0
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 1: type = try reader.integer(field)
            case 2: unpackedSize = try reader.count(field)
            case 3: size = try reader.count(field)
            case 4: checksum = try UInt32(truncatingIfNeeded: reader.integer(field))
            case 5:
                try readDataV1(&reader, field)
                described = 0
            case 7:
                try readDictionary(&reader, field)
                described = 2
            case 8:
                try readDataV2(&reader, field)
                described = 3
            default: try reader.skip(field)
            }
        }
        switch type {
        case 0: kind = .dataV1
        case 2: kind = .dictionary
        case 3: kind = .dataV2
        case nil: throw .damaged("a page has no type")
        default: kind = .other
        }
        guard kind == .other || described == type else { throw .damaged("a page is not described") }
        cursor = reader.cursor
    }

    private mutating func readDataV1(
        _ reader: inout CompactReader,
        _ structure: CompactReader.Field
    ) throws(ParquetFault) {
        try reader.expectStructure(structure)
        var last = 0
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 1: count = try reader.count(field)
            case 2: encoding = try .known(reader.integer(field))
            case 3: levelEncoding = try .known(reader.integer(field))
            default: try reader.skip(field)
            }
        }
    }

    private mutating func readDictionary(
        _ reader: inout CompactReader,
        _ structure: CompactReader.Field
    ) throws(ParquetFault) {
        try reader.expectStructure(structure)
        var last = 0
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 1: count = try reader.count(field)
            case 2: encoding = try .known(reader.integer(field))
            default: try reader.skip(field)
            }
        }
    }

    private mutating func readDataV2(
        _ reader: inout CompactReader,
        _ structure: CompactReader.Field
    ) throws(ParquetFault) {
        try reader.expectStructure(structure)
        var last = 0
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 1: count = try reader.count(field)
            case 4: encoding = try .known(reader.integer(field))
            case 5: definitionBytes = try reader.count(field)
            case 6: repetitionBytes = try reader.count(field)
            case 7: isPacked = try reader.flag(field)
            default: try reader.skip(field)
            }
        }
    }
}
