import Screen
import Tables

/// Reads a file of results row by row; the table has every column of the profile.
func readReadout(
    _ table: Table,
    _ profile: ReadingProfile,
    block: HeaderBlock?,
    fileName: String,
    context: ReadoutContext
) throws(Rejection) -> Readout {
    let columns = try ReadoutColumns(
        profile,
        of: table,
        block: block,
        fileName: fileName,
        known: context.knownBarcodes
    )
    let failure = ColumnNames(table).first(
        of: KnownColumns.withOrWithoutMetadata(KnownColumns.dispenseFailures)
    )
    var wells: [ReadoutWell] = []
    wells.reserveCapacity(table.rowCount)
    for row in 0..<table.rowCount {
        let position = try wellPosition(table, row: row, columns: columns)
        let plate = try barcode(table, row: row, columns: columns, known: context.knownBarcodes)
        let embedding: [Double]
        do throws(UnreadableNumber) {
            embedding = try table.numbers(row: row, columns: columns.features)
        } catch {
            throw unreadable(table, error)
        }
        wells.append(
            ReadoutWell(
                line: table.lineNumber(ofRow: row),
                well: WellID(plate: plate, position: position),
                embedding: embedding,
                cellCount: try cellCount(table, row: row, column: columns.cellCount),
                failure: failedDispense(table, row: row, column: failure),
                named: namedGuides(table, row: row, columns: columns)
            )
        )
    }
    let stated = try statedCheckpoint(table, columns)
    return Readout(
        dialect: columns.dialect,
        checkpoint: stated ?? context.sidecarCheckpoint ?? context.defaultCheckpoint,
        checkpointColumn: stated == nil ? nil : columns.checkpoint.map { table.header[$0] },
        features: columns.features.map { table.header[$0] },
        wells: wells,
        controlNames: profile.controlNames
    )
}

private func namedGuides(_ table: Table, row: Int, columns: ReadoutColumns) -> NamedGuides {
    var claims: [NamedGuides.Claim] = []
    for (kind, column) in columns.claims {
        let text = table.word(row: row, column: column)
        if !isMissing(text) { claims.append(.init(kind: kind, column: table.header[column], text: text)) }
    }
    return NamedGuides(claims: claims)
}

/// A count may be missing (blank, NA, NaN), but it is never negative or text.
private func cellCount(_ table: Table, row: Int, column: Int?) throws(Rejection) -> Double? {
    guard let column, !isMissing(table.word(row: row, column: column)) else { return nil }
    guard let count = table.number(row: row, column: column), count >= 0 else {
        throw Rejection(
            rule: "not-a-count",
            reason: "The value is not a number of cells.",
            row: table.lineNumber(ofRow: row),
            column: table.header[column],
            value: table.word(row: row, column: column),
            expected: "a number of cells, 0 or more, or nothing",
            remedy: "Correct the count, or leave the cell empty if it is not known."
        )
    }
    return count
}

/// The one checkpoint of the file's own column; `nil` where it has no such column or leaves it blank.
private func statedCheckpoint(_ table: Table, _ columns: ReadoutColumns) throws(Rejection) -> String? {
    guard let column = columns.checkpoint else { return nil }
    var stated: (text: String, line: Int)?
    for row in 0..<table.rowCount {
        let text = table.word(row: row, column: column)
        guard !isMissing(text) else { continue }
        guard let first = stated else {
            stated = (text, table.lineNumber(ofRow: row))
            continue
        }
        guard text == first.text else {
            throw Rejection(
                rule: "mixed-checkpoints",
                reason: "The embeddings come from another model checkpoint than those of line \(first.line), "
                    + "'\(Rejection.shortened(first.text))', and cannot be compared with them.",
                row: table.lineNumber(ofRow: row),
                column: table.header[column],
                value: text,
                expected: "one checkpoint in a file",
                remedy:
                    "Embed all wells with the same checkpoint, or drop the wells of each in a file of its own."
            )
        }
    }
    return stated?.text
}

private func unreadable(_ table: Table, _ cell: UnreadableNumber) -> Rejection {
    let text = table.word(row: cell.row, column: cell.column)
    let isInfinite = parseDouble(text)?.isInfinite ?? false
    let words = ["nan", "-nan", "na", "n/a", "#n/a", "<na>", "inf", "-inf", "+inf", "infinity", "-infinity"]
    let isFailed = isInfinite || words.contains(text.lowercased())
    let reason =
        if text.isEmpty {
            "The cell is empty."
        } else if isFailed {
            "The value is missing or infinite, and one such value spoils its whole plate."
        } else {
            "The value is not a number."
        }
    return Rejection(
        rule: isFailed ? "not-finite" : "not-a-number",
        reason: reason,
        row: table.lineNumber(ofRow: cell.row),
        column: table.header[cell.column],
        value: text,
        expected: "a number, such as -0.125 or 3.2e-4",
        remedy: hasDecimalComma(text)
            ? "Write numbers with a decimal point, not a comma."
            : "Leave the well's whole row out if the well failed; otherwise embed it again."
    )
}
