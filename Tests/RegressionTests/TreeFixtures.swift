import FoundationEssentials
import LinearAlgebra
import TestSupport

/// The toy tables: 40 lines, 60 genes, 6 targets.
struct ToyTable {
    let columns: [String]
    let matrix: Matrix

    init(_ name: String, testFile: StaticString = #filePath) throws {
        let text = String(decoding: try fixture(name, testFile: testFile), as: UTF8.self)
        var lines = text.split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false)
        }
        columns = lines.removeFirst().dropFirst().map(String.init)
        let values = lines.flatMap { $0.dropFirst().map { Double($0) ?? .nan } }
        matrix = Matrix(rows: lines.count, columns: columns.count, storage: values)
    }

    func column(_ place: Int) -> [Double] { (0..<matrix.rows).map { matrix[$0, place] } }

    func column(named name: String) throws -> [Double] {
        guard let place = columns.firstIndex(of: name) else { throw MissingColumn(name: name) }
        return column(place)
    }

    struct MissingColumn: Error {
        let name: String
    }
}

/// The given rows and columns of a matrix, in the given order.
func part(_ matrix: Matrix, rows: [Int], columns: [Int]) -> Matrix {
    let values = rows.flatMap { row in columns.map { matrix[row, $0] } }
    return Matrix(rows: rows.count, columns: columns.count, storage: values)
}

func largestDifference(_ a: [Double], _ b: [Double]) -> Double {
    a.count == b.count ? zip(a, b).map { ($0 - $1).magnitude }.max() ?? 0 : .infinity
}

/// The held-out accuracy of other programs on synthetic functions (`make_tree_reference.py`).
struct TreeReference: Decodable {
    struct Case: Decodable {
        let name: String
        let firstValue: Double
        let lastResponse: Double
        let treesR: Double
        let networkR: Double
        let networkSD: Double

        enum CodingKeys: String, CodingKey {
            case name
            case firstValue = "first_value"
            case lastResponse = "last_response"
            case treesR = "trees_r"
            case networkR = "network_r"
            case networkSD = "network_sd"
        }
    }

    let lines: Int
    let training: Int
    let columns: Int
    let screens: Int
    let cases: [Case]
}

/// A synthetic screen: near-normal expression, five columns of it cut off at zero, and a known function.
struct SyntheticScreen {
    let design: Matrix
    let response: [Double]

    init(number: Int, screen: Int = 0, reference: TreeReference) {
        let lines = reference.lines
        let columns = reference.columns
        var values = Self.bells(seed: UInt64(100 + number + 1000 * screen), count: lines * columns)
        for line in 0..<lines {
            for column in 12..<columns {
                values[line * columns + column] = max(values[line * columns + column], 0)
            }
        }
        let noise = Self.bells(seed: UInt64(200 + number + 1000 * screen), count: lines)
        design = Matrix(rows: lines, columns: columns, storage: values)
        response = (0..<lines).map { line in
            Self.truth(number, Array(values[(line * columns)..<((line + 1) * columns)]), noise[line])
        }
    }

    private static func truth(_ number: Int, _ z: [Double], _ noise: Double) -> Double {
        switch number {
        case 0:
            let first = 0.5 * z[0] - 0.4 * z[1] + 0.3 * z[2]
            return first + 0.3 * z[3] - 0.2 * z[4] + 0.8 * noise
        case 1: return min(max(2 * z[0] + 1.6, -0.5), 0.5) + 0.2 * z[1] + 0.4 * noise
        case 2: return (z[0] > 0 && z[1] > 0 ? -1 : 0) + 0.15 * z[2] + 0.4 * noise
        case 3: return 0.4 * z[0] * z[1] + 0.3 * z[2] + 0.5 * noise
        default: return (z[12] > 0 ? -0.8 : 0) + 0.3 * z[13] + 0.6 * noise
        }
    }

    /// Twelve uniform numbers of SplitMix64 added up, less six.
    private static func bells(seed: UInt64, count: Int) -> [Double] {
        var state = seed
        return (0..<count).map { _ in
            var total = 0.0
            for _ in 0..<12 {
                state &+= 0x9E37_79B9_7F4A_7C15
                var z = (state ^ (state &>> 30)) &* 0xBF58_476D_1CE4_E5B9
                z = (z ^ (z &>> 27)) &* 0x94D0_49BB_1331_11EB
                total += Double((z ^ (z &>> 31)) &>> 11) * 0x1p-53
            }
            return total - 6
        }
    }
}
