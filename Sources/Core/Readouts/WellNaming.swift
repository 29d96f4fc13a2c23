import Screen
import Tables

/// The plate of a row.
///
/// Files name plates in their own ways, so a row is read in each way that makes sense, and the first
/// reading that is a plate with a layout counts:
///
/// 1. all that stands before the last `_` of RxRx3's `well_id` (`gene-079_8` of `gene-079_8_H29`);
/// 2. the experiment and the plate of their columns, joined with `_`;
/// 3. each column that names a plate, as it is;
/// 4. the end of (1) after each of its `_` in turn (`8`).
///
/// Where two columns name two different known plates the row contradicts itself and is refused. Where no
/// reading is known, the fullest one is returned, for `checkReadout` to refuse by name. A file whose rows do not
/// name plates is of one plate.
func barcode(
    _ table: Table,
    row: Int,
    columns: ReadoutColumns,
    known: Set<Barcode>
) throws(Rejection) -> Barcode {
    let plates: [Int]
    switch columns.plate {
    case .all(let barcode): return barcode
    case .columns(let columns): plates = columns
    }
    var ofID: [String] = []
    if let column = columns.wellID, let prefix = parts(ofID: table.word(row: row, column: column)).plate {
        ofID = [prefix]
        var rest = prefix[...]
        while let mark = rest.firstIndex(of: "_") {
            rest = rest[rest.index(after: mark)...]
            if !rest.isEmpty { ofID.append(String(rest)) }
        }
    }
    let stated = plates.map { table.word(row: row, column: $0) }.filter { !isMissing($0) }
    let experiment = columns.experiment.map { table.word(row: row, column: $0) } ?? ""
    let joined = experiment.isEmpty ? [] : stated.map { "\(experiment)_\($0)" }
    let readings = Array(ofID.prefix(1)) + joined + stated + ofID.dropFirst()
    guard let fullest = readings.first else {
        throw Rejection(
            rule: "no-plate",
            reason: "The row does not say which plate its well is on.",
            row: table.lineNumber(ofRow: row),
            column: (plates.first ?? columns.wellID).map { table.header[$0] },
            expected: "the plate's barcode",
            remedy: "Fill in the barcode, or delete the row if it is a left-over."
        )
    }
    guard let found = readings.map({ Barcode($0) }).first(where: known.contains) else {
        return Barcode(fullest)
    }
    // An experiment's plate '8' may also be the end of another known barcode: only whole columns contradict.
    let byColumn = plates.compactMap { column -> (column: Int, barcode: Barcode)? in
        let text = table.word(row: row, column: column)
        return [Barcode("\(experiment)_\(text)"), Barcode(text)].first(where: known.contains).map {
            (column, $0)
        }
    }
    if let other = byColumn.first(where: { $0.barcode != found }) {
        throw Rejection(
            rule: "contradicting-plate",
            reason: "The row names plate \(found) in one column and plate \(other.barcode) in another.",
            row: table.lineNumber(ofRow: row),
            column: table.header[other.column],
            value: table.word(row: row, column: other.column),
            expected: "plate \(found)",
            remedy: "Find out which plate the row belongs to, and correct or delete the other column."
        )
    }
    return found
}

/// The position of a row's well, which all columns that name it must agree on.
func wellPosition(_ table: Table, row: Int, columns: ReadoutColumns) throws(Rejection) -> WellPosition {
    if let pair = columns.rowAndColumn { return try wellPosition(table, row: row, pair) }
    var found: (position: WellPosition, column: Int)?
    for column in [columns.wellID].compactMap({ $0 }) + columns.wells {
        let text = table.word(row: row, column: column)
        if isMissing(text) { continue }
        let label = column == columns.wellID ? parts(ofID: text).well : text
        guard let position = WellPosition(label) else {
            throw unreadableWell(text, line: table.lineNumber(ofRow: row), column: table.header[column])
        }
        guard let first = found else {
            found = (position, column)
            continue
        }
        guard position == first.position else {
            throw Rejection(
                rule: "contradicting-well",
                reason: "The row names well \(first.position) in column '\(table.header[first.column])' "
                    + "and well \(position) here.",
                row: table.lineNumber(ofRow: row),
                column: table.header[column],
                value: text,
                expected: "well \(first.position)",
                remedy: "Find out which well the row belongs to, and correct or delete the other column."
            )
        }
    }
    guard let found else {
        throw Rejection(
            rule: "unknown-well",
            reason: "The row does not say which well it is of.",
            row: table.lineNumber(ofRow: row),
            column: (columns.wellID ?? columns.wells.first).map { table.header[$0] },
            expected: "a well, such as B07",
            remedy: "Fill in the well, or delete the row if it is a left-over."
        )
    }
    return found.position
}

/// The position of a row whose well is numbered by row and column; a row may be a letter too.
private func wellPosition(
    _ table: Table,
    row number: Int,
    _ pair: ReadoutColumns.RowAndColumn
) throws(Rejection) -> WellPosition {
    func index(_ column: Int, below limit: Int) throws(Rejection) -> Int {
        let text = table.word(row: number, column: column)
        if column == pair.row, let named = WellPosition(text + "1") { return named.row }
        guard let value = table.number(row: number, column: column), value == value.rounded(),
            (Double(pair.countsFrom)..<Double(pair.countsFrom + limit)).contains(value)
        else {
            throw Rejection(
                rule: "unknown-well",
                reason: text.isEmpty
                    ? "The row does not say which well it is of."
                    : "This is not the number of a plate's \(column == pair.row ? "row" : "column").",
                row: table.lineNumber(ofRow: number),
                column: table.header[column],
                value: text,
                expected: "a whole number from \(pair.countsFrom) to \(pair.countsFrom + limit - 1)",
                remedy: "Correct the number, or name wells by row and column together, such as B07."
            )
        }
        return Int(value) - pair.countsFrom
    }
    return WellPosition(row: try index(pair.row, below: 32), column: try index(pair.column, below: 48))
}

func unreadableWell(_ text: String, line: Int, column: String) -> Rejection {
    Rejection(
        rule: "unknown-well",
        reason: text.isEmpty
            ? "The row does not say which well it is of." : "This is not the name of a well.",
        row: line,
        column: column,
        value: text,
        expected: "a well, such as B07",
        remedy:
            "Name wells by row and column: A1 or A01 to P24 on 384 wells, and on 1536 wells the rows go on "
            + "after Z with AA, AB … AF."
    )
}

/// `gene-079_8` and `H29` of `gene-079_8_H29`; without `_` it is all well.
private func parts(ofID text: String) -> (plate: String?, well: String) {
    guard let mark = text.lastIndex(of: "_"), mark > text.startIndex else { return (nil, text) }
    return (String(text[..<mark]), String(text[text.index(after: mark)...]))
}
