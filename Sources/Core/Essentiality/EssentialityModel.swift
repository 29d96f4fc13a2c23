package import Expression
import LinearAlgebra
package import Modifiers
package import Screen
import Statistics

/// Trained models of target genes, read where their file lies.
///
/// Loading checks the file's shape and reads names; numbers are read when a sample is predicted.
package struct EssentialityModel: Sendable {
    package static let version = "4"

    package let scale: EffectScale
    /// `default` or `rosenski`.
    package let trainedBy: String
    /// By which targets were judged, and what chose the lines of each.
    package let folds: Int
    package let seed: UInt64
    /// Of the effect and the expression file, as `sha256:…`.
    package let sources: [String]
    /// Cell lines learnt from, and their lineages.
    package let lines: [String]
    package let lineages: [String]
    /// Genes whose expression a sample is to have.
    package let genes: [Gene]
    package let targets: [Gene]
    /// What a sample's expression is compared with to tell its unit.
    package let distribution: TrainingDistribution

    let owner: ModelBytes
    let kernel: KernelSections
    let stack: StackSections
    let modifiers: ModifierSections
    let figures: FigureSections
    /// Models of another protocol, a text each; empty for the default's.
    let others: OtherSections

    package init(_ owner: ModelBytes) throws(ModelFault) {
        let file = try SectionReader(owner)
        let facts = try file.texts("facts")
        guard facts.count >= 5, facts[0] == Self.version, let scale = EffectScale(rawValue: facts[1]),
            let folds = Int(facts[3]), (2...1_000).contains(folds), let seed = UInt64(facts[4])
        else {
            throw ModelFault("It is a model of another version. Make it anew with 'pairwell train'.")
        }
        self.scale = scale
        trainedBy = facts[2]
        self.folds = folds
        self.seed = seed
        sources = Array(facts.dropFirst(5))
        lines = try file.texts("lines")
        lineages = try file.texts("lineages")
        genes = try file.texts("genes").map { Gene($0) }
        targets = try file.texts("targets").map { Gene($0) }
        guard lineages.count == lines.count, Set(genes).count == genes.count,
            Set(targets).count == targets.count, !lines.isEmpty, !targets.isEmpty
        else { throw SectionReader.broken }
        let (lines, genes, targets) = (lines.count, genes.count, targets.count)
        let means: UnsafeBufferPointer<Double> = try file.array("expression.means", count: genes)
        let sds: UnsafeBufferPointer<Double> = try file.array("expression.sds", count: genes)
        let least: UnsafeBufferPointer<Double> = try file.array("expression.least", count: 1)
        distribution = TrainingDistribution(means: Array(means), sds: Array(sds), least: least[0])
        kernel = try KernelSections(file, lines: lines, genes: genes)
        stack = try StackSections(file, lines: lines, targets: targets)
        modifiers = try ModifierSections(file, genes: genes, targets: targets)
        figures = try FigureSections(file, lines: lines, targets: targets)
        others = try OtherSections(file, targets: targets)
        self.owner = owner
    }

    package func accuracy(_ target: Int) -> TargetAccuracy { figures.accuracy(target) }

    /// Whether lines agree on needing a target; `nil` on a scale that does not tell.
    package func agreement(_ target: Int) -> LineAgreement? { figures.agreement(target) }

    /// What predictions of a target are good for, whatever the sample.
    package func judgement(_ target: Int) -> Judgement {
        Judgement(figures.accuracy(target), agreement: figures.agreement(target))
    }

    /// The false discovery rate at which a target's correlation would count, over all targets of the model.
    package func q(_ target: Int) -> Double { figures.q[target] }

    /// Measured effect of a target in each line, NaN where unknown, and what models that had not seen it said.
    package func heldOut(_ target: Int) -> (measured: [Double], predicted: [Double]) {
        let start = target * lines.count
        return (
            (0..<lines.count).map { Double(figures.measured[start + $0]) },
            (0..<lines.count).map { Double(figures.heldOut[start + $0]) }
        )
    }

    /// A target's modifier genes.
    package func modifiers(of target: Int) -> [ModelModifier] {
        modifiers.range(target).map { place in
            ModelModifier(
                gene: genes[Int(modifiers.columns[place])],
                by: AssociationTest.allCases.enumerated().filter {
                    modifiers.by[place] >> UInt8($0.offset) & 1 == 1
                }.map(\.element),
                r: modifiers.r[place],
                rho: modifiers.rho[place],
                chiSquared: modifiers.chiSquared[place],
                q: modifiers.q[place]
            )
        }
    }

    /// What a target is predicted by, in a word: `kernel`, `stack`, or a model of the paper.
    package func modelName(_ target: Int) -> String {
        if let name = others.name(target) { return name }
        return modifiers.range(target).isEmpty ? "kernel" : "stack"
    }

    /// Weights of the kernel, the ridge and the trees.
    package func weights(_ target: Int) -> [Double] { (0..<3).map { stack.weights[3 * target + $0] } }
}

/// A gene whose expression goes with a target's effect.
package struct ModelModifier: Sendable, Hashable {
    package let gene: Gene
    /// The tests that chose it.
    package let by: [AssociationTest]
    package let r: Double
    package let rho: Double
    package let chiSquared: Double
    /// The least of the adjusted p-values of the tests that chose it.
    package let q: Double
}
