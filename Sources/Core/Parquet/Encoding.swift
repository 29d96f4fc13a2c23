/// How the values of a page are written.
enum Encoding: Int {
    case plain = 0
    /// The older name of `dictionary`; in the page of a dictionary itself, that of `plain`.
    case plainDictionary = 2
    case runLength = 3
    case bitPacked = 4
    case deltaBinaryPacked = 5
    case deltaLengthByteArray = 6
    case deltaByteArray = 7
    case dictionary = 8
    case byteStreamSplit = 9

    /// The encoding of that number in the format.
    static func known(_ code: Int) throws(ParquetFault) -> Encoding {
        guard let encoding = Encoding(rawValue: code) else {
            throw .unsupported(
                reason: "The values are written in a way that Pairwell does not know (encoding \(code)).",
                remedy: "Write the file again with the default encodings of pandas, pyarrow or polars."
            )
        }
        return encoding
    }

    /// This encoding for that kind of value is in no version of the format.
    var misplaced: ParquetFault { .damaged("a page is written in a way its values cannot be (\(self))") }
}
