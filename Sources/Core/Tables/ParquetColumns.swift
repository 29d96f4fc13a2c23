import Parquet
import Screen

/// Parquet files as tables.
enum ParquetColumns {
    static func isParquet(_ bytes: [UInt8]) -> Bool { ParquetReader.isParquet(bytes) }

    /// Throws the rules of `ParquetReader` and those of headers.
    static func read(_ bytes: [UInt8], limits: TableLimits) throws(Rejection) -> Table {
        let ownLimits = ParquetLimits(
            // Pages count packed and unpacked, and columns once more.
            maximumBytes: 2 * limits.maximumBytes,
            maximumColumns: limits.maximumColumns,
            maximumCells: limits.maximumCells
        )
        return try ParquetReader.withFile(bytes, limits: ownLimits) { file throws(Rejection) in
            let contents = file.contents
            let header = try CheckedHeader(contents.columns.map(\.name), limits: limits)
            let (cells, overflow) = contents.columns.count.multipliedReportingOverflow(by: contents.rowCount)
            guard !overflow, cells <= limits.maximumCells else { throw limits.tooManyCells }
            var columns: [ColumnCells] = []
            columns.reserveCapacity(contents.columns.count)
            let width = contents.columns.count { $0.kind == .doubles }
            let block = try RowBlock(rows: contents.rowCount, width: width) { rows throws(Rejection) in
                try file.forEachColumn { _, column throws(Rejection) in
                    switch column.values {
                    case .doubles(let values): columns.append(.numbers(rows.take(values)))
                    case .integers(let values, let filled): columns.append(.integers(values, filled: filled))
                    case .text(let values): columns.append(.text(values))
                    case .flags(let values): columns.append(.flags(values))
                    }
                }
            }
            return Table(
                header: header,
                rowCount: contents.rowCount,
                columns: columns,
                numbers: block.numbers,
                width: width,
                areFinite: block.areFinite
            )
        }
    }
}
