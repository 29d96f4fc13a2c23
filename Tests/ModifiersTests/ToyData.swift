import FoundationEssentials
import LinearAlgebra
import TestSupport

/// A table of the fixtures: a name a row, then numbers; an empty field is missing.
func toy(_ name: String) throws -> Matrix {
    let text = String(decoding: try fixture(name), as: UTF8.self)
    let lines = text.split(separator: "\n").dropFirst()
    let rows = lines.map { line in
        line.split(separator: ",", omittingEmptySubsequences: false).dropFirst().map { field in
            Double(field.trimmingPrefix(while: \.isWhitespace)) ?? .nan
        }
    }
    return Matrix(rows: rows.count, columns: rows.first?.count ?? 0, storage: rows.flatMap { $0 })
}

func column(_ matrix: Matrix, _ column: Int) -> [Double] {
    (0..<matrix.rows).map { matrix[$0, column] }
}

/// What SciPy and statsmodels found on the toy data.
struct Oracle: Decodable {
    struct Gene: Decodable {
        let constant: Bool
        let pearsonR: Double?
        let pearsonP: Double?
        let spearmanR: Double?
        let spearmanP: Double?
        let chi2: Double?
        let chi2P: Double?
        let table: [[Int]]?

        enum CodingKeys: String, CodingKey {
            case constant
            case pearsonR = "pearson_r"
            case pearsonP = "pearson_p"
            case spearmanR = "spearman_r"
            case spearmanP = "spearman_p"
            case chi2
            case chi2P = "chi2_p"
            case table
        }
    }

    struct Case: Decodable {
        let genes: [Gene]
        let bins: [Int]
        let edges: [Double]
        let pearsonRanked: [Int]
        let spearmanRanked: [Int]
        let chi2Ranked: [Int]
        let pearsonAdjusted: [Double?]
        let spearmanAdjusted: [Double?]
        let chi2Adjusted: [Double?]
        let union20: [Int]
        let union15: [Int]
        let union5: [Int]

        enum CodingKeys: String, CodingKey {
            case genes = "per_gene"
            case bins
            case edges = "quantile_edges"
            case pearsonRanked = "pearson_ranked"
            case spearmanRanked = "spearman_ranked"
            case chi2Ranked = "chi2_ranked"
            case pearsonAdjusted = "pearson_adjusted"
            case spearmanAdjusted = "spearman_adjusted"
            case chi2Adjusted = "chi2_adjusted"
            case union20 = "union_top20"
            case union15 = "union_top15"
            case union5 = "union_top5"
        }
    }

    let cases: [String: Case]

    /// A case with the data it is about.
    struct Example {
        let name: String
        let expression: Matrix
        let response: [Double]
        let expected: Case
    }

    static func examples() throws -> [Example] {
        let effect = try toy("toy_effect.csv")
        let complete = try toy("toy_expression.csv")
        let missing = try toy("toy_expression_missing.csv")
        let cases = try fixture("feature_selection.json", as: Oracle.self).cases
        return cases.sorted { $0.key < $1.key }.map { name, expected in
            let target = (0..<6).first { name.contains("TOY2\($0) ") } ?? 0
            return Example(
                name: name,
                expression: name.hasPrefix("missing") ? missing : complete,
                response: column(effect, target),
                expected: expected
            )
        }
    }
}
