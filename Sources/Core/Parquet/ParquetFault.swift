import Screen

/// Why decoding stopped, before anyone knows in which column.
enum ParquetFault: Error {
    /// The file has no end.
    case truncated
    /// The sentence's middle: `the file is damaged: <what>`.
    case damaged(String)
    case unsupported(reason: String, remedy: String)
    /// The sentence's end: `The file holds <what>`.
    case tooLarge(String)
    case notText

    static let endsEarly = ParquetFault.damaged("a part is shorter than the file says")
}

extension Rejection {
    /// The fault in words for the person who dropped the file.
    init(_ fault: ParquetFault, column: String? = nil) {
        let again = "Copy the file again; if it is damaged where it was made, write it again."
        switch fault {
        case .truncated:
            self.init(
                rule: "truncated-parquet",
                reason: "The Parquet file stops in the middle: its end is missing.",
                column: column,
                expected: "a whole Parquet file, which ends in PAR1",
                remedy: "Copy the file again; if it is short where it was made, write it again."
            )
        case .damaged(let what):
            self.init(
                rule: "corrupt-parquet",
                reason: "The Parquet file is damaged: \(what).",
                column: column,
                expected: "a whole Parquet file",
                remedy: again
            )
        case .unsupported(let reason, let remedy):
            self.init(
                rule: "parquet-unsupported",
                reason: reason,
                column: column,
                expected: "columns of numbers, text or yes/no, plain or packed by snappy, gzip or zstd",
                remedy: remedy
            )
        case .tooLarge(let what):
            self.init(
                rule: "too-large",
                reason: "The file holds \(what).",
                column: column,
                expected: "a file within the limits, counted after unpacking",
                remedy: "Split the file, a plate or a few plates each, and drop the parts."
            )
        case .notText:
            self.init(
                rule: "not-utf8",
                reason: "The column holds bytes that are not UTF-8 text.",
                column: column,
                expected: "text in UTF-8",
                remedy: "Leave the column out, or write it as text."
            )
        }
    }
}
