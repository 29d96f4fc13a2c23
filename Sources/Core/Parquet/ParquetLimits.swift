/// How much a Parquet file may ask of the machine before it is refused.
package struct ParquetLimits: Sendable, Hashable {
    /// Bytes of pages, packed and unpacked, and of the columns made from them, all together.
    package var maximumBytes: Int
    package var maximumColumns: Int
    /// Rows × columns read.
    package var maximumCells: Int

    package init(
        maximumBytes: Int = 1 << 30,
        maximumColumns: Int = 100_000,
        maximumCells: Int = 50_000_000
    ) {
        precondition(maximumBytes > 0 && maximumColumns > 0 && maximumCells > 0, "a limit of nothing")
        self.maximumBytes = maximumBytes
        self.maximumColumns = maximumColumns
        self.maximumCells = maximumCells
    }

    /// A gibibyte: some fifty 1536-well plates of 1,024 features.
    package static let standard = ParquetLimits()
}

/// What is left of the bytes that one file may cost.
///
/// Pages are charged as they are visited, too, so that a footer which lists the same page a million
/// times ends at the limit and not in an afternoon.
final class Budget {
    private var left: Int
    private let limit: Int

    init(_ limits: ParquetLimits) {
        left = limits.maximumBytes
        limit = limits.maximumBytes
    }

    func charge(_ bytes: Int) throws(ParquetFault) {
        guard bytes <= left else { throw .tooLarge("more than \(limit) bytes once unpacked") }
        left -= bytes
    }
}
