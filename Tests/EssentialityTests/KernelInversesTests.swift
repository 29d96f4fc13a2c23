import Expression
import LinearAlgebra
import Statistics
import Testing

@testable import Essentiality

@Suite struct KernelInversesTests {
    private static let lines = 60

    init() { NumericsKernel.useOneThread() }

    private func kernel() throws -> (gram: Matrix, data: TrainingData, kernel: ExpressionKernel) {
        let (expression, effect) = planted(lines: Self.lines, genes: 40, targets: 12)
        let data = try TrainingData(effect: effect, expression: expression)
        let kernel = ExpressionKernel(
            LineRanks(data.expression),
            rows: Array(0..<Self.lines),
            lineages: (0..<Self.lines).map { $0 % 3 == 0 ? "Skin" : "" }
        )
        return (kernel.gram, data, kernel)
    }

    /// The greatest difference over the greatest magnitude.
    private func relative(_ one: Matrix, _ other: Matrix) -> Double {
        let size = other.storage.map(\.magnitude).max() ?? 1
        return difference(one.storage, other.storage) / max(size, 1e-300)
    }

    @Test(arguments: [1, 2, 5, 15])
    func `targets that miss lines are fitted as on a decomposition of the others`(count: Int) throws {
        let (gram, data, _) = try kernel()
        let whole = try #require(KernelSolution(gram: gram, places: Array(0..<Self.lines)))
        let inverses = KernelInverses(whole)
        var generator = SeededGenerator(Seed(UInt64(count)))
        // Three groups at once, of one, two and three targets.
        let groups = (1...3).map { width in
            let missing = Array(generator.shuffled(Array(0..<Self.lines)).prefix(count)).sorted()
            var responses = Matrix(rows: Self.lines, columns: width)
            for line in 0..<Self.lines {
                for target in 0..<width {
                    responses[line, target] =
                        missing.contains(line) ? .nan : data.effect[line, 3 * width + target]
                }
            }
            return KernelInverses.Group(missing: missing, responses: responses)
        }
        let paths = inverses.paths(groups)
        #expect(paths.count == 3)
        for (group, path) in zip(groups, paths) {
            let path = try #require(path)
            let known = (0..<Self.lines).filter { !group.missing.contains($0) }
            let own = try #require(KernelSolution(gram: gram, places: known)).path(
                Matrix(known.map { Array(group.responses.row($0)) })
            )
            #expect(path.means == own.means)
            for (shared, alone) in zip(path.errors, own.errors) {
                // Condition numbers reach 1e5, and a double has 16 digits.
                for (one, other) in zip(shared, alone) { #expect(abs(one - other) <= 1e-8 * other) }
            }
            for penalty in KernelSolution.grid.indices {
                #expect(relative(path.residuals[penalty], own.residuals[penalty]) <= 1e-8)
                let penalties = own.means.map { _ in penalty }
                let duals = path.duals(penalties: penalties)
                #expect(relative(duals, own.duals(penalties: penalties)) <= 1e-8)
                // (K + λI) α is the centred response, whichever way α was found.
                for target in own.means.indices {
                    for (row, line) in known.enumerated() {
                        var sum = KernelSolution.grid[penalty] * duals[row, target]
                        for (column, other) in known.enumerated() {
                            sum += gram[line, other] * duals[column, target]
                        }
                        let expected = group.responses[line, target] - own.means[target]
                        #expect(abs(sum - expected) <= 1e-8)
                    }
                }
            }
        }
    }

    @Test func `a quarter of the lines is the most that is taken from the whole`() {
        #expect(KernelInverses.serve(missing: 15, of: 60) && KernelInverses.serve(missing: 1, of: 4))
        #expect(!KernelInverses.serve(missing: 16, of: 60) && !KernelInverses.serve(missing: 0, of: 60))
    }

    @Test func `fits of scattered gaps are those of each target by itself`() throws {
        let (expression, effect) = planted(lines: Self.lines, genes: 40, targets: 12)
        var values = effect.values
        var generator = SeededGenerator(Seed(8))
        // Of each target another share, of the first none and of the last more than a quarter.
        for target in 0..<12 {
            for line in 0..<Self.lines where generator.index(below: 30) < target {
                values[line, target] = .nan
            }
        }
        let data = try TrainingData(
            effect: LabelledMatrix(lines: effect.lines, genes: effect.genes, values: values),
            expression: expression
        )
        let rows = Array(0..<Self.lines)
        let kernel = ExpressionKernel(LineRanks(data.expression), rows: rows, lineages: nil)
        let fits = try KernelFits(
            data,
            targets: 0..<12,
            rows: rows,
            lines: SolvedKernel(kernel, data, rows: rows)
        )
        var paths: [KernelSolution.Path] = []
        var places: [[Int]] = []
        for target in 0..<12 {
            let known = rows.filter { !data.effect[$0, target].isNaN }
            let solution = try #require(KernelSolution(gram: kernel.gram, places: known))
            paths.append(solution.path(Matrix(known.map { [data.effect[$0, target]] })))
            places.append(known)
        }
        let shares = places.map { Self.lines - $0.count }
        #expect(shares.contains { KernelInverses.serve(missing: $0, of: Self.lines) })
        #expect(shares.contains(0) && shares.contains { 4 * $0 > Self.lines })
        let penalties = pooledPenalties(paths.map { $0.errors[0] }, counts: paths.map { _ in true })
        for target in 0..<12 {
            let path = paths[target]
            #expect(fits.means[target] == path.means[0])
            let duals = path.duals(penalties: [penalties[target]])
            for (row, line) in places[target].enumerated() {
                // Kept in single precision.
                let dual = Double(fits.duals.storage[line * 12 + target])
                #expect(abs(dual - duals[row, 0]) <= 1e-6)
                let left = data.effect[line, target] - path.residuals[penalties[target]][row, 0]
                #expect(abs(fits.leftOut[target][line] - left) <= 1e-8)
            }
            for line in rows where data.effect[line, target].isNaN {
                #expect(fits.duals.storage[line * 12 + target] == 0 && fits.leftOut[target][line].isNaN)
            }
        }
    }
}
