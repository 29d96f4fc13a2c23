/// The description of the whole file, which stands at its end.
struct FileFooter {
    var schema: [SchemaElement] = []
    var rowCount = 0
    var rowGroups: [RowGroup] = []
    var keyValueMetadata: [String: String] = [:]

    static let magic: [UInt8] = Array("PAR1".utf8)
    static let encryptedMagic: [UInt8] = Array("PARE".utf8)

    /// Reads the footer of a whole file.
    init(of file: UnsafeRawBufferPointer, limits: ParquetLimits) throws(ParquetFault) {
        guard !file.suffix(4).elementsEqual(Self.encryptedMagic) else { throw Self.encrypted }
        guard file.count >= 12, file.suffix(4).elementsEqual(Self.magic) else { throw .truncated }
        guard file.prefix(4).elementsEqual(Self.magic) else { throw .damaged("its beginning is missing") }
        let length = Int(
            UInt32(littleEndian: file.loadUnaligned(fromByteOffset: file.count - 8, as: UInt32.self))
        )
        guard length <= file.count - 12 else { throw .endsEarly }
        let end = file.count - 8
        try self.init(
            CompactReader(ByteCursor(UnsafeRawBufferPointer(rebasing: file[end - length..<end]))),
            pages: 4..<end - length,
            limits: limits,
            budget: Budget(limits)
        )
    }

    private init(
        _ start: CompactReader,
        pages: Range<Int>,
        limits: ParquetLimits,
        budget: Budget
    ) throws(ParquetFault) {
        var reader = start
        var last = 0
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 2:
                let count = try reader.structures(field)
                // Groups of nested columns are elements, too.
                guard count / 4 <= limits.maximumColumns else {
                    throw .tooLarge("more than \(limits.maximumColumns) columns")
                }
                try budget.charge(count * MemoryLayout<SchemaElement>.stride)
                for _ in 0..<count { try schema.append(SchemaElement(&reader)) }
            case 3: rowCount = try reader.count(field)
            case 4:
                let count = try reader.structures(field)
                // A byte may be a whole group, or a whole chunk of one.
                try budget.charge(count * MemoryLayout<RowGroup>.stride)
                for _ in 0..<count { try rowGroups.append(RowGroup(&reader, pages: pages, budget: budget)) }
            case 5:
                for _ in 0..<(try reader.structures(field)) { try readNote(&reader) }
            case 8: throw Self.encrypted
            default: try reader.skip(field)
            }
        }
    }

    private mutating func readNote(_ reader: inout CompactReader) throws(ParquetFault) {
        var key = ""
        var value = ""
        var last = 0
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 1: key = try reader.text(field)
            case 2: value = try reader.text(field)
            default: try reader.skip(field)
            }
        }
        if keyValueMetadata[key] == nil { keyValueMetadata[key] = value }
    }

    private static let encrypted = ParquetFault.unsupported(
        reason: "The Parquet file is encrypted.",
        remedy: "Write it without encryption."
    )
}

/// A stretch of rows, with one chunk a column.
struct RowGroup {
    var chunks: [ColumnChunk] = []
    var rowCount = 0

    init(_ reader: inout CompactReader, pages: Range<Int>, budget: Budget) throws(ParquetFault) {
        var last = 0
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 1:
                let count = try reader.structures(field)
                try budget.charge(count * MemoryLayout<ColumnChunk>.stride)
                chunks.reserveCapacity(min(count, 4096))
                for _ in 0..<count { try chunks.append(ColumnChunk(&reader, pages: pages)) }
            case 3: rowCount = try reader.count(field)
            default: try reader.skip(field)
            }
        }
    }
}
