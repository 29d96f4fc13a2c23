package import Expression
import LinearAlgebra
import Modifiers
import Screen
import Statistics

/// A model of another protocol than the default's: its name, and the text it is read back from.
package struct OtherModel: Sendable {
    package let name: String
    package let text: [UInt8]

    package init(name: String, text: [UInt8]) {
        self.name = name
        self.text = text
    }
}

/// The bytes of a model's file.
///
/// - Parameters:
///   - data: what was learnt from.
///   - kernel: of all lines.
///   - targets: in the order of `data.targets`.
///   - scale: of the effect.
///   - trainedBy: `default` or `rosenski`.
///   - folds: by which the targets were judged.
///   - seed: that chose these.
///   - sources: digests of the files.
///   - others: a model a target, of another protocol; empty for the default's.
/// - Returns: the file, as `SectionWriter` has it.
package func modelBytes(
    _ data: TrainingData,
    kernel: ExpressionKernel,
    targets: [StackedTarget],
    scale: EffectScale,
    trainedBy: String = "default",
    folds: Int,
    seed: UInt64,
    sources: [String],
    others: [OtherModel] = []
) -> [UInt8] {
    var file = SectionWriter()
    file.add(
        "facts",
        texts: [EssentialityModel.version, scale.rawValue, trainedBy, "\(folds)", "\(seed)"] + sources
    )
    file.add("lines", texts: data.lines)
    file.add("lineages", texts: data.lineages)
    file.add("genes", texts: data.genes.map(\.symbol))
    file.add("targets", texts: targets.map(\.gene.symbol))
    let distribution = TrainingDistribution(
        LabelledMatrix(lines: data.lines, genes: data.genes, values: data.expression)
    )
    file.add("expression.means", distribution.means)
    file.add("expression.sds", distribution.sds)
    file.add("expression.least", [distribution.least])

    let residuals: [(places: [Int], values: [Double])] = targets.map { target in
        let known = target.measured.indices.filter {
            !target.measured[$0].isNaN && !target.heldOut[$0].isNaN
        }
        return (known, known.map { target.measured[$0] - target.heldOut[$0] })
    }
    let scaling = DistanceScale(distances: targets.first?.distances ?? [], residuals: residuals)
    file.add("kernel.genes", kernel.genes.map { Int32($0) })
    file.add("kernel.reference", kernel.reference)
    file.add("kernel.means", kernel.means)
    file.add("kernel.scales", kernel.scales)
    file.add("kernel.z", kernel.z.storage)
    file.add("kernel.squares", kernel.squares)
    file.add("kernel.distances", nearness(kernel.distances, leavingSelf: true).sorted())
    file.add("kernel.numbers", [kernel.median, kernel.meanSquare, scaling.intercept, scaling.slope])

    file.add("stack.means", targets.map(\.mean))
    file.add("stack.weights", targets.flatMap(\.weights))
    var duals = [Float](repeating: 0, count: data.lines.count * targets.count)
    for (column, target) in targets.enumerated() {
        for line in data.lines.indices { duals[line * targets.count + column] = target.duals[line] }
    }
    file.add("stack.duals", duals)
    file.add("stack.reaches", reaches(targets, residuals: residuals, scaling: scaling))
    addModifiers(targets, to: &file)
    addFigures(targets, scale: scale, to: &file)
    file.add("others.names", texts: others.map(\.name))
    var ends: [Int64] = []
    for other in others { ends.append((ends.last ?? 0) + Int64(other.text.count)) }
    file.add("others.bytes", others.flatMap(\.text))
    file.add("others.ends", ends)
    return file.bytes
}

/// How far the intervals of samples reach: by what was said of lines held out.
private func reaches(
    _ targets: [StackedTarget],
    residuals: [(places: [Int], values: [Double])],
    scaling: DistanceScale
) -> [Double] {
    zip(targets, residuals).flatMap { target, part in
        ConformalReach(
            departures: part.places.map { target.departures[$0] },
            residuals: zip(part.places, part.values).map { $1 / scaling.factor(target.distances[$0]) }
        ).numbers
    }
}

private func addModifiers(_ targets: [StackedTarget], to file: inout SectionWriter) {
    let all = targets.flatMap(\.modifiers)
    file.add("modifiers.ends", ends(targets.map(\.modifiers.count)))
    file.add("modifiers.columns", all.map { Int32($0.column) })
    file.add(
        "modifiers.by",
        all.map { gene in
            AssociationTest.allCases.enumerated().reduce(UInt8(0)) {
                $0 | (gene.by.contains($1.element) ? 1 << UInt8($1.offset) : 0)
            }
        }
    )
    file.add("modifiers.r", all.map(\.pearson.statistic))
    file.add("modifiers.rho", all.map(\.spearman.statistic))
    file.add("modifiers.chi2", all.map(\.chiSquared.statistic))
    file.add("modifiers.q", all.map { gene in gene.by.compactMap { gene[$0].q }.min() ?? 1 })
    file.add("modifiers.means", targets.flatMap(\.modifierMeans))
    file.add("ridge.coefficients", targets.flatMap(\.ridgeCoefficients))
    file.add("ridge.intercepts", targets.map(\.ridgeIntercept))
    file.add("trees.ends", ends(targets.map(\.trees.count)))
    file.add("trees.bases", targets.map(\.trees.base))
    file.add("trees.features", targets.flatMap(\.trees.features))
    file.add("trees.thresholds", targets.flatMap(\.trees.thresholds))
    file.add("trees.leaves", targets.flatMap(\.trees.values))
}

private func addFigures(_ targets: [StackedTarget], scale: EffectScale, to file: inout SectionWriter) {
    let accuracies = targets.map(\.accuracy)
    file.add("figures.lines", accuracies.map { Int32($0.lines) })
    file.add("figures.sd", accuracies.map(\.sd))
    file.add("figures.r", accuracies.map(\.r))
    file.add("figures.rmse", accuracies.map(\.rmse))
    file.add("figures.p", accuracies.map(\.p))
    file.add("figures.q", benjaminiHochberg(accuracies.map(\.p)))
    file.add("figures.r.error", accuracies.map(\.error))
    file.add("figures.r.within", accuracies.map { $0.within ?? .nan })
    let agreements = targets.map { $0.agreement(on: scale) }
    file.add("figures.needing", agreements.map { Int32($0?.needing ?? -1) })
    file.add("figures.settled", agreements.map { $0?.settled ?? 0 })
    file.add("figures.measured", targets.flatMap { $0.measured.map { Float($0) } })
    file.add("figures.heldout", targets.flatMap { $0.heldOut.map { Float($0) } })
}

private func ends(_ counts: [Int]) -> [Int32] {
    var sum: Int32 = 0
    return counts.map { count in
        sum += Int32(count)
        return sum
    }
}
