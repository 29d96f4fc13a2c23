import Expression
import LinearAlgebra
import Modifiers
import Screen
import Statistics
import Testing

@testable import Essentiality

@Suite struct PredictionTests {
    private struct Toy {
        let data: TrainingData
        let targets: [StackedTarget]
        let model: EssentialityModel

        init(scale: EffectScale = .geneEffect) throws {
            data = try toyTrainingData()
            let result = try trained(data, scale: scale)
            targets = result.targets
            model = try EssentialityModel(ModelBytes(copying: result.bytes))
        }

        var rows: [[Double]] { data.lines.indices.map { Array(data.expression.row($0)) } }
    }

    @Test func `a training line is predicted as the models fit it`() throws {
        let toy = try Toy()
        let lineages = Dictionary(
            uniqueKeysWithValues: toy.data.lineages.enumerated().map { ("S\($0.offset)", $0.element) }
        )
        let found = try toy.model.predictions(samples(toy.data.genes, toy.rows), lineages: lineages)
        let all = Array(0..<40)
        let kernel = ExpressionKernel(LineRanks(toy.data.expression), rows: all, lineages: toy.data.lineages)
        for (place, target) in toy.targets.enumerated() {
            let duals = Matrix(rows: 40, columns: 1, storage: target.duals.map { Double($0) })
            let kernelPart = multiply(kernel.gram, duals).storage
            let design = Matrix(
                toy.rows.map { row in target.modifiers.map { row[$0.column] } }
            )
            for line in all {
                var value = target.mean + target.weights[0] * kernelPart[line]
                if !target.modifiers.isEmpty {
                    var ridge = target.ridgeIntercept
                    for (column, slope) in target.ridgeCoefficients.enumerated() {
                        ridge += slope * design[line, column]
                    }
                    let trees = plainSum(target.trees, design.row(line).map { Float($0) })
                    value +=
                        target.weights[1] * (ridge - target.mean) + target.weights[2] * (trees - target.mean)
                }
                // Products of expression are in single precision on both sides.
                #expect((found[line].genes[place].value - value).magnitude < 1e-5)
            }
            // Lines the models have seen are predicted better than held-out ones.
            let known = all.filter { !target.measured[$0].isNaN }
            let seen = pearson(known.map { found[$0].genes[place].value }, known.map { target.measured[$0] })
            if target.accuracy.r > 0.3 { #expect(seen > target.accuracy.r) }
        }
    }

    private func plainSum(_ trees: ShallowTrees, _ design: [Float]) -> Double {
        var sum = trees.base
        for tree in 0..<trees.count {
            var question = 0
            while question < ShallowTrees.questions {
                let feature = trees.features[tree * ShallowTrees.questions + question]
                let isLeft =
                    feature == ShallowTrees.nothing
                    || design[Int(feature)] < trees.thresholds[tree * ShallowTrees.questions + question]
                question = 2 * question + (isLeft ? 1 : 2)
            }
            sum += trees.values[tree * ShallowTrees.leaves + question - ShallowTrees.questions]
        }
        return Double(sum)
    }

    @Test func `neither the order of a batch nor its other samples matter`() throws {
        let toy = try Toy()
        let together = try toy.model.predictions(samples(toy.data.genes, toy.rows))
        let backward = try toy.model.predictions(samples(toy.data.genes, toy.rows.reversed()))
        for line in 0..<40 {
            let alone = try toy.model.predictions(samples(toy.data.genes, [toy.rows[line]]))
            #expect(alone[0].genes == together[line].genes && backward[39 - line].genes == alone[0].genes)
        }
    }

    @Test func `targets asked for are answered in that order`() throws {
        let toy = try Toy()
        let batch = samples(toy.data.genes, Array(toy.rows.prefix(2)))
        let all = try toy.model.predictions(batch)
        let some = try toy.model.predictions(batch, targets: [4, 1, 1])
        #expect(some[1].genes == [4, 1, 1].map { all[1].genes[$0] })
        #expect(try toy.model.predictions(batch, targets: [])[0].genes.isEmpty)
        #expect(try toy.model.predictions(samples(toy.data.genes, [])).isEmpty)
    }

    @Test func `a missing modifier is named and its training mean stands in`() throws {
        let toy = try Toy()
        let place = try #require(toy.targets.firstIndex { $0.modifiers.count > 2 })
        let target = toy.targets[place]
        let column = target.modifiers[0].column
        var row = toy.rows[0]
        row[column] = .nan
        let found = try toy.model.predictions(samples(toy.data.genes, [row]))[0]
        #expect(found.genes[place].imputed == [toy.data.genes[column]])
        #expect(found.genes[place].modifiers == target.modifiers.count)
        // One gene of sixty is no reason for caution.
        #expect(found.remarks.isEmpty && found.verdict == .use)
        #expect(found.genes[place].value.isFinite)
        for (number, gene) in found.genes.enumerated() {
            let judgement = Judgement(
                toy.model.accuracy(number),
                agreement: toy.model.agreement(number),
                low: gene.low,
                high: gene.high,
                scale: .geneEffect
            )
            #expect(gene.verdict == judgement.verdict && gene.reason == judgement.reason)
        }
    }

    @Test func `a sample that lacks a tenth of the genes, or half of the modifiers, is for caution`() throws {
        let toy = try Toy()
        var row = toy.rows[0]
        for gene in 0..<7 { row[gene] = .nan }
        let lacking = try toy.model.predictions(samples(toy.data.genes, [row]))[0]
        #expect(
            lacking.verdict == .caution && lacking.remarks.contains { $0.contains("lacks 7 of the 60 genes") }
        )
        #expect(lacking.genes.allSatisfy { $0.verdict >= .caution })
        let (expression, effect) = planted(lines: 60, genes: 100, targets: 8, signal: 3)
        let data = try TrainingData(effect: effect, expression: expression)
        let (targets, bytes) = try trained(data)
        #expect(targets.allSatisfy { $0.accuracy.r >= 0.3 && (1...9).contains($0.modifiers.count) })
        var thin = Array(data.expression.row(0))
        let modifiers = targets[0].modifiers.map(\.column)
        for column in modifiers { thin[column] = .nan }
        let found = try model(bytes).predictions(samples(data.genes, [thin]))[0]
        #expect(found.genes[0].imputed == modifiers.map { data.genes[$0] })
        for (target, gene) in zip(targets, found.genes) {
            let isMost = 2 * gene.imputed.count > target.modifiers.count
            #expect(gene.verdict == (isMost ? .caution : .use))
            #expect(gene.reason == (isMost ? .lacksModifiers : .foretold))
        }
        #expect(found.genes.contains { $0.verdict == .use } && found.genes[0].verdict == .caution)
    }

