import Expression
import LinearAlgebra
import Modifiers
import Screen
import Statistics
import Testing

@testable import Essentiality

@Suite struct ModelFileTests {
    @Test func `a model comes back from its file`() throws {
        let data = try toyTrainingData()
        let (targets, bytes) = try trained(data)
        let model = try model(bytes)
        #expect(model.scale == .geneEffect && model.trainedBy == "default")
        #expect(model.sources == ["sha256:a", "sha256:b"])
        #expect(model.lines == data.lines && model.lineages == data.lineages && model.genes == data.genes)
        #expect(model.targets == targets.map(\.gene))
        for (place, target) in targets.enumerated() {
            #expect(model.weights(place) == target.weights)
            #expect(model.accuracy(place) == target.accuracy)
            #expect(model.agreement(place) == target.agreement(on: .geneEffect))
            #expect(model.judgement(place) == target.judgement(on: .geneEffect))
            let held = model.heldOut(place)
            // Kept in single precision.
            #expect(difference(held.measured, target.measured) < 1e-6)
            #expect(difference(held.predicted, target.heldOut) < 1e-6)
            let modifiers = model.modifiers(of: place)
            #expect(modifiers.map(\.gene) == target.modifiers.map { data.genes[$0.column] })
            for (found, expected) in zip(modifiers, target.modifiers) {
                #expect(found.by == expected.by && found.q <= 0.05 && found.q > 0)
                #expect(found.r == expected.pearson.statistic && found.rho == expected.spearman.statistic)
                #expect(found.chiSquared == expected.chiSquared.statistic)
            }
            #expect(model.modelName(place) == (target.modifiers.isEmpty ? "kernel" : "stack"))
        }
        let distribution = TrainingDistribution(
            LabelledMatrix(lines: data.lines, genes: data.genes, values: data.expression)
        )
        #expect(model.distribution == distribution)
        let q = benjaminiHochberg(targets.map(\.accuracy.p))
        #expect(targets.indices.map { model.q($0) } == q)
    }

    @Test func `the same training makes the same bytes, another seed others`() throws {
        let data = try toyTrainingData()
        let first = try trained(data).bytes
        #expect(try trained(data).bytes == first)
        #expect(try trained(data, seed: 2).bytes != first)
    }

    @Test func `models of another protocol are read back as they were written`() throws {
        let data = try toyTrainingData()
        NumericsKernel.useOneThread()
        let trainer = StackTrainer(data, folds: 5, seed: Seed(1))
        let result = try trainer.train(blocks: [0], workers: OneWorker())
        let others = result.targets.indices.map {
            OtherModel(name: "ridge", text: Array("\($0) of \(result.targets.count)".utf8))
        }
        let bytes = modelBytes(
            data,
            kernel: result.kernel,
            targets: result.targets,
            scale: .geneEffect,
            trainedBy: "rosenski",
            folds: 3,
            seed: 0,
            sources: [],
            others: others
        )
        let model = try model(bytes)
        #expect(model.trainedBy == "rosenski" && model.modelName(0) == "ridge")
        struct Answer: OtherPredictor {
            let number: Double
            func prediction(_ modifiers: [Double]) -> Double { number }
        }
        let row = Array(data.expression.row(0))
        let prediction = try model.predictions(samples(data.genes, [row])) { other throws(ModelFault) in
            let text = String(decoding: other.text, as: UTF8.self)
            return Answer(number: text.split(separator: " ").first.flatMap { Double($0) } ?? -1)
        }
        #expect(prediction[0].genes.map(\.value) == others.indices.map { Double($0) })
        #expect(throws: ModelFault.self) { _ = try model.predictions(samples(data.genes, [row])) }
    }

