import Screen

/// A column of `obs` or `var` in any of the encodings that anndata has had since version 0.7.
///
/// `frame` is the group that the column stands in.
func readColumn(
    _ name: String,
    in frame: borrowing Node,
    _ budget: Budget
) throws(Rejection) -> AnnDataTable.Values {
    let node = try frame.required(name)
    if node.isGroup { return try readEncoded(node, budget) }
    // up to 0.7 the categories stood in a group of their own, under the column's name
    if let older = try frame.child("__categories"), let categories = try older.child(name) {
        let codes = try Dataset(node, budget)
        return try decode(codes, categories: values(Dataset(categories, budget)))
    }
    return try values(Dataset(node, budget))
}

private func readEncoded(_ group: consuming Node, _ budget: Budget) throws(Rejection) -> AnnDataTable.Values {
    let encoding = try group.word("encoding-type", or: "")
    switch encoding {
    case "categorical":
        let codes = try Dataset(group.required("codes"), budget)
        let categories = try group.required("categories")
        return try decode(
            codes,
            categories: categories.isGroup
                ? readNullable(categories, budget) : values(Dataset(categories, budget))
        )
    case "nullable-integer", "nullable-boolean", "nullable-string-array", "nullable-float":
        return try readNullable(group, budget)
    default:
        throw .unknownPart(
            group.path,
            encoding.isEmpty
                ? "is a group and no column" : "is encoded as '\(Rejection.shortened(encoding))'",
            remedy: "Leave the column out, or make it text or numbers, and write the file again."
        )
    }
}

/// Values beside a mask that is true where nothing is known.
private func readNullable(
    _ group: consuming Node,
    _ budget: Budget
) throws(Rejection) -> AnnDataTable.Values {
    let filled = try values(Dataset(group.required("values"), budget))
    let mask = try Dataset(group.required("mask"), budget).flags()
    guard mask.count == filled.count else {
        throw .corruptH5AD(
            "'\(Rejection.shortened(group.path))' has \(filled.count) values and \(mask.count) marks"
        )
    }
    switch filled {
    case .text(let texts): return .text(zip(texts, mask).map { $1 ? nil : $0 })
    case .numbers(let numbers): return .numbers(zip(numbers, mask).map { $1 ? .nan : $0 })
    }
}

private func decode(
    _ codes: borrowing Dataset,
    categories: AnnDataTable.Values
) throws(Rejection) -> AnnDataTable.Values {
    let numbers = try codes.wholeNumbers()
    guard numbers.allSatisfy({ $0 >= -1 && $0 < Int64(categories.count) }) else {
        throw .corruptH5AD("'\(Rejection.shortened(codes.path))' names categories that are not there")
    }
    switch categories {
    case .text(let texts): return .text(numbers.map { $0 < 0 ? nil : texts[Int($0)] })
    case .numbers(let values): return .numbers(numbers.map { $0 < 0 ? .nan : values[Int($0)] })
    }
}

private func values(_ dataset: consuming Dataset) throws(Rejection) -> AnnDataTable.Values {
    guard dataset.shape.count == 1 else {
        throw .unknownPart(
            dataset.path,
            "is no single column",
            remedy: "Leave it out, or split it into columns."
        )
    }
    switch dataset.kindOfValues {
    case .number: return .numbers(try dataset.numbers())
    case .wholeNumber: return .text(try dataset.digits())
    case .flag: return .text(try dataset.flags().map { $0 ? "True" : "False" })
    case .text: return .text(try dataset.texts())
    case nil:
        throw .unknownPart(
            dataset.path,
            "holds values that are neither text nor numbers",
            remedy: "Leave the column out, or make it text or numbers, and write the file again."
        )
    }
}