    @Test func `a sample unlike all lines is for caution`() throws {
        let toy = try Toy()
        var generator = SeededGenerator(Seed(3))
        let strange = toy.rows[0].indices.map { _ in 20 * generator.uniform() }
        let found = try toy.model.predictions(samples(toy.data.genes, [strange, toy.rows[0]]))
        #expect(found[0].distancePercentile > 0.95 && found[0].verdict == .caution)
        #expect(found[0].remarks.contains { $0.contains("further from the training lines") })
        #expect(found[0].genes.allSatisfy { $0.verdict >= .caution })
        let better = toy.targets.indices.filter { toy.model.judgement($0).verdict == .use }
        #expect(better.allSatisfy { found[0].genes[$0].reason == .farFromLines })
        #expect(found[1].distancePercentile <= 0.95)
        let widths = found.map { $0.genes[0].high - $0.genes[0].low }
        #expect(widths[0] >= widths[1])
    }

    @Test func `a doubtful unit is for caution in every gene`() throws {
        let toy = try Toy()
        let rows = [toy.rows[0]]
        let sure = try toy.model.predictions(samples(toy.data.genes, rows))[0]
        let found = try toy.model.predictions(samples(toy.data.genes, rows, doubts: ["Is it log2?"]))[0]
        #expect(found.verdict == .caution && found.remarks.contains("Is it log2?"))
        #expect(sure.genes.contains { $0.verdict == .use })
        for (one, other) in zip(sure.genes, found.genes) {
            #expect(other.verdict == max(one.verdict, .caution) && other.value == one.value)
            if one.verdict == .use { #expect(other.reason == .doubtfulUnit) }
        }
    }

    @Test func `intervals lie about the value and reach as the file says`() throws {
        let toy = try Toy()
        let found = try toy.model.predictions(samples(toy.data.genes, toy.rows))
        for sample in found {
            for gene in sample.genes {
                #expect(gene.low < gene.value && gene.value < gene.high)
            }
        }
        for (number, target) in toy.targets.enumerated() {
            let reach = toy.model.stack.reach(number)
            let known = target.measured.indices.filter { !target.measured[$0].isNaN }
            #expect(reach.least == known.map { target.departures[$0] }.min())
            for sample in found {
                // Below and above are as their tails, whatever the distance.
                let gene = sample.genes[number]
                let ratio = (gene.value - gene.low) / (gene.high - gene.value)
                #expect((ratio + reach.below / reach.above).magnitude < 1e-9 * ratio)
            }
        }
    }

    @Test func `a probability stays within 0 and 1`() throws {
        let toy = try Toy(scale: .dependencyProbability)
        let free = try Toy()
        let found = try toy.model.predictions(samples(toy.data.genes, toy.rows))
        let plain = try free.model.predictions(samples(toy.data.genes, toy.rows))
        for (one, other) in zip(found.flatMap(\.genes), plain.flatMap(\.genes)) {
            #expect(one.value == min(max(other.value, 0), 1))
            #expect(one.low == min(max(other.low, 0), 1) && one.high == min(max(other.high, 0), 1))
        }
        #expect(plain.flatMap(\.genes).contains { $0.value < 0 })
    }

    @Test func `a lineage that the lines share draws the prediction`() throws {
        let toy = try Toy()
        let batch = samples(toy.data.genes, [toy.rows[0]])
        let unknown = try toy.model.predictions(batch)[0]
        let lung = try toy.model.predictions(batch, lineages: ["S0": "Lung"])[0]
        let strange = try toy.model.predictions(batch, lineages: ["S0": "Moon"])[0]
        #expect(strange.genes == unknown.genes)
        #expect(zip(lung.genes, unknown.genes).contains { $0.value != $1.value })
    }
}
