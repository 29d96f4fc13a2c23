import FoundationEssentials
import LinearAlgebra
import TestSupport

/// `biology.json`, written with SciPy and scikit-learn.
struct Biology: Decodable {
    struct Affected: Decodable {
        struct Row: Decodable {
            let n: Int
            let mean: Double
            let t: Double?
            let p: Double?
            let adjusted: Double?
            let affected: Bool
        }
        let groups: [String: [Double]]
        let result: [String: Row]
    }
    struct PredictionT: Decodable {
        let x: Double
        let reference: [Double]
        let residualVar: Double
        let t: Double
        let p: Double
    }
    struct Enrichment: Decodable {
        struct Row: Decodable {
            let name: String
            let shared: Int
            let size: Int
            let p: Double
            let q: Double

            init(from decoder: any Decoder) throws {
                var cells = try decoder.unkeyedContainer()
                name = try cells.decode(String.self)
                shared = try cells.decode(Int.self)
                size = try cells.decode(Int.self)
                p = try cells.decode(Double.self)
                q = try cells.decode(Double.self)
            }
        }
        let pathways: [String: [String]]
        let background: [String]
        let genes: [String]
        let allPathways: [Row]
        let overlappingOnly: [Row]
    }
    struct Paralog: Decodable {
        let sets: [[Int]]
        let paralogs: [[Int]]
        let nGenes: Int
        let observed: Int
        let expected: Double
        let pExact: Double
        let perTargetProbability: [Double]
    }
    struct PerTissue: Decodable {
        struct Fit: Decodable {
            let n: Int
            let weights: [Double]
            let intercept: Double
        }
        let target: String
        let columns: [Int]
        let minLines: Int
        let ols: [String: Fit]
        let ridge: [String: Fit]
    }
    let affected: Affected
    let predictionT: [PredictionT]
    let enrichment: Enrichment
    let paralog: Paralog
    let perTissue: PerTissue

    static func read() throws -> Biology {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Biology.self, from: fixture("biology.json"))
    }
}

/// `reference.json`, written by make_fixtures.py.
struct Reference: Decodable {
    struct Tail: Decodable {
        let k: Int
        let population: Int
        let marked: Int
        let drawn: Int
        let sf: Double
    }
    struct Trials: Decodable {
        let chances: [Double]
        let mass: [Double]
    }
    struct Pairs: Decodable {
        let a: [Double]
        let b: [Double]
        let wilcoxon: Double?
        let exact: Bool
        let sign: Double
        let paired: [Double]
        let unpaired: [Double]
        let welch: [Double]
    }
    struct Components: Decodable {
        let expression: [[Double?]]
        let effect: [[Double?]]
        let unseen: [[Double?]]
        let expressionComponents: Int
        let effectComponents: Int
        let pairs: Int
        let correlations: [Double]
        let canonical: [[Double]]
        let penalty: Double
        let ridge: [[Double]]
    }
    let hypergeometric: [Tail]
    let poissonBinomial: Trials
    let pairs: [Pairs]
    let components: Components

    static func read() throws -> Reference { try fixture("reference.json", as: Reference.self) }
}

/// A table of numbers with names before each row and above each column; empty cells are NaN.
struct NamedTable {
    let columns: [String]
    let rows: [[String]]

    init(_ name: String) throws {
        let text = String(decoding: try fixture(name), as: UTF8.self)
        let lines = text.split(whereSeparator: \.isNewline).map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        columns = Array(lines[0].dropFirst())
        rows = Array(lines.dropFirst())
    }

    func column(_ number: Int) -> [Double] { rows.map { Double($0[number + 1]) ?? .nan } }
}

func matrix(_ rows: [[Double?]]) -> Matrix {
    Matrix(rows: rows.count, columns: rows.first?.count ?? 0, storage: rows.joined().map { $0 ?? .nan })
}

func isNear(_ value: Double, _ expected: Double, relative: Double = 1e-8) -> Bool {
    (value - expected).magnitude <= relative * max(expected.magnitude, 1e-300)
}
