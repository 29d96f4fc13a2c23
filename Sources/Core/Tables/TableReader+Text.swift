package import Screen

extension TableReader {
    /// The text of a file that holds a text table, unpacked and in UTF-8; `nil` for Parquet, NumPy and the like.
    ///
    /// For looking at lines before they are read as a table; `read` takes the text as it takes the file.
    /// - throws: what unpacking and decoding throw, such as `corrupt-gzip` or `too-large`.
    package static func text(
        of bytes: [UInt8],
        limits: TableLimits = .standard
    ) throws(Rejection) -> [UInt8]? {
        let unpacked = try unpacked(bytes, limits: limits)
        guard unpacked.count <= limits.maximumBytes else { throw limits.tooLarge }
        if UTF16Text.isUTF16(unpacked) { return try UTF16Text.decoded(unpacked, limits: limits) }
        let isBinary =
            ParquetColumns.isParquet(unpacked) || NumPyHeader.isNumPy(unpacked) || ZipArchive.isZip(unpacked)
        return isBinary || unpacked.prefix(512).contains(0) ? nil : unpacked
    }
}
