import Screen

/// What `numpy.savez` wrote: named arrays.
///
/// One of two dimensions holds the numbers, a row a well. Lists as long as it has rows are columns; a list of
/// text as long as it has columns (or named `features`, `feature_names` or `columns`) names those; a single
/// value stands for every row.
enum NumPyArchive {
    /// Throws the rules of `ZipArchive` and `NumPyArray`, `not-text` for another kind of archive, `npz-contents`
    /// where the arrays make no table, and the rules of headers.
    static func read(_ bytes: [UInt8], limits: TableLimits) throws(Rejection) -> TableContents {
        let archive = try ZipArchive(bytes, limits: limits)
        let isWorkbook = archive.entries.contains { $0.name == "[Content_Types].xml" }
        guard !archive.entries.isEmpty, archive.entries.allSatisfy({ $0.name.hasSuffix(".npy") }) else {
            throw Rejection(
                rule: "not-text",
                reason: isWorkbook
                    ? "The file is an Excel workbook, not a text table."
                    : "The file is a zip archive of something else than NumPy arrays.",
                expected: "CSV or TSV, plain or compressed with gzip or zstd, Parquet, or NumPy's .npz",
                remedy: "Export the table as CSV and drop that."
            )
        }
        var parts = Parts()
        var left = limits.maximumBytes
        for entry in archive.entries {
            // All of them together, so that an archive that lists the same bytes again and again ends.
            guard entry.size <= left else { throw limits.tooLarge }
            left -= entry.size
            let name = String(entry.name.dropLast(".npy".count))
            try parts.take(archive.unpack(entry, limits: limits), name: name, limits: limits)
        }
        return try parts.contents(limits: limits)
    }
}

/// The arrays of an archive, sorted by what they may be.
private struct Parts {
    private var matrix: (name: String, array: NumberMatrix)?
    private var lists: [(name: String, cells: ColumnCells, count: Int)] = []
    private var constants: [(name: String, text: String)] = []

    private static let featureNames: Set = ["features", "feature_names", "columns"]

    mutating func take(_ bytes: [UInt8], name: String, limits: TableLimits) throws(Rejection) {
        do throws(Rejection) {
            let array = try NumPyArray(bytes, limits: limits)
            switch array.shape.count {
            case 0:
                constants.append((name, try Self.constant(array)))
            case 1: lists.append((name, try Self.cells(of: array), array.count))
            case 2 where array.element.isNumber: try takeMatrix(array, name: name)
            default:
                throw Self.contents(
                    "The array has the shape \(array.shape) and the kind of values no table has."
                )
            }
        } catch {
            guard error.column == nil else { throw error }
            throw Rejection(
                rule: error.rule,
                reason: error.reason,
                column: name,
                expected: error.expected,
                remedy: error.remedy
            )
        }
    }

    func contents(limits: TableLimits) throws(Rejection) -> TableContents {
        guard let matrix else { return .table(try table(limits: limits)) }
        if lists.isEmpty, constants.isEmpty { return .matrix(matrix.array) }
        return .table(try table(limits: limits))
    }

    private mutating func takeMatrix(_ array: NumPyArray, name: String) throws(Rejection) {
        if let matrix {
            throw Self.contents(
                "The file holds two tables of numbers, '\(Rejection.shortened(matrix.name))' and "
                    + "'\(Rejection.shortened(name))'."
            )
        }
        let values = array.doubles()
        matrix = (name, NumberMatrix(rowCount: array.shape[0], columnCount: array.shape[1], values: values))
    }

    private func table(limits: TableLimits) throws(Rejection) -> Table {
        let features = featureList
        let columns = lists.indices.filter { $0 != features?.index }.map { lists[$0] }
        let rows = matrix?.array.rowCount ?? columns.first?.count ?? 0
        for list in columns where list.count != rows {
            throw Self.contents(
                "'\(Rejection.shortened(list.name))' has \(list.count) values where there are \(rows) rows."
            )
        }
        let width = matrix?.array.columnCount ?? 0
        let names =
            columns.map(\.name) + constants.map(\.name) + (features?.names ?? defaultFeatureNames(width))
        let header = try CheckedHeader(names, limits: limits)
        let (cells, overflow) = names.count.multipliedReportingOverflow(by: rows)
        guard !overflow, cells <= limits.maximumCells else { throw limits.tooManyCells }
        return Table(
            header: header,
            rowCount: rows,
            columns: columns.map(\.cells) + constants.map { .constant($0.text) }
                + (0..<width).map { .numbers($0) },
            numbers: matrix?.array.values ?? [],
            width: width
        )
    }

    /// The list that names the features: by its name, or by a length that no column has.
    private var featureList: (index: Int, names: [String])? {
        guard let matrix = matrix?.array else { return nil }
        let fitting = lists.indices.filter { index in
            guard case .text = lists[index].cells else { return false }
            return lists[index].count == matrix.columnCount
        }
        let named = fitting.first { Self.featureNames.contains(lists[$0].name.lowercased()) }
        guard let index = named ?? fitting.first(where: { lists[$0].count != matrix.rowCount }),
            case .text(let names) = lists[index].cells
        else { return nil }
        return (index, names.map { $0 ?? "" })
    }

    private static func cells(of array: NumPyArray) throws(Rejection) -> ColumnCells {
        array.element.kind == .float ? .doubles(array.doubles()) : try array.cells()
    }

    private static func constant(_ array: NumPyArray) throws(Rejection) -> String {
        try cells(of: array).text(row: 0)
    }

    private static func contents(_ reason: String) -> Rejection {
        Rejection(
            rule: "npz-contents",
            reason: reason,
            expected: "one table of numbers, and lists as long as it has rows or columns",
            remedy:
                "Save the embeddings and the wells' columns alone: np.savez(file, embeddings=x, plate=p, well=w)."
        )
    }
}
