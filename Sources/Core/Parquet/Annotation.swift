/// What a column's stored numbers or bytes stand for, as far as reading depends on it.
enum Annotation: Equatable {
    case none
    case unsigned
    case float16
    /// Nothing that a table of wells can use; the words end `The column holds …`.
    case refused(String)

    /// The older way to say it.
    init(convertedType code: Int) {
        switch code {
        case 5: self = .refused("decimal fractions of fixed scale")
        case 11...14: self = .unsigned
        case 20: self = .refused("BSON documents")
        case 21: self = .refused("intervals of time")
        default: self = .none
        }
    }

    /// The newer way: a union, of which one field is set.
    init(logicalType reader: inout CompactReader) throws(ParquetFault) {
        self = .none
        var last = 0
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 5:
                self = .refused("decimal fractions of fixed scale")
                try reader.skip(field)
            case 10:
                try reader.expectStructure(field)
                if try Self.isUnsigned(&reader) { self = .unsigned }
            case 13:
                self = .refused("BSON documents")
                try reader.skip(field)
            case 15:
                self = .float16
                try reader.skip(field)
            default: try reader.skip(field)
            }
        }
    }

    private static func isUnsigned(_ reader: inout CompactReader) throws(ParquetFault) -> Bool {
        var unsigned = false
        var last = 0
        while let field = try reader.nextField(after: &last) {
            if field.id == 2 { unsigned = try !reader.flag(field) } else { try reader.skip(field) }
        }
        return unsigned
    }
}
