/// One node of the schema, as the file lists them: parents before their children.
struct SchemaElement {
    var physicalType: Int?
    var width = 0
    var repetition = 0
    var name = ""
    var children = 0
    var annotation = Annotation.none

    init(_ reader: inout CompactReader) throws(ParquetFault) {
        var last = 0
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 1: physicalType = try reader.integer(field)
            case 2: width = try reader.integer(field)
            case 3: repetition = try reader.integer(field)
            case 4: name = try reader.text(field)
            case 5: children = try reader.count(field)
            case 6:
                let old = try Annotation(convertedType: reader.integer(field))
                if annotation == .none { annotation = old }
            case 10:
                try reader.expectStructure(field)
                annotation = try Annotation(logicalType: &reader)
            default: try reader.skip(field)
            }
        }
    }
}

/// A column as it stands in every row group, and how it is read.
struct Leaf {
    /// The name of the outermost field, which is what a scientist calls the column.
    let name: String
    /// Why it cannot be read, or how.
    let reading: Result<Reading, ParquetFault>
    let physicalType: Int
    let optional: Bool
}

/// How stored values become those of a column.
enum Reading {
    case flag
    case int32
    case uint32
    case int64
    case uint64
    case float16
    case float
    case double
    case text

    var kind: ParquetContents.Kind {
        switch self {
        case .flag: .flags
        case .int32, .uint32, .int64, .uint64: .integers
        case .float16, .float, .double: .doubles
        case .text: .text
        }
    }
}

extension FileFooter {
    /// The columns, a leaf a chunk; nested ones are there to be counted and refused.
    func leaves(limits: ParquetLimits) throws(ParquetFault) -> [Leaf] {
        guard let root = schema.first else { throw .damaged("it does not name its columns") }
        var leaves: [Leaf] = []
        // The outermost field of the groups that are open, with the children still to come.
        var open = [(name: String?.none, left: root.children)]
        for element in schema.dropFirst() {
            while let last = open.last, last.left == 0 { open.removeLast() }
            guard let group = open.last else { throw .damaged("its columns do not add up") }
            open[open.count - 1].left -= 1
            let name = group.name ?? element.name
            if element.physicalType == nil {
                guard element.children > 0 else { throw .damaged("column '\(name)' has no type") }
                open.append((name, element.children))
                continue
            }
            guard element.children == 0 else { throw .damaged("column '\(name)' is value and group at once") }
            leaves.append(Leaf(element, name: name, nested: group.name != nil))
        }
        guard open.allSatisfy({ $0.left == 0 }) else { throw .damaged("its columns do not add up") }
        guard leaves.count <= limits.maximumColumns else {
            throw .tooLarge("more than \(limits.maximumColumns) columns")
        }
        return leaves
    }
}

extension Leaf {
    init(_ element: SchemaElement, name: String, nested: Bool) {
        let type = element.physicalType ?? -1
        let reading: Result<Reading, ParquetFault>
        if nested || element.repetition == 2 {
            reading = .failure(
                .unsupported(
                    reason: "The column holds lists or nested fields, not one value a row.",
                    remedy: """
                        Write one column a number, feature_0, feature_1 and so on; with pandas: \
                        pd.DataFrame(df['\(name)'].tolist()).add_prefix('feature_').
                        """
                )
            )
        } else {
            reading = Leaf.reading(of: element, type: type)
        }
        self.init(name: name, reading: reading, physicalType: type, optional: element.repetition == 1)
    }

    private static func reading(of element: SchemaElement, type: Int) -> Result<Reading, ParquetFault> {
        switch (type, element.annotation) {
        case (_, .refused(let what)): return .failure(refusal("The column holds \(what)."))
        case (0, _): return .success(.flag)
        case (1, .unsigned): return .success(.uint32)
        case (1, _): return .success(.int32)
        case (2, .unsigned): return .success(.uint64)
        case (2, _): return .success(.int64)
        case (4, _): return .success(.float)
        case (5, _): return .success(.double)
        // Some writers do not mark text; bytes that are no text are refused when they are read.
        case (6, _): return .success(.text)
        case (7, .float16) where element.width == 2: return .success(.float16)
        case (3, _): return .failure(refusal("The column holds times in a form given up long ago (INT96)."))
        case (7, _): return .failure(refusal("The column holds raw bytes of fixed length."))
        default: return .failure(.damaged("a column has an unknown type, \(type)"))
        }
    }

    private static func refusal(_ reason: String) -> ParquetFault {
        .unsupported(reason: reason, remedy: "Leave the column out, or write it as numbers or text.")
    }
}
