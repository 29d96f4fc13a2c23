import FoundationEssentials
import LinearAlgebra
import Statistics
import TestSupport

@testable import Regression

/// A file of lines x genes: the header's labels and the numbers, empty fields NaN.
struct ToyMatrix {
    let labels: [String]
    let values: Matrix

    init(_ name: String, testFile: StaticString = #filePath) throws {
        self.init(text: String(decoding: try fixture(name, testFile: testFile), as: UTF8.self), skipped: 1)
    }

    /// Reads comma-separated text whose first `skipped` columns are not numbers.
    init(text: String, skipped: Int) {
        let rows = text.split(whereSeparator: \.isNewline).map { line in
            line.split(separator: ",", omittingEmptySubsequences: false).dropFirst(skipped).map(String.init)
        }
        labels = rows.first ?? []
        let numbers = rows.dropFirst().flatMap { $0.map { Double($0) ?? .nan } }
        values = Matrix(rows: rows.count - 1, columns: labels.count, storage: numbers)
    }

    func column(_ label: String) -> [Double]? {
        labels.firstIndex(of: label).map { place in (0..<values.rows).map { values[$0, place] } }
    }

    func design(lines: [Int], columns: [Int]) -> Matrix {
        Matrix(
            rows: lines.count,
            columns: columns.count,
            storage: lines.flatMap { line in columns.map { values[line, $0] } }
        )
    }
}

func toyExpression() throws -> ToyMatrix { try ToyMatrix("toy_expression.csv") }
func toyEffect() throws -> ToyMatrix { try ToyMatrix("toy_effect.csv") }

/// The greatest difference of two lists; infinite where their lengths differ or one holds NaN.
func distance(_ a: [Double], _ b: [Double]) -> Double {
    guard a.count == b.count else { return .infinity }
    let differences = zip(a, b).map { ($0 - $1).magnitude }
    return differences.contains(where: \.isNaN) ? .infinity : differences.max() ?? 0
}

/// Normal draws as a matrix.
func normals(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix {
    var generator = MersenneTwister(seed: UInt32(truncatingIfNeeded: seed))
    // The sum of twelve uniform draws, less 6: near enough to normal, and plain.
    let storage = (0..<(rows * columns)).map { _ in
        (0..<12).reduce(-6.0) { sum, _ in sum + Double(generator.next()) / 4_294_967_296 }
    }
    return Matrix(rows: rows, columns: columns, storage: storage)
}

func encodedAndDecoded<Model: Codable>(_ model: Model) throws -> Model {
    try JSONDecoder().decode(Model.self, from: JSONEncoder().encode(model))
}
