import LinearAlgebra
import Statistics

/// Expression with everything that makes a screen stumble, and targets that depend on it.
///
/// Constant and dead genes, few distinct values, copies, reflections, missing values in shared and single
/// patterns; targets with ties, with missing lines, constant, random, and driven by one gene or by factors
/// that a third of all genes share, so that hundreds of genes are significant.
struct PlantedData {
    let expression: Matrix
    let targets: [[Double]]

    init(seed: UInt64, lines: Int, genes: Int, targets count: Int, missing: Bool) {
        var generator = SeededGenerator(Seed(seed))
        let factors = (0..<5).map { _ in (0..<lines).map { _ in generator.normal() } }
        var columns: [[Double]] = []
        for gene in 0..<genes {
            let factor = factors[generator.index(below: factors.count)]
            let weight = gene % 3 == 0 ? generator.uniform() * 1.5 : 0
            var values = (0..<lines).map { 4 + weight * factor[$0] + generator.normal() }
            switch generator.index(below: 16) {
            case 0: values = values.map { _ in 2.5 }
            case 1: values = values.map { $0 > 5.5 ? $0 : 0 }
            case 2: values = values.map { $0.rounded() }
            case 3: values = values.map { $0 > 4 ? 1 : 0 }
            case 4: if let last = columns.last { values = last }
            case 5: if let last = columns.last { values = last.map { 20 - 2 * $0 } }
            case 6: values = values.map { max(($0 * 10).rounded() / 10, 3) }
            default: break
            }
            columns.append(values)
        }
        if missing {
            for gene in 0..<genes where gene % 7 == 3 {
                if gene % 2 == 0 {
                    for line in [1, 4, 9] { columns[gene][line] = .nan }
                } else {
                    for _ in 0..<(1 + gene % 4) { columns[gene][generator.index(below: lines)] = .nan }
                }
            }
            columns[genes - 1] = columns[genes - 1].indices.map { $0 < 2 ? Double($0) : .nan }
        }
        var matrix = Matrix(rows: lines, columns: genes)
        for (gene, values) in columns.enumerated() {
            for (line, value) in values.enumerated() { matrix[line, gene] = value }
        }
        expression = matrix
        targets = (0..<count).map { target in
            let noise = (0..<lines).map { _ in generator.normal() }
            let driver = columns[generator.index(below: genes)].map { $0.isNaN ? 0 : $0 }
            let strength = generator.uniform() * 1.5
            let factor = factors[target % factors.count]
            var values = noise
            switch target % 8 {
            case 0, 1: values = noise.indices.map { noise[$0] + strength * driver[$0] }
            case 2, 3: values = noise.indices.map { noise[$0] + 2 * strength * factor[$0] }
            case 4: values = noise.indices.map { (noise[$0] + factor[$0]).rounded() }
            case 5: values = noise.indices.map { noise[$0] + driver[$0] > 4.5 ? 1 : 0 }
            case 6: values = target % 16 == 6 ? noise.map { _ in -0.5 } : driver
            default: break
            }
            if missing && target % 3 == 1 {
                for line in [0, 5, 7] { values[line] = .nan }
            }
            if missing && target % 11 == 4 { values[generator.index(below: lines)] = .nan }
            return values
        }
    }
}
