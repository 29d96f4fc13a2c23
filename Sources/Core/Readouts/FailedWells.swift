package import Screen
import Tables

/// A list of wells that did not get what their layout says.
package struct FailedWells: Sendable {
    /// One well of the list.
    package struct Entry: Sendable {
        /// The line of the file, the header being line 1.
        package let line: Int
        package let well: WellID
        package let drop: WellDrop
    }

    package let entries: [Entry]

    package var plates: [Barcode] { Set(entries.map(\.well.plate)).sorted() }
}

/// Reads a list of failed wells; `nil` for any other table.
///
/// Ours has a plate, a well, a `reason` (or `failure`, `exception`) and nothing else that is a number. An acoustic
/// dispenser's report of exceptions is told by its destination wells and `Transfer Status`. A status that says
/// that all went well is passed over. Throws `bad-barcode` and `unknown-well`.
package func readFailedWells(_ dropped: DroppedTable) throws(Rejection) -> FailedWells? {
    guard case .rows(let table, _) = dropped, let columns = FailureColumns(table) else { return nil }
    var entries: [FailedWells.Entry] = []
    for row in 0..<table.rowCount {
        let line = table.lineNumber(ofRow: row)
        let text = table.word(row: row, column: columns.reason)
        if columns.isStatus, saysNothingFailed(text) { continue }
        let barcode = try checkedBarcode(
            table.word(row: row, column: columns.plate),
            line: line,
            column: table.header[columns.plate]
        )
        let label = table.word(row: row, column: columns.well)
        guard let position = WellPosition(label) else {
            throw unreadableWell(label, line: line, column: table.header[columns.well])
        }
        let drop = WellDrop(.failedDispense, note: isMissing(text) ? nil : text)
        entries.append(.init(line: line, well: WellID(plate: barcode, position: position), drop: drop))
    }
    return FailedWells(entries: entries)
}

/// The failed wells by well, compared with the layouts of their plates.
///
/// Throws `unknown-plate`, `unknown-well` and `empty-well`, as results do. Of several lines of one well, the note
/// that comes first by its text counts.
package func checkFailedWells(
    _ list: FailedWells,
    against layouts: [Barcode: PlateLayout]
) throws(Rejection) -> [WellID: WellDrop] {
    var failed: [WellID: WellDrop] = [:]
    for entry in list.entries {
        _ = try wellContent(of: entry.well, line: entry.line, layouts)
        if let known = failed[entry.well], (known.note ?? "") <= (entry.drop.note ?? "") { continue }
        failed[entry.well] = entry.drop
    }
    return failed
}

/// What a results file's column about its dispense says of a well; `nil` where nothing failed.
func failedDispense(_ table: Table, row: Int, column: Int?) -> WellDrop? {
    guard let column else { return nil }
    let text = table.word(row: row, column: column)
    guard !saysNothingFailed(text) else { return nil }
    let isPlain = ["1", "1.0", "true", "yes", "y", "failed", "fail"].contains(text.lowercased())
    return WellDrop(.failedDispense, note: isPlain ? nil : text)
}

private func saysNothingFailed(_ text: String) -> Bool {
    let fine = [
        "0", "0.0", "false", "no", "n", "ok", "okay", "success", "successful", "succeeded", "passed", "pass",
        "done", "complete", "completed", "normal", "good",
    ]
    return isMissing(text) || fine.contains(text.lowercased())
}

private struct FailureColumns {
    let plate: Int
    let well: Int
    let reason: Int
    /// Whether a line may also say that all went well.
    let isStatus: Bool

    init?(_ table: Table) {
        let names = ColumnNames(table)
        if let plate = names.first(of: KnownColumns.destinationPlates),
            let well = names.first(of: KnownColumns.destinationWells),
            let status = names.first(of: ["transfer_status", "exception", "error", "reason"])
        {
            (self.plate, self.well, reason, isStatus) = (plate, well, status, true)
            return
        }
        guard let plate = names.first(of: KnownColumns.plates),
            let well = names.first(of: KnownColumns.wells),
            let reason = names.first(of: ["reason", "failure", "failure_reason", "exception"]),
            !names.has("role"), !names.has("broad_sample")
        else { return nil }
        // Results may have remarks too; a list has no other number than row and column.
        let about = Set(KnownColumns.plates + KnownColumns.wells + KnownColumns.rows + KnownColumns.columns)
        let isList = table.header.indices.allSatisfy { column in
            column == reason || about.contains(plainName(table.header[column])) || !holdsNumber(table, column)
        }
        guard isList else { return nil }
        (self.plate, self.well, self.reason, isStatus) = (plate, well, reason, false)
    }
}

extension KnownColumns {
    static let destinationPlates = [
        "destination_plate_barcode", "dest_plate_barcode", "destination_plate_name", "dest_plate_name",
        "destination_plate",
    ]
    static let destinationWells = ["destination_well", "dest_well"]
    /// Columns of results that say whether a well was dispensed into.
    static let dispenseFailures = ["dispense_failed", "failed_dispense", "dispense_status"]
}
