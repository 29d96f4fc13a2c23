package import Screen
package import Tables

/// Reads JUMP's `barcode_platemap.csv`: which plates each platemap is of; `nil` for any other table.
///
/// Several plates may share a platemap. Throws `bad-barcode` and, for a plate with two maps,
/// `duplicate-plate`.
package func readBarcodeList(_ dropped: DroppedTable) throws(Rejection) -> [String: [Barcode]]? {
    guard case .rows(let table, _) = dropped else { return nil }
    return try readBarcodeList(table)
}

/// The same, of a table.
package func readBarcodeList(_ table: Table) throws(Rejection) -> [String: [Barcode]]? {
    let names = ColumnNames(table)
    guard let plate = names.first(of: KnownColumns.plates), let map = names.first(of: ["plate_map_name"]),
        names.first(of: KnownColumns.wells) == nil
    else { return nil }
    var barcodes: [String: [Barcode]] = [:]
    var lines: [Barcode: Int] = [:]
    for row in 0..<table.rowCount {
        let line = table.lineNumber(ofRow: row)
        let barcode = try checkedBarcode(
            table.word(row: row, column: plate),
            line: line,
            column: table.header[plate]
        )
        if let first = lines.updateValue(line, forKey: barcode) {
            throw Rejection(
                rule: "duplicate-plate",
                reason: "Line \(first) already names the platemap of plate \(barcode).",
                row: line,
                column: table.header[plate],
                value: barcode.text,
                expected: "one line a plate",
                remedy: "Keep the line with the platemap that the plate was made from."
            )
        }
        barcodes[table.word(row: row, column: map), default: []].append(barcode)
    }
    return barcodes.mapValues { $0.sorted() }
}
