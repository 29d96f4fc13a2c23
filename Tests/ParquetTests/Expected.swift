import Foundation
import Parquet
import Screen
import TestSupport

/// What `make_fixtures.py` wrote beside the files.
struct Expected: Decodable {
    struct Column: Decodable {
        let name: String
        let kind: String
        let values: [String?]
    }

    struct File: Decodable, CustomStringConvertible, Sendable {
        let file: String
        let table: String
        var description: String { file }
    }

    struct Refused: Decodable, CustomStringConvertible, Sendable {
        let file: String
        let rule: String
        let word: String
        let column: String?
        var description: String { file }
    }

    let tables: [String: [Column]]
    let files: [File]
    let refused: [Refused]

    /// The files kept with the tests.
    static let kept = Result { try fixture("expected.json", as: Expected.self) }

    static var keptFiles: [File] { kept.map(\.files).recovered(or: []) }
    static var keptRefusals: [Refused] { kept.map(\.refused).recovered(or: []) }

    /// Every combination that `make_fixtures.py --all` wrote to the folder that `PAIRWELL_PARQUET` names.
    static let folderOfAll = ProcessInfo.processInfo.environment["PAIRWELL_PARQUET"].map { URL(filePath: $0) }
}

extension Result {
    fileprivate func recovered(or value: Success) -> Success {
        if case .success(let success) = self { success } else { value }
    }
}

/// The first way in which `table` is not what was expected, or nil.
func difference(_ table: ParquetTable, _ expected: [Expected.Column]) -> String? {
    guard table.columns.map(\.name) == expected.map(\.name) else {
        return "columns \(table.columns.map(\.name))"
    }
    for (column, wanted) in zip(table.columns, expected) {
        let rows = wanted.values.count
        guard table.rowCount == rows, column.values.count == rows else {
            return "\(column.name) has \(column.values.count) rows of \(rows)"
        }
        for row in 0..<rows where !holds(column.values, row, wanted) {
            return "\(column.name), row \(row) is not \(wanted.values[row] ?? "empty")"
        }
    }
    return nil
}

private func holds(_ values: ParquetValues, _ row: Int, _ wanted: Expected.Column) -> Bool {
    let text = wanted.values[row]
    switch values {
    case .doubles(let doubles):
        guard wanted.kind == "doubles" else { return false }
        let number = text.flatMap(Double.init) ?? .nan
        return doubles[row].isNaN ? number.isNaN : doubles[row].bitPattern == number.bitPattern
    case .integers(let integers, let filled):
        guard wanted.kind == "integers", filled == nil || filled?.count == integers.count else {
            return false
        }
        guard filled?[row] ?? true else { return text == nil && integers[row] == 0 }
        return text == String(integers[row])
    case .text(let texts):
        return wanted.kind == "text" && texts[row] == text
    case .flags(let flags):
        return wanted.kind == "flags" && flags[row].map(String.init) == text
    }
}
