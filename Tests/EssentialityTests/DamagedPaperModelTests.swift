import Expression
import FoundationEssentials
import LinearAlgebra
import Modifiers
import Regression
import Screen
import Statistics
import Testing

@testable import Essentiality

/// Models whose numbers were changed by somebody who made the file's digest anew: refused, or they predict.
///
/// That the tests end is the first thing they check: a trap would end the process.
@Suite struct DamagedPaperModelTests {
    init() { NumericsKernel.useOneThread() }

    /// A small fit of each kind, and of the mean.
    private func fits(_ design: Matrix, _ response: [Double]) throws -> [PaperFit] {
        let rows = Array(response.indices)
        let (learning, stopping) = (Array(rows.dropLast(4)), Array(rows.suffix(4)))
        var boosting = GradientBoosting()
        (boosting.rates, boosting.rounds, boosting.depth) = ([0.2], 3, 2)
        let trees = try boosting.fit(
            design,
            response,
            training: learning,
            validation: stopping,
            seed: Seed(1)
        )
        var settings = NeuralNetwork()
        (settings.hidden, settings.dropouts, settings.epochs) = ([3, 2], [0, 0], 3)
        let network = settings.fit(
            design,
            response,
            training: learning,
            validation: stopping,
            seed: Seed(1)
        )
        return [
            .mean(0.3), .ols(try #require(OrdinaryLeastSquares(design: design, response: response))),
            .lasso(try #require(Lasso(design: design, response: response))), .xgboost(trees),
            .network(network),
            .gp(try #require(GaussianProcess(design: design, response: response, variant: .lengthOnly))),
            .knn(try #require(NearestNeighbours(design: design, response: response, neighbours: 5))),
            .tree(try #require(RegressionTree(design: design, response: response, depth: 2))),
            .xgboostNetwork(Ensemble(trees, network)),
            .gpNoise(try #require(GaussianProcess(design: design, response: response, variant: .withNoise))),
        ]
    }

    private func text(_ model: PaperModel) throws -> [UInt8] { Array(try JSONEncoder().encode(model)) }

    /// Where the numbers of a text are.
    private func numbers(_ text: [UInt8]) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var start: Int?
        for (place, byte) in text.enumerated() {
            let isPart =
                UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || byte == UInt8(ascii: "-")
                || (start != nil && "+.eE".utf8.contains(byte))
            if isPart, start == nil { start = place }
            if !isPart, let first = start {
                ranges.append(first..<place)
                start = nil
            }
        }
        return ranges
    }

    private static let unexpected = [
        "-1", "0", "1", "2", "-2", "1e308", "-1e308", "1e999", "2147483648", "9223372036854775807", "1e-320",
        "null", "[]", "\"x\"", "0.5", "4294967297", "1000000", "true", "{}",
    ]

    private func damaged(_ text: [UInt8], using generator: inout SeededGenerator) -> [UInt8] {
        var text = text
        let kind = generator.index(below: 7)
        for _ in 0...generator.index(below: 3) {
            let numbers = numbers(text)
            guard !numbers.isEmpty else { break }
            let range = numbers[generator.index(below: numbers.count)]
            switch kind {
            case 0, 1:
                let value = Self.unexpected[generator.index(below: Self.unexpected.count)]
                text.replaceSubrange(range, with: Array(value.utf8))
            case 2: text[generator.index(below: text.count)] ^= 1 << UInt8(generator.index(below: 8))
            case 3: text.removeLast(generator.index(below: text.count))
            case 4:
                // another of its own numbers
                let other = numbers[generator.index(below: numbers.count)]
                text.replaceSubrange(range, with: Array(text[other]))
            case 5:
                // a number more
                text.insert(contentsOf: Array(text[range]) + [UInt8(ascii: ",")], at: range.lowerBound)
            default:
                // a number less
                let isFollowed = range.upperBound < text.count && text[range.upperBound] == UInt8(ascii: ",")
                text.removeSubrange(range.lowerBound..<(range.upperBound + (isFollowed ? 1 : 0)))
            }
        }
        return text
    }

    private func toyDesign(_ lines: Int, _ columns: Int) -> (Matrix, [Double]) {
        var generator = SeededGenerator(Seed(5))
        var design = Matrix(rows: lines, columns: columns)
        for place in design.storage.indices { design.storage[place] = 4 + generator.normal() }
        let response = (0..<lines).map { design[$0, 0] - design[$0, 1] + 0.1 * generator.normal() }
        return (design, response)
    }

    @Test func `fifteen thousand damaged models of every kind are refused or predict`() throws {
        let (design, response) = toyDesign(16, 3)
        let models = try fits(design, response).map { PaperModel($0, means: [4, 4, 4]) }
        #expect(Set(models.compactMap(\.fit.kind)) == Set(PaperModelKind.allCases))
        var generator = SeededGenerator(Seed(23))
        let decoder = JSONDecoder()
        for model in models {
            let text = try text(model)
            #expect(try decoder.decode(PaperModel.self, from: Data(text)) == model)
            var (refused, taken) = (0, 0)
            for _ in 0..<1_500 {
                let other = damaged(text, using: &generator)
                guard let read = try? decoder.decode(PaperModel.self, from: Data(other)) else {
                    refused += 1
                    continue
                }
                taken += 1
                let width = read.means.count
                let values = Matrix(rows: 2, columns: width, storage: (0..<(2 * width)).map { Double($0) })
                #expect(read.predict(values).count == 2)
                _ = (read.prediction([1, 2, 3]), read.prediction([.nan, .nan, .nan]), read.prediction([]))
            }
            #expect(refused > 300 && taken > 100, "\(model.name): \(refused) refused, \(taken) taken")
        }
    }

    @Test func `five thousand damaged files with models of the paper are refused or predict`() throws {
        let (expression, effect) = planted(lines: 40, genes: 12, targets: 10, signal: 3)
        let data = try TrainingData(effect: effect, expression: expression)
        let trainer = RosenskiTrainer(data, folds: 2, models: [.ols], seed: Seed(1))
        let trained = try trainer.train(workers: OneWorker())
        var others: [OtherModel] = []
        for (place, target) in trained.enumerated() {
            let rows = data.lines.indices.filter { !target.measured[$0].isNaN }
            let columns = target.modifiers.map(\.column)
            try #require(!columns.isEmpty)
            let design = designMatrix(data.expression, rows: rows, columns: columns, means: [])
            let fit = try fits(design, rows.map { target.measured[$0] })[place]
            let model = PaperModel(fit, means: target.model.means)
            others.append(OtherModel(name: model.name, text: try text(model)))
        }
        let bytes = modelBytes(
            data,
            kernel: trainer.kernel(),
            targets: trained.map { StackedTarget($0) },
            scale: .geneEffect,
            trainedBy: "rosenski",
            folds: 2,
            seed: 1,
            sources: [],
            others: others
        )
        let row = Array(data.expression.row(0))
        func predict(_ bytes: [UInt8], _ target: Int?) throws -> [SamplePrediction] {
            let model = try model(bytes)
            let wide = model.genes.indices.map { $0 < row.count ? row[$0] : 1 }
            let target = target.flatMap { model.targets.indices.contains($0) ? [$0] : [] }
            return try model.predictions(samples(model.genes, [wide]), targets: target) {
                other throws(ModelFault) in
                do {
                    return try JSONDecoder().decode(PaperModel.self, from: Data(other.text))
                } catch {
                    throw ModelFault("The model \(other.name) cannot be read.")
                }
            }
        }
        #expect(try predict(bytes, nil)[0].genes.allSatisfy { $0.value.isFinite })
        let table = sections(of: bytes)
        let texts = try #require(table.first { $0.name == "others.bytes" })
        var starts = [texts.from]
        for other in others { starts.append((starts.last ?? 0) + other.text.count) }
        var generator = SeededGenerator(Seed(29))
        var (faults, predictions) = (0, 0)
        for trial in 0..<5_000 {
            var other = bytes
            let target = generator.index(below: others.count)
            for _ in 0...generator.index(below: 2) {
                switch trial % 4 {
                case 0, 1:
                    // a number of the target's model, as long as it was
                    let range = numbers(others[target].text)
                    let place = range[generator.index(below: range.count)]
                    for byte in place where generator.index(below: 2) == 0 {
                        other[starts[target] + byte] = UInt8(ascii: "0") + UInt8(generator.index(below: 10))
                    }
                case 2:
                    let place = generator.index(below: others[target].text.count)
                    other[starts[target] + place] = UInt8(truncatingIfNeeded: generator.next())
                default:
                    let section = table[generator.index(below: table.count)]
                    guard section.size > 0 else { continue }
                    other[section.from + generator.index(below: section.size)] = UInt8(
                        truncatingIfNeeded: generator.next()
                    )
                }
            }
            do {
                for sample in try predict(other, target) {
                    #expect(sample.genes.allSatisfy { $0.value.isFinite && $0.low <= $0.high })
                }
                predictions += 1
            } catch {
                faults += 1
                #expect(error is ModelFault)
            }
        }
        #expect(faults > 500 && predictions > 500, "\(faults) refused, \(predictions) taken")
    }

    @Test func `a text that no fit can have written names what is wrong`() throws {
        let (design, response) = toyDesign(16, 3)
        for fit in try fits(design, response) where fit.kind != nil {
            // A mean less than the columns of the model.
            let other = try text(PaperModel(fit, means: [4, 4]))
            #expect(throws: DecodingError.self, "\(fit.kind?.rawValue ?? "")") {
                _ = try JSONDecoder().decode(PaperModel.self, from: Data(other))
            }
        }
        // A tree whose branch leads back.
        let tree = try #require(RegressionTree(design: design, response: response, depth: 2))
        let good = String(decoding: try JSONEncoder().encode(tree), as: UTF8.self)
        #expect(good.contains("\"left\":1,") || good.contains("\"left\":1}"))
        for (one, other) in [("\"left\":1", "\"left\":0"), ("\"column\":0", "\"column\":3")] {
            let bad = good.split(separator: one, maxSplits: 1, omittingEmptySubsequences: false)
                .joined(separator: other)
            guard bad != good else { continue }
            #expect(throws: DecodingError.self, "\(one)") {
                _ = try JSONDecoder().decode(RegressionTree.self, from: Data(bad.utf8))
            }
        }
    }
}
