package import Screen

/// Reads the bytes of a dropped file as a table, by what they are and not by the file's name.
///
/// - **Text**: CSV, TSV and semicolon-separated (told from the header line, or from a first line `sep=;`), UTF-8
///   with or without a byte order mark or UTF-16 with one, with LF, CRLF or CR line ends and quotes as in RFC
///   4180. Numbers have a decimal point, or a decimal comma in the whole file. Blank lines are skipped, and rows of
///   blank cells at the end.
/// - **Parquet** of flat columns.
/// - **NumPy**: an `.npz` with the numbers and the wells' columns; an `.npy` holds numbers only.
/// - Any of these packed by gzip or zstd.
///
/// Throws a `Rejection` with one of the rules `empty-file`, `header-only`, `too-large`, `truncated-gzip`,
/// `corrupt-gzip`, `truncated-zstd`, `corrupt-zstd`, `zstd-window`, `not-utf8`, `not-text`, `wrong-separator`,
/// `duplicate-column`, `ragged-row`, `bad-quotes`, `mixed-decimals`, `ambiguous-decimals`,
/// `truncated-parquet`, `corrupt-parquet`, `parquet-unsupported`, `truncated-numpy`, `corrupt-numpy`,
/// `numpy-unsupported`, `truncated-zip`, `corrupt-zip`, `zip-unsupported`, `npz-contents` and
/// `matrix-without-wells`.
package enum TableReader {
    /// The table of a file that holds all of it.
    package static func read(
        _ bytes: [UInt8],
        limits: TableLimits = .standard
    ) throws(Rejection) -> Table {
        switch try contents(of: bytes, limits: limits) {
        case .table(let table): return table
        case .matrix(let matrix): throw withoutWells(matrix)
        }
    }

    /// What the file holds: a table, or numbers whose wells another file has to name.
    package static func contents(
        of bytes: [UInt8],
        limits: TableLimits = .standard
    ) throws(Rejection) -> TableContents {
        let unpacked = try unpacked(bytes, limits: limits)
        guard unpacked.count <= limits.maximumBytes else { throw limits.tooLarge }
        let contents = try sorted(unpacked, limits: limits)
        if contents.rowCount == 0 { throw noRows }
        return contents
    }

    static func unpacked(_ bytes: [UInt8], limits: TableLimits) throws(Rejection) -> [UInt8] {
        if Gzip.isGzip(bytes) { return try Gzip.decompress(bytes, limits: limits) }
        if Zstd.isZstd(bytes) { return try Zstd.decompress(bytes, limits: limits) }
        return bytes
    }

    private static func sorted(_ bytes: [UInt8], limits: TableLimits) throws(Rejection) -> TableContents {
        if ParquetColumns.isParquet(bytes) { return .table(try ParquetColumns.read(bytes, limits: limits)) }
        if NumPyHeader.isNumPy(bytes) { return .matrix(try NumPyArray(bytes, limits: limits).matrix()) }
        if ZipArchive.isZip(bytes) { return try NumPyArchive.read(bytes, limits: limits) }
        let text = UTF16Text.isUTF16(bytes) ? try UTF16Text.decoded(bytes, limits: limits) : bytes
        try TextEncoding.check(text)
        return .table(try TextReader.read(text, limits: limits))
    }

    private static func withoutWells(_ matrix: NumberMatrix) -> Rejection {
        Rejection(
            rule: "matrix-without-wells",
            reason:
                "The file holds \(matrix.rowCount) × \(matrix.columnCount) numbers, and nothing that names their "
                + "wells.",
            expected:
                "a CSV of the wells beside it, a line for each row of the array, or both in one .npz file",
            remedy:
                "Drop NAME.wells.csv together with NAME.npy, or save both with numpy.savez: "
                + "np.savez(file, embeddings=x, plate=p, well=w)."
        )
    }

    private static let noRows = Rejection(
        rule: "header-only",
        reason: "The file has columns and no row.",
        expected: "one row a well",
        remedy: "Check the export: nothing was written to it. Drop the file that has the rows."
    )
}

/// What a dropped file holds.
package enum TableContents: Sendable {
    case table(Table)
    case matrix(NumberMatrix)

    var rowCount: Int {
        switch self {
        case .table(let table): table.rowCount
        case .matrix(let matrix): matrix.rowCount
        }
    }
}
