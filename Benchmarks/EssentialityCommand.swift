import ArgumentParser
import Essentiality
import Expression
import FoundationEssentials
import Glibc
import LinearAlgebra
import Modifiers
import Regression
import Screen
import Statistics

/// What choosing modifiers and fitting models costs; asked by Benchmarks/essentiality.py, which measures Python beside it.
struct EssentialityCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "essentiality",
        abstract: "Measure the choice of modifiers and the models; asked by Benchmarks/essentiality.py.",
        discussion:
            "Tables are raw doubles. Prints a line a measurement: its name, CPU seconds, and the sum of what it found."
    )

    @Option(help: "Lines by genes.") var expression: String?
    @Option(help: "Targets by lines.") var effect: String?
    @Option(help: "Lines by modifiers, to fit on.") var design: String?
    @Option(help: "A value a line.") var response: String?
    @Option(help: "Lines by modifiers, to predict.") var query: String?
    @Option(help: "Lines of the expression, or of the design.") var lines: Int
    @Option(help: "Columns of the design.") var columns = 17
    @Option(
        help: "With --expression: targets of the kernel of all genes, fitted on three quarters of the lines."
    )
    var kernelTargets: Int?

    func run() throws {
        NumericsKernel.useOneThread()
        if let expression, let effect { try selection(try doubles(expression), try doubles(effect)) }
        if let expression, let kernelTargets { try kernel(try doubles(expression), targets: kernelTargets) }
        if let design, let response, let query {
            let queries = try doubles(query)
            try models(
                Matrix(rows: lines, columns: columns, storage: try doubles(design)),
                try doubles(response),
                Matrix(rows: queries.count / columns, columns: columns, storage: queries)
            )
        }
    }

    private func doubles(_ path: String) throws -> [Double] {
        try Data(contentsOf: URL(filePath: path)).withUnsafeBytes { Array($0.bindMemory(to: Double.self)) }
    }

    private func selection(_ expression: [Double], _ effect: [Double]) throws {
        let genes = expression.count / lines
        let matrix = Matrix(rows: lines, columns: genes, storage: expression)
        let targets = (0..<(effect.count / lines)).map { Array(effect[($0 * lines)..<(($0 + 1) * lines)]) }
        var prepared = PreparedExpression(expression: matrix, rows: Array(0..<lines))
        report("prepare", runs: 3) {
            prepared = PreparedExpression(expression: matrix, rows: Array(0..<lines))
            return 0
        }
        var scratch = ScreenScratch()
        report("select", runs: 3) {
            let found = modifiers(of: targets, in: prepared, rule: .rosenski, scratch: &scratch)
            return Double(found.reduce(0) { $0 + $1.reduce(0) { $0 + $1.column } })
        }
    }

    /// From expression to predictions of the lines left out, for all targets: ranks, kernel, penalties, fits.
    private func kernel(_ expression: [Double], targets count: Int) throws {
        let genes = expression.count / lines
        var generator = SeededGenerator(Seed(1))
        var effect = Matrix(rows: lines, columns: count)
        effect.storage.withUnsafeMutableBufferPointer { generator.fillNormals($0) }
        func labelled(_ values: Matrix) -> LabelledMatrix {
            LabelledMatrix(
                lines: (0..<lines).map { "L\($0)" },
                genes: (0..<values.columns).map { Gene("G\($0)") },
                values: values
            )
        }
        let data = try TrainingData(
            effect: labelled(effect),
            expression: labelled(Matrix(rows: lines, columns: genes, storage: expression))
        )
        let training = Array(0..<(lines * 3 / 4))
        let left = Array(training.count..<lines)
        report("kernel", runs: 3) {
            let ranks = LineRanks(data.expression)
            let forecast = try? KernelForecast(
                data,
                targets: Array(0..<count),
                ranks: ranks,
                training: training
            )
            let found = forecast?(ranks, rows: left, lineages: left.map { _ in "" })
            return found?.storage.reduce(0, +) ?? .nan
        }
    }

    private func models(_ design: Matrix, _ response: [Double], _ query: Matrix) throws {
        func fitted(_ name: String, runs: Int, _ fit: () -> (any FittedModel)?) {
            report(name, runs: runs) { fit()?.predict(query).reduce(0, +) ?? .nan }
        }
        fitted("ols", runs: 21) { OrdinaryLeastSquares(design: design, response: response) }
        fitted("ridge", runs: 21) { Ridge(design: design, response: response) }
        fitted("lasso", runs: 21) { Lasso(design: design, response: response) }
        fitted("knn", runs: 21) { NearestNeighbours(design: design, response: response) }
        fitted("tree", runs: 21) { RegressionTree(design: design, response: response) }
        fitted("gp", runs: 3) { GaussianProcess(design: design, response: response, variant: .lengthOnly) }
        fitted("gp-noise", runs: 3) {
            GaussianProcess(design: design, response: response, variant: .withNoise)
        }
        let training = design.rows * 9 / 10
        fitted("xgboost", runs: 3) {
            try? GradientBoosting().fit(
                design,
                response,
                training: Array(0..<training),
                validation: Array(training..<design.rows),
                seed: Seed(0)
            )
        }
        fitted("small-trees", runs: 11) { SmallBoostedTrees().fit(design, response, seed: Seed(0)) }
    }

    /// The median CPU time of some runs.
    private func report(_ name: String, runs: Int, _ work: () -> Double) {
        var sum = 0.0
        let seconds = (0..<runs).map { _ in
            let start = Glibc.clock()
            sum = work()
            return Double(Glibc.clock() - start) / Double(CLOCKS_PER_SEC)
        }
        print("\(name)\t\(seconds.sorted()[runs / 2])\t\(sum)")
    }
}
