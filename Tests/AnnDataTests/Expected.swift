import AnnData
import FoundationEssentials
import Screen
import Tables
import TestSupport

/// What `make_fixtures.py` wrote beside the files.
struct Expected: Decodable {
    struct Column: Decodable, Sendable {
        let name: String
        let kind: String
        let values: [String?]
    }

    struct File: Decodable, CustomStringConvertible, Sendable {
        let file: String
        let index: Column
        let columns: [Column]
        let features: [String]
        let matrix: [String]
        var description: String { file }
    }

    struct Refused: Decodable, CustomStringConvertible, Sendable {
        let file: String
        let rule: String
        let word: String
        var description: String { file }
    }

    let files: [File]
    let refused: [Refused]

    static let kept = Result { try fixture("expected.json", as: Expected.self) }
    static var files: [File] { kept.map(\.files).recovered(or: []) }
    static var refused: [Refused] { kept.map(\.refused).recovered(or: []) }
}

extension Result {
    fileprivate func recovered(or value: Success) -> Success {
        if case .success(let success) = self { success } else { value }
    }
}

/// The bytes of `Fixtures/<name>.gz`, unpacked.
func h5ad(_ name: String) throws -> [UInt8] {
    try Gzip.decompress([UInt8](fixture("\(name).gz")), limits: .standard)
}

/// Why a file is refused, or `nil` where it is read.
func rejection(of bytes: [UInt8], limits: AnnDataLimits = .standard) -> Rejection? {
    do throws(Rejection) {
        _ = try AnnDataReader.read(bytes, limits: limits)
        return nil
    } catch {
        return error
    }
}

/// The first way in which a column is not what was expected, or `nil`.
func difference(_ column: AnnDataTable.Column, _ expected: Expected.Column) -> String? {
    guard column.name == expected.name else { return "'\(column.name)' instead of '\(expected.name)'" }
    switch column.values {
    case .text(let texts):
        return expected.kind == "text" && texts == expected.values ? nil : "\(column)"
    case .numbers(let numbers):
        guard expected.kind == "numbers", numbers.count == expected.values.count else { return "\(column)" }
        let isEqual = zip(numbers, expected.values).allSatisfy { number, text in
            text.map { Double($0)?.bitPattern == number.bitPattern } ?? number.isNaN
        }
        return isEqual ? nil : "\(column)"
    }
}
