/// How much an h5ad file may ask of the machine before it is refused.
package struct AnnDataLimits: Sendable, Hashable {
    /// Bytes of the arrays that are made from the file, all together.
    package var maximumBytes: Int
    /// Columns of `obs` and features together.
    package var maximumColumns: Int
    /// Rows × columns; also the entries that a sparse matrix may list.
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

    /// A gibibyte of arrays, and as many cells as a table of text may have.
    package static let standard = AnnDataLimits()
}
