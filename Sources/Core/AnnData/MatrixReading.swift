import Screen

/// The shape of a matrix; `nil` where the part is none, such as a data frame.
func shapeOfMatrix(_ node: borrowing Node) throws(Rejection) -> (rows: Int, columns: Int)? {
    let shape: [Int]
    if node.isGroup {
        guard try sparseForm(node) != nil else { return nil }
        let older = try node.wholeNumbers("h5sparse_shape", atMost: 2)
        let stated = try node.wholeNumbers("shape", atMost: 2)
        guard let stated = stated ?? older else {
            throw .corruptH5AD("'\(Rejection.shortened(node.path))' has no shape")
        }
        shape = stated
    } else {
        shape = try Dataset.shape(of: node)
    }
    guard shape.count == 2, shape.allSatisfy({ $0 >= 0 }) else { return nil }
    return (shape[0], shape[1])
}

/// A matrix of `rows` × `columns`, row-major.
///
/// The caller has made sure that it has that shape and that it is not too large.
func readMatrix(
    _ node: consuming Node,
    rows: Int,
    columns: Int,
    _ limits: AnnDataLimits,
    _ budget: Budget
) throws(Rejection) -> [Double] {
    guard let form = try node.isGroup ? sparseForm(node) : .dense else {
        throw .corruptH5AD("'\(Rejection.shortened(node.path))' is no matrix")
    }
    switch form {
    case .dense:
        let dataset = try Dataset(node, budget)
        guard dataset.kindOfValues == .number || dataset.kindOfValues == .wholeNumber else {
            throw .unknownPart(
                dataset.path,
                "does not hold numbers",
                remedy: "Write the embeddings as float32 or float64."
            )
        }
        return try dataset.numbers()
    case .byRow:
        let sparse = try SparseMatrix(node, lines: rows, places: columns, limits, budget)
        return try sparse.dense(budget) { line, place in line * columns + place }
    case .byColumn:
        let sparse = try SparseMatrix(node, lines: columns, places: rows, limits, budget)
        return try sparse.dense(budget) { line, place in place * columns + line }
    }
}

private enum MatrixForm {
    case dense
    case byRow
    case byColumn
}

/// Groups say in an attribute how they are packed, and said it in another one before anndata 0.7.
private func sparseForm(_ group: borrowing Node) throws(Rejection) -> MatrixForm? {
    switch try group.word("encoding-type", or: group.word("h5sparse_format", or: "")) {
    case "csr_matrix", "csr": .byRow
    case "csc_matrix", "csc": .byColumn
    default: nil
    }
}

/// A matrix of which only the entries that are not zero are listed, line by line.
private struct SparseMatrix {
    let path: String
    let lines: Int
    let places: Int
    /// Where each line's entries begin, and where the last line's end.
    let starts: [Int64]
    let positions: [Int64]
    let entries: [Double]

    init(
        _ group: borrowing Node,
        lines: Int,
        places: Int,
        _ limits: AnnDataLimits,
        _ budget: Budget
    ) throws(Rejection) {
        let starts = try Dataset(group.required("indptr"), budget)
        let positions = try Dataset(group.required("indices"), budget)
        let entries = try Dataset(group.required("data"), budget)
        guard starts.shape == [lines + 1], positions.shape.count == 1, entries.shape == positions.shape else {
            throw .corruptH5AD("the parts of '\(Rejection.shortened(group.path))' do not fit its shape")
        }
        guard entries.count <= limits.maximumCells else {
            throw .tooLargeH5AD("more than \(limits.maximumCells) entries in a sparse matrix")
        }
        path = group.path
        self.lines = lines
        self.places = places
        self.starts = try starts.wholeNumbers()
        self.positions = try positions.wholeNumbers()
        self.entries = try entries.numbers()
    }

    func dense(_ budget: Budget, at index: (_ line: Int, _ place: Int) -> Int) throws(Rejection) -> [Double] {
        try budget.charge(lines * places * MemoryLayout<Double>.size)
        var matrix = [Double](repeating: 0, count: lines * places)
        // one mark a place, so that an entry that is listed twice is noticed whatever their order
        var lastLine = [Int](repeating: -1, count: places)
        guard starts.first == 0, starts.last == Int64(entries.count) else { throw contradicts }
        for line in 0..<lines {
            let (start, end) = (starts[line], starts[line + 1])
            guard start >= 0, start <= end, end <= Int64(entries.count) else { throw contradicts }
            for entry in Int(start)..<Int(end) {
                guard positions[entry] >= 0, positions[entry] < Int64(places) else { throw contradicts }
                let place = Int(positions[entry])
                guard lastLine[place] != line else { throw contradicts }
                lastLine[place] = line
                matrix[index(line, place)] = entries[entry]
            }
        }
        return matrix
    }

    private var contradicts: Rejection {
        .corruptH5AD("the sparse matrix '\(Rejection.shortened(path))' contradicts itself")
    }
}
