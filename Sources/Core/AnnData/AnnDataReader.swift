package import Screen

/// Reads the bytes of an AnnData file (h5ad) as a table of wells.
///
/// Takes what anndata 0.7 and later write: `X` dense, CSR or CSC, of floating-point or whole numbers, or in its
/// place the one matrix in `obsm`; `obs` with columns of text, categories, numbers, yes and no, with or without
/// missing values; values packed by gzip or not at all. Nothing outside `bytes` is read: links, virtual datasets
/// and external storage are refused, and so is every other filter.
///
/// libhdf5 has known faults of memory on files made to harm it. Read files of strangers in a process of its own.
///
/// Throws a `Rejection` with one of the rules `corrupt-h5ad`, `not-anndata`, `h5ad-unsupported`, `h5ad-link`,
/// `many-embeddings`, `no-features`, `header-only`, `not-utf8` and `too-large`.
package enum AnnDataReader {
    package static func read(
        _ bytes: [UInt8],
        limits: AnnDataLimits = .standard
    ) throws(Rejection) -> AnnDataTable {
        try withHDF5(bytes) { root throws(Rejection) in
            let budget = Budget(limits)
            let wells = try readFrame("obs", in: root, limits, budget)
            let rows = wells.index.values.count
            guard rows > 0 else { throw noWells }
            let embedding = try readEmbedding(
                root,
                rows: rows,
                besides: wells.columns.count + 1,
                limits,
                budget
            )
            return AnnDataTable(
                rowCount: rows,
                index: wells.index,
                columns: wells.columns,
                features: embedding.features,
                matrix: embedding.matrix
            )
        }
    }
}

private struct Frame: Sendable {
    let index: AnnDataTable.Column
    let columns: [AnnDataTable.Column]
}

private func readFrame(
    _ name: String,
    in root: borrowing Node,
    onlyIndex: Bool = false,
    _ limits: AnnDataLimits,
    _ budget: Budget
) throws(Rejection) -> Frame {
    guard let frame = try root.child(name) else {
        throw .notAnnData("The file is HDF5, but it holds no '\(name)'.")
    }
    guard frame.isGroup else {
        throw .unknownPart(
            name,
            "is written as before anndata 0.7",
            remedy: "Open the file with anndata 0.7 or later and write it again."
        )
    }
    let indexName = try frame.word("_index", or: "_index")
    let index = AnnDataTable.Column(name: indexName, values: try readColumn(indexName, in: frame, budget))
    guard !onlyIndex else { return Frame(index: index, columns: []) }
    // an empty list is written as an empty list of numbers; the group then holds the index alone
    var names = try frame.words("column-order", atMost: limits.maximumColumns) ?? []
    if names.isEmpty { names = try frame.names(atMost: limits.maximumColumns) }
    guard names.count * index.values.count <= limits.maximumCells else {
        throw .tooLargeH5AD("more than \(limits.maximumCells) cells")
    }
    var columns: [AnnDataTable.Column] = []
    for column in names where column != indexName && column != "__categories" {
        let values = try readColumn(column, in: frame, budget)
        guard values.count == index.values.count else {
            throw .corruptH5AD(
                "'\(name)/\(Rejection.shortened(column))' has \(values.count) values for "
                    + "\(index.values.count) rows"
            )
        }
        columns.append(.init(name: column, values: values))
    }
    return Frame(index: index, columns: columns)
}

private struct Embedding: Sendable {
    let features: [String]
    let matrix: [Double]
}

/// `X` where it has columns, otherwise the only matrix of `obsm`.
private func readEmbedding(
    _ root: borrowing Node,
    rows: Int,
    besides others: Int,
    _ limits: AnnDataLimits,
    _ budget: Budget
) throws(Rejection) -> Embedding {
    if let matrix = try root.child("X"), let shape = try shapeOfMatrix(matrix), shape.columns > 0 {
        let names = try readFrame("var", in: root, onlyIndex: true, limits, budget).index.values
        guard shape.rows == rows, shape.columns == names.count else {
            throw .corruptH5AD(
                "X has \(shape.rows) rows and \(shape.columns) columns for \(rows) wells in obs and "
                    + "\(names.count) features in var"
            )
        }
        try check(rows: rows, columns: shape.columns + others, limits)
        return Embedding(
            features: try texts(names),
            matrix: try readMatrix(matrix, rows: rows, columns: shape.columns, limits, budget)
        )
    }
    guard let folder = try root.child("obsm"), folder.isGroup else { throw noFeatures }
    var found: [(name: String, columns: Int)] = []
    for name in try folder.names(atMost: limits.maximumColumns) {
        let matrix = try folder.required(name)
        guard let shape = try shapeOfMatrix(matrix), shape.rows == rows, shape.columns > 0 else { continue }
        found.append((name, shape.columns))
    }
    guard let (name, columns) = found.first else { throw noFeatures }
    guard found.count == 1 else { throw manyEmbeddings(found.map(\.name)) }
    try check(rows: rows, columns: columns + others, limits)
    return Embedding(
        features: (0..<columns).map { "\(name)_\($0)" },
        matrix: try readMatrix(folder.required(name), rows: rows, columns: columns, limits, budget)
    )
}

private func check(rows: Int, columns: Int, _ limits: AnnDataLimits) throws(Rejection) {
    guard columns <= limits.maximumColumns else { throw .tooLargeH5AD("\(columns) columns") }
    guard rows.multipliedReportingOverflow(by: columns).partialValue <= limits.maximumCells else {
        throw .tooLargeH5AD("\(rows) x \(columns) cells")
    }
}

private func texts(_ values: AnnDataTable.Values) throws(Rejection) -> [String] {
    switch values {
    case .text(let texts): return texts.map { $0 ?? "" }
    case .numbers(let numbers): return numbers.map(\.description)
    }
}

private let noWells = Rejection(
    rule: "header-only",
    reason: "The h5ad file has no wells: obs is empty.",
    expected: "one row a well",
    remedy: "Check the export: nothing was written to it. Drop the file that has the rows."
)

private let noFeatures = Rejection(
    rule: "no-features",
    reason: "The h5ad file holds no features: X has no columns, and obsm holds no matrix.",
    expected: "one column of X a feature, or one matrix in obsm",
    remedy: "Export the embeddings with their features."
)

private func manyEmbeddings(_ names: [String]) -> Rejection {
    let shown = names.prefix(6).map { "'\(Rejection.shortened($0))'" }.joined(separator: ", ")
    return Rejection(
        rule: "many-embeddings",
        reason:
            "X has no columns, and obsm holds \(names.count) matrices: \(shown)\(names.count > 6 ? " …" : "").",
        value: names.first,
        expected: "features in X, or one matrix in obsm",
        remedy:
            "Make the one to use X (AnnData(adata.obsm['\(Rejection.shortened(names[0]))'], obs=adata.obs)), "
            + "or delete the others from obsm, and write the file again."
    )
}
