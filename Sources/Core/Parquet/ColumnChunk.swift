/// Where one column's values of one row group are, and how they are packed.
struct ColumnChunk {
    private(set) var physicalType = 0
    private(set) var codec = Codec.plain
    private(set) var valueCount = 0
    /// The bytes of its pages, within the file.
    private(set) var bytes = 0..<0
    /// Why it cannot be read, if so; thrown only when the column is wanted.
    private(set) var fault: ParquetFault?

    private var dataOffset: Int?
    private var dictionaryOffset: Int?
    private var size: Int?

    init(_ reader: inout CompactReader, pages: Range<Int>) throws(ParquetFault) {
        var last = 0
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 1:
                _ = try reader.text(field)
                fault = .unsupported(
                    reason: "The values are in another file.",
                    remedy: "Write the table into one file."
                )
            case 3:
                try reader.expectStructure(field)
                try readMetadata(&reader)
            case 8, 9:
                try reader.skip(field)
                fault = .unsupported(
                    reason: "The column is encrypted.",
                    remedy: "Write it without encryption."
                )
            default: try reader.skip(field)
            }
        }
        try place(within: pages)
    }

    private mutating func readMetadata(_ reader: inout CompactReader) throws(ParquetFault) {
        var last = 0
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 1: physicalType = try reader.integer(field)
            case 4:
                let code = try reader.integer(field)
                if let known = Codec(rawValue: code) {
                    codec = known
                } else {
                    fault = Codec.refusal(of: code)
                }
            case 5: valueCount = try reader.count(field)
            case 7: size = try reader.count(field)
            case 9: dataOffset = try reader.count(field)
            case 11: dictionaryOffset = try reader.count(field)
            default: try reader.skip(field)
            }
        }
    }

    private mutating func place(within pages: Range<Int>) throws(ParquetFault) {
        if fault != nil || valueCount == 0 { return }
        guard let dataOffset, let size else { throw .damaged("a column has no place in the file") }
        // Some writers put 0 where there is no dictionary.
        let start = min(dataOffset, dictionaryOffset.flatMap { $0 > 0 ? $0 : nil } ?? dataOffset)
        guard pages.contains(start), size <= pages.upperBound - start else {
            throw .damaged("a column lies outside the file")
        }
        bytes = start..<start + size
    }
}
