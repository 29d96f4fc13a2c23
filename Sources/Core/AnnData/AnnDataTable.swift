/// The wells and features of an h5ad file: `obs`, column by column, and one matrix.
package struct AnnDataTable: Sendable {
    package struct Column: Sendable, Hashable {
        package let name: String
        /// One a row.
        package let values: Values
    }

    package enum Values: Sendable, Hashable {
        /// Text, whole numbers as digits, yes and no as `True` and `False`; `nil` where nothing is known.
        case text([String?])
        /// Floating-point numbers, those of 4 bytes widened; NaN where nothing is known.
        case numbers([Double])

        var count: Int {
            switch self {
            case .text(let texts): texts.count
            case .numbers(let numbers): numbers.count
            }
        }
    }

    package let rowCount: Int
    /// The names of the rows, under the name that the file gives them, often `_index`.
    package let index: Column
    /// The columns of `obs` in the order of the file.
    package let columns: [Column]
    /// The names of `var`, or those of the columns of a matrix in `obsm`.
    package let features: [String]
    /// Rows × features, row-major; as the file has them, so NaN and infinities may be among them.
    package let matrix: [Double]
}
