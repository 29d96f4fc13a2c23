package import Screen

/// Reads Parquet files of flat tables.
///
/// It reads FLOAT, DOUBLE, FLOAT16, INT32, INT64, BOOLEAN and UTF-8 text, in every encoding of the format
/// but bit-packed levels, in data pages of both versions, plain or packed by snappy, gzip or zstd. The
/// format is described at https://github.com/apache/parquet-format.
package enum ParquetReader {
    /// Whether the bytes start as a Parquet file does, encrypted ones too.
    package static func isParquet(_ bytes: [UInt8]) -> Bool {
        bytes.starts(with: FileFooter.magic) || bytes.starts(with: FileFooter.encryptedMagic)
    }

    /// The names and kinds of the columns, without their values.
    ///
    /// Throws `truncated-parquet`, `corrupt-parquet`, `parquet-unsupported` and `too-large`.
    package static func contents(
        of bytes: [UInt8],
        limits: ParquetLimits = .standard
    ) throws(Rejection) -> ParquetContents {
        try withFile(bytes, limits: limits) { $0.contents }
    }

    /// The table, or those of its columns that `columns` names; a name that the file does not have is
    /// passed over, and a column that is not wanted may be of any kind.
    ///
    /// Throws what `contents` throws, and `not-utf8`; never allocates much beyond `limits`, whatever the
    /// file claims to hold.
    package static func read(
        _ bytes: [UInt8],
        limits: ParquetLimits = .standard,
        columns: Set<String>? = nil
    ) throws(Rejection) -> ParquetTable {
        try withFile(bytes, limits: limits) { file throws(Rejection) in
            var read: [ParquetColumn] = []
            try file.forEachColumn(of: columns) { _, column throws(Rejection) in read.append(column) }
            let contents = file.contents
            return ParquetTable(
                columns: read,
                rowCount: contents.rowCount,
                keyValueMetadata: contents.keyValueMetadata
            )
        }
    }

    /// Lends the file, its footer read and checked, to `body`.
    ///
    /// Throws what `contents` throws, and what `body` throws.
    package static func withFile<Result>(
        _ bytes: [UInt8],
        limits: ParquetLimits = .standard,
        _ body: (ParquetFile) throws(Rejection) -> Result
    ) throws(Rejection) -> Result {
        try bytes.withUnsafeBufferPointer { buffer throws(Rejection) in
            try body(ParquetFile(UnsafeRawBufferPointer(buffer), limits: limits))
        }
    }
}