    @Test func `another version, other counts and ends that fall are faults`() throws {
        let data = try toyTrainingData()
        let bytes = try trained(data).bytes
        func place(_ name: String) throws -> (name: String, entry: Int, from: Int, size: Int) {
            try #require(sections(of: bytes).first { $0.name == name })
        }
        var other = bytes
        other[try place("facts").from] = UInt8(ascii: "1")
        let fault = #expect(throws: ModelFault.self) { _ = try model(other) }
        #expect(fault?.description.contains("pairwell train") == true)
        for name in ["modifiers.ends", "trees.ends", "lines.ends", "targets.ends"] {
            var falling = bytes
            let from = try place(name).from
            for byte in 0..<4 { falling[from + byte] = byte < 3 ? 0xFF : 0x7F }
            #expect(throws: ModelFault.self) { _ = try model(falling) }
        }
        for name in ["kernel.genes", "modifiers.columns"] {
            for value in [UInt8(60), 0x80] {
                var outside = bytes
                outside[try place(name).from + (value == 60 ? 0 : 3)] = value
                #expect(throws: ModelFault.self) { _ = try model(outside) }
            }
        }
        // The median is divided by.
        let numbers = try place("kernel.numbers").from
        #expect(throws: ModelFault.self) { _ = try model(writing(0, at: numbers, of: bytes)) }
        #expect(throws: ModelFault.self) {
            _ = try model(writing(Double.nan.bitPattern, at: numbers + 16, of: bytes))
        }
        // Each section as if it were 8 or 64 bytes shorter.
        for section in sections(of: bytes) where section.size >= 8 {
            let size = UInt64(section.size - min(section.size, 64) / 8 * 8)
            let shorter = writing(size, at: section.entry + 32, of: bytes)
            let isOptional = section.name.hasPrefix("facts")
            if !isOptional { #expect(throws: ModelFault.self, "\(section.name)") { _ = try model(shorter) } }
        }
    }

    @Test func `thousands of damaged files are faults or models, and never a crash`() throws {
        let (expression, effect) = planted(lines: 16, genes: 12, targets: 4, signal: 3)
        let data = try TrainingData(effect: effect, expression: expression)
        let bytes = try trained(data, folds: 3).bytes
        let table = sections(of: bytes)
        let row = Array(data.expression.row(0))
        var generator = SeededGenerator(Seed(17))
        var (faults, models) = (0, 0)
        for trial in 0..<6_000 {
            var other = bytes
            for _ in 0...generator.index(below: 3) {
                switch trial % 6 {
                case 0: other.removeLast(generator.index(below: other.count))
                case 1: other[generator.index(below: other.count)] ^= 1 << UInt8(generator.index(below: 8))
                case 2:
                    // the table of sections: a place or a size
                    let entry = table[generator.index(below: table.count)].entry
                    let near = UInt64(generator.index(below: bytes.count + 128)) / 64 * 64
                    let value = [near, generator.next(), near / 8, UInt64(bytes.count)][
                        generator.index(below: 4)
                    ]
                    if other.count >= entry + 40 {
                        other = writing(value, at: entry + 24 + 8 * generator.index(below: 2), of: other)
                    }
                case 3:
                    // numbers that a calculation may not expect
                    let section = table[generator.index(below: table.count)]
                    guard section.size >= 8 else { continue }
                    let value = [Double.nan, .infinity, -.infinity, 1e300, 0, -1][generator.index(below: 6)]
                    let at = section.from + generator.index(below: section.size / 8) * 8
                    other = writing(value.bitPattern, at: at, of: other)
                case 4:
                    // two sections in each other's place
                    let one = table[generator.index(below: table.count)].entry + 24
                    let two = table[generator.index(below: table.count)].entry + 24
                    for byte in 0..<16 { other.swapAt(one + byte, two + byte) }
                default:
                    let section = table[generator.index(below: table.count)]
                    for at in section.from..<(section.from + section.size) {
                        other[at] = UInt8(truncatingIfNeeded: generator.next())
                    }
                }
                if other.isEmpty { break }
            }
            do {
                let model = try model(other)
                models += 1
                for target in model.targets.indices {
                    _ = (
                        model.accuracy(target), model.q(target), model.heldOut(target), model.weights(target)
                    )
                    _ = (model.modifiers(of: target), model.modelName(target))
                }
                let wide = model.genes.indices.map { $0 < row.count ? row[$0] : 1 }
                let gaps = wide.enumerated().map { $0 % 3 == 0 ? Double.nan : $1 }
                _ = try model.predictions(samples(model.genes, [wide, gaps]), lineages: ["S0": "Lung"])
            } catch {
                faults += 1
                #expect(error is ModelFault)
            }
        }
        // Both ways are gone, or the test would say nothing.
        #expect(faults > 2_000 && models > 500)
    }
}
