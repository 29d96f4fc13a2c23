/// What a Parquet file holds, column by column.
package struct ParquetTable: Sendable {
    /// In the order of the file, each of `rowCount` values.
    package let columns: [ParquetColumn]
    package let rowCount: Int
    /// Notes that the writer left, such as the `pandas` description of the index; the first of a name.
    package let keyValueMetadata: [String: String]

    /// The first column of that name.
    package func column(named name: String) -> ParquetColumn? {
        columns.first { $0.name == name }
    }
}

/// One column under the name that the file gives it; names need not differ.
package struct ParquetColumn: Sendable {
    package let name: String
    package let values: ParquetValues
}

/// The values of one column, a value a row.
package enum ParquetValues: Sendable {
    /// FLOAT, DOUBLE and FLOAT16; an empty cell is NaN.
    case doubles([Double])
    /// INT32 and INT64, signed or not; dates and times are the counts of days or seconds' fractions that
    /// the file holds. Where `filled` is false the cell is empty and its number 0; nil when none is.
    case integers([Int64], filled: [Bool]?)
    /// BYTE_ARRAY that is UTF-8; an empty cell is nil.
    case text([String?])
    /// BOOLEAN; an empty cell is nil.
    case flags([Bool?])

    package var count: Int {
        switch self {
        case .doubles(let values): values.count
        case .integers(let values, _): values.count
        case .text(let values): values.count
        case .flags(let values): values.count
        }
    }
}

/// What a Parquet file says it holds, without reading a value.
package struct ParquetContents: Sendable {
    package struct Column: Sendable {
        package let name: String
        /// nil when the column cannot be read; `ParquetReader.read` then says why.
        package let kind: Kind?
    }

    package enum Kind: Sendable, Hashable {
        case doubles
        case integers
        case text
        case flags
    }

    package let columns: [Column]
    package let rowCount: Int
    package let keyValueMetadata: [String: String]
}
