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
        var described: Kind?
        var last = 0
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 1: type = try reader.integer(field)
            case 2: unpackedSize = try reader.count(field)
            case 3: size = try reader.count(field)
            case 4: checksum = try UInt32(truncatingIfNeeded: reader.integer(field))
            case 5:
                described = .dataV1
                try readDescription(.dataV1, &reader, field)
            case 7:
                described = .dictionary
                try readDescription(.dictionary, &reader, field)
            case 8:
                described = .dataV2
                try readDescription(.dataV2, &reader, field)
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
        guard kind == .other || described == kind else { throw .damaged("a page is not described") }
        cursor = reader.cursor
    }

    /// Reads what a page of that kind has of its own; the kinds number their fields differently.
    private mutating func readDescription(
        _ kind: Kind,
        _ reader: inout CompactReader,
        _ structure: CompactReader.Field
    ) throws(ParquetFault) {
        try reader.expectStructure(structure)
        var last = 0
        while let field = try reader.nextField(after: &last) {
            switch (kind, field.id) {
            case (_, 1): count = try reader.count(field)
            case (.dataV1, 2), (.dictionary, 2), (.dataV2, 4): encoding = try .known(reader.integer(field))
            case (.dataV1, 3): levelEncoding = try .known(reader.integer(field))
            case (.dataV2, 5): definitionBytes = try reader.count(field)
            case (.dataV2, 6): repetitionBytes = try reader.count(field)
            case (.dataV2, 7): isPacked = try reader.flag(field)
            default: try reader.skip(field)
            }
        }
    }
}
