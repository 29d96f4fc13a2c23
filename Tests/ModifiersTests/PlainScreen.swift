import LinearAlgebra
import Modifiers
import Statistics

/// The three tests one gene at a time in double precision, by the textbook.
struct PlainScreen {
    /// NaN where a gene cannot be tested.
    struct Scores {
        var statistics: [Double]
        var pValues: [Double]
        var adjusted: [Double] { benjaminiHochberg(pValues) }
    }

    let scores: [AssociationTest: Scores]

    init(_ expression: Matrix, rows: [Int], response: [Double]) {
        var scores: [AssociationTest: Scores] = [:]
        let empty = [Double](repeating: .nan, count: expression.columns)
        for test in AssociationTest.allCases { scores[test] = Scores(statistics: empty, pValues: empty) }
        for column in 0..<expression.columns {
            var x: [Double] = []
            var y: [Double] = []
            for (place, row) in rows.enumerated() {
                let value = expression[row, column]
                guard value.isFinite, response[place].isFinite else { continue }
                x.append(value)
                y.append(response[place])
            }
            guard x.count >= 3, Set(x).count > 1, Set(y).count > 1 else { continue }
            func set(_ test: AssociationTest, _ statistic: Double, _ p: Double) {
                scores[test]?.statistics[column] = statistic
                scores[test]?.pValues[column] = p
            }
            let r = pearson(x, y)
            set(.pearson, r, pearsonPValue(r: r, n: x.count))
            let rho = spearman(x, y)
            set(.spearman, rho, pearsonPValue(r: rho, n: x.count))
            let table = Self.table(x, y)
            let (statistic, degrees) = contingency(below: table[0], above: table[1])
            set(.chiSquared, statistic, chiSquaredTail(statistic, degrees: degrees))
        }
        self.scores = scores
    }

    static func edges(_ y: [Double]) -> [Double] {
        let sorted = y.sorted()
        return [0.166, 0.333, 0.5, 0.666, 0.833].map { share in
            let position = Double(sorted.count - 1) * share
            let low = Int(position)
            let high = min(low + 1, sorted.count - 1)
            let weight = position - Double(low)
            let step = sorted[high] - sorted[low]
            return weight < 0.5 ? sorted[low] + step * weight : sorted[high] - step * (1 - weight)
        }
    }

    static func bins(_ y: [Double]) -> [Int] {
        let edges = edges(y)
        return y.map { value in edges.count { $0 < value } }
    }

    static func table(_ x: [Double], _ y: [Double]) -> [[Int]] {
        let sorted = x.sorted()
        let middle = sorted.count / 2
        let median = sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
        var table = [[Int]](repeating: [Int](repeating: 0, count: 6), count: 2)
        for (value, bin) in zip(x, bins(y)) { table[value >= median ? 1 : 0][bin] += 1 }
        return table
    }

    func chosen(_ test: AssociationTest, rule: SelectionRule) -> [Int] {
        guard rule.tests.contains(test), let scores = scores[test] else { return [] }
        let adjusted = scores.adjusted
        let passing = adjusted.indices.filter { column in
            rule.isCorrected ? adjusted[column] < rule.falseDiscoveryRate : !adjusted[column].isNaN
        }
        let keys = scores.statistics.map { ($0.magnitude * 1e10).rounded(.toNearestOrEven) }
        let order = passing.sorted { keys[$0] != keys[$1] ? keys[$0] > keys[$1] : $0 < $1 }
        return Array(order.prefix(rule.most))
    }

    func union(rule: SelectionRule) -> [Int] {
        var union: [Int] = []
        for column in AssociationTest.allCases.flatMap({ chosen($0, rule: rule) })
        where !union.contains(column) {
            union.append(column)
        }
        return union
    }
}

/// How far found modifiers are from those of the plain screen; differences as sentences.
func differences(_ found: [ModifierGene], _ plain: PlainScreen, rule: SelectionRule) -> [String] {
    let union = plain.union(rule: rule)
    guard found.map(\.column) == union else { return ["chose \(found.map(\.column)), not \(union)"] }
    var result: [String] = []
    for test in AssociationTest.allCases {
        let chosen = Set(plain.chosen(test, rule: rule))
        guard let scores = plain.scores[test] else { continue }
        let adjusted = scores.adjusted
        for gene in found {
            let isChosen = gene.by.contains(test)
            if isChosen != chosen.contains(gene.column) { result.append("\(test) \(gene.column) chosen") }
            let association = gene[test]
            if !((association.statistic - scores.statistics[gene.column]).magnitude < 1e-10) {
                result.append("\(test) \(gene.column) statistic \(association.statistic)")
            }
            let p = scores.pValues[gene.column]
            // because the last bit of an r next to 1 moves its p-value by orders of magnitude
            if test != .chiSquared, association.statistic.magnitude > 1 - 1e-12 { continue }
            if !((association.p - p).magnitude <= 1e-8 * p) {
                result.append("\(test) \(gene.column) p \(association.p), not \(p)")
            }
            guard let q = association.q else {
                if isChosen && rule.isCorrected { result.append("\(test) \(gene.column) without q") }
                continue
            }
            if !((q - adjusted[gene.column]).magnitude <= 1e-8 * q) {
                result.append("\(test) \(gene.column) q \(q), not \(adjusted[gene.column])")
            }
        }
    }
    return result
}
