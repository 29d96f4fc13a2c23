/// The kernel of a model's file.
struct KernelSections: @unchecked Sendable {
    // Pointers into bytes that the model keeps and nothing writes.
    let genes: UnsafeBufferPointer<Int32>
    let reference: UnsafeBufferPointer<Double>
    let means: UnsafeBufferPointer<Double>
    let scales: UnsafeBufferPointer<Double>
    /// Lines × genes used.
    let z: UnsafeBufferPointer<Float>
    let squares: UnsafeBufferPointer<Double>
    let median: Double
    let meanSquare: Double
    /// Of the training lines, ascending: how far each was from the others.
    let distances: UnsafeBufferPointer<Double>
    let scaleIntercept: Double
    let scaleSlope: Double

    init(_ file: SectionReader, lines: Int, genes count: Int) throws(ModelFault) {
        genes = try file.array("kernel.genes")
        reference = try file.array("kernel.reference", count: count)
        means = try file.array("kernel.means", count: genes.count)
        scales = try file.array("kernel.scales", count: genes.count)
        z = try file.array("kernel.z", count: genes.count * lines)
        squares = try file.array("kernel.squares", count: lines)
        distances = try file.array("kernel.distances", count: lines)
        let numbers: UnsafeBufferPointer<Double> = try file.array("kernel.numbers", count: 4)
        (median, meanSquare) = (numbers[0], numbers[1])
        (scaleIntercept, scaleSlope) = (numbers[2], numbers[3])
        guard median > 0, meanSquare > 0, numbers.allSatisfy(\.isFinite),
            genes.allSatisfy({ $0 >= 0 && $0 < count }), areFinite(reference, means, squares, distances),
            scales.allSatisfy({ $0.isFinite && $0 > 0 })
        else { throw SectionReader.broken }
    }
}

/// What each target takes of each model, and the kernel's dual coefficients.
struct StackSections: @unchecked Sendable {
    let means: UnsafeBufferPointer<Double>
    /// Three a target.
    let weights: UnsafeBufferPointer<Double>
    /// Lines × targets.
    let duals: UnsafeBufferPointer<Float>
    /// `ConformalReach.numbers` of each target.
    private let reaches: UnsafeBufferPointer<Double>

    init(_ file: SectionReader, lines: Int, targets: Int) throws(ModelFault) {
        means = try file.array("stack.means", count: targets)
        weights = try file.array("stack.weights", count: 3 * targets)
        duals = try file.array("stack.duals", count: lines * targets)
        reaches = try file.array("stack.reaches", count: ConformalReach.count * targets)
        guard areFinite(means, weights, reaches) else { throw SectionReader.broken }
        for target in 0..<targets where !reach(target).isSound { throw SectionReader.broken }
    }

    func reach(_ target: Int) -> ConformalReach {
        let start = ConformalReach.count * target
        return ConformalReach(numbers: (0..<ConformalReach.count).map { reaches[start + $0] })
    }
}

/// The modifiers of all targets, one after the other, with their ridge and their trees.
struct ModifierSections: @unchecked Sendable {
    /// Where each target's end.
    private let ends: UnsafeBufferPointer<Int32>
    let columns: UnsafeBufferPointer<Int32>
    /// A bit for each test that chose the gene.
    let by: UnsafeBufferPointer<UInt8>
    let r: UnsafeBufferPointer<Double>
    let rho: UnsafeBufferPointer<Double>
    let chiSquared: UnsafeBufferPointer<Double>
    let q: UnsafeBufferPointer<Double>
    let means: UnsafeBufferPointer<Double>
    let coefficients: UnsafeBufferPointer<Double>
    let intercepts: UnsafeBufferPointer<Double>
    private let treeEnds: UnsafeBufferPointer<Int32>
    let bases: UnsafeBufferPointer<Float>
    let features: UnsafeBufferPointer<UInt8>
    let thresholds: UnsafeBufferPointer<Float>
    let leaves: UnsafeBufferPointer<Float>

    init(_ file: SectionReader, genes: Int, targets: Int) throws(ModelFault) {
        ends = try file.array("modifiers.ends", count: targets)
        columns = try file.array("modifiers.columns")
        let count = columns.count
        by = try file.array("modifiers.by", count: count)
        r = try file.array("modifiers.r", count: count)
        rho = try file.array("modifiers.rho", count: count)
        chiSquared = try file.array("modifiers.chi2", count: count)
        q = try file.array("modifiers.q", count: count)
        means = try file.array("modifiers.means", count: count)
        coefficients = try file.array("ridge.coefficients", count: count)
        intercepts = try file.array("ridge.intercepts", count: targets)
        treeEnds = try file.array("trees.ends", count: targets)
        bases = try file.array("trees.bases", count: targets)
        leaves = try file.array("trees.leaves")
        let trees = leaves.count / ShallowTrees.leaves
        features = try file.array("trees.features", count: trees * ShallowTrees.questions)
        thresholds = try file.array("trees.thresholds", count: trees * ShallowTrees.questions)
        guard isAscending(ends, to: count), isAscending(treeEnds, to: trees),
            columns.allSatisfy({ $0 >= 0 && $0 < genes }), areFinite(means, coefficients, intercepts),
            bases.allSatisfy(\.isFinite)
        else { throw SectionReader.broken }
    }

    func range(_ target: Int) -> Range<Int> { Int(target == 0 ? 0 : ends[target - 1])..<Int(ends[target]) }

    func trees(_ target: Int) -> Range<Int> {
        Int(target == 0 ? 0 : treeEnds[target - 1])..<Int(treeEnds[target])
    }
}

/// How well each target was foretold, and the predictions that say so.
struct FigureSections: @unchecked Sendable {
    private let known: UnsafeBufferPointer<Int32>
    private let sd: UnsafeBufferPointer<Double>
    private let r: UnsafeBufferPointer<Double>
    private let rmse: UnsafeBufferPointer<Double>
    private let p: UnsafeBufferPointer<Double>
    private let errors: UnsafeBufferPointer<Double>
    private let within: UnsafeBufferPointer<Double>
    /// Lines that need the target; negative where the scale does not tell.
    private let needing: UnsafeBufferPointer<Int32>
    private let settled: UnsafeBufferPointer<Double>
    let q: UnsafeBufferPointer<Double>
    /// Targets × lines.
    let measured: UnsafeBufferPointer<Float>
    let heldOut: UnsafeBufferPointer<Float>

    init(_ file: SectionReader, lines: Int, targets: Int) throws(ModelFault) {
        known = try file.array("figures.lines", count: targets)
        sd = try file.array("figures.sd", count: targets)
        r = try file.array("figures.r", count: targets)
        rmse = try file.array("figures.rmse", count: targets)
        p = try file.array("figures.p", count: targets)
        q = try file.array("figures.q", count: targets)
        errors = try file.array("figures.r.error", count: targets)
        within = try file.array("figures.r.within", count: targets)
        needing = try file.array("figures.needing", count: targets)
        settled = try file.array("figures.settled", count: targets)
        measured = try file.array("figures.measured", count: targets * lines)
        heldOut = try file.array("figures.heldout", count: targets * lines)
        guard known.allSatisfy({ $0 >= 0 && Int($0) <= lines }), areFinite(sd, r, rmse, p, q, errors) else {
            throw SectionReader.broken
        }
        for target in 0..<targets {
            let agrees =
                needing[target] < 0 || (needing[target] <= known[target] && (0...1).contains(settled[target]))
            guard agrees, within[target].isNaN || within[target].magnitude <= 1 + 1e-9 else {
                throw SectionReader.broken
            }
        }
    }

    func accuracy(_ target: Int) -> TargetAccuracy {
        TargetAccuracy(
            lines: Int(known[target]),
            sd: sd[target],
            r: r[target],
            rmse: rmse[target],
            p: p[target],
            error: errors[target],
            within: within[target].isNaN ? nil : within[target]
        )
    }

    func agreement(_ target: Int) -> LineAgreement? {
        guard needing[target] >= 0 else { return nil }
        return LineAgreement(
            lines: Int(known[target]),
            needing: Int(needing[target]),
            settled: settled[target]
        )
    }
}

/// Models of the paper's protocol, each as the text it was written as.
struct OtherSections: @unchecked Sendable {
    private let names: [String]
    private let ends: UnsafeBufferPointer<Int64>
    private let bytes: UnsafeBufferPointer<UInt8>

    init(_ file: SectionReader, targets: Int) throws(ModelFault) {
        names = try file.texts("others.names")
        bytes = try file.array("others.bytes")
        ends = try file.array("others.ends", count: names.count)
        guard names.isEmpty || names.count == targets else { throw SectionReader.broken }
        var least: Int64 = 0
        for end in ends {
            guard end >= least, end <= bytes.count else { throw SectionReader.broken }
            least = end
        }
    }

    func name(_ target: Int) -> String? { names.isEmpty ? nil : names[target] }

    func text(_ target: Int) -> [UInt8]? {
        guard !names.isEmpty else { return nil }
        return Array(bytes[Int(target == 0 ? 0 : ends[target - 1])..<Int(ends[target])])
    }
}

/// Of the short sections alone: what the long ones hold shows in each prediction, and need not all be read before.
private func areFinite(_ sections: UnsafeBufferPointer<Double>...) -> Bool {
    sections.allSatisfy { $0.allSatisfy(\.isFinite) }
}

private func isAscending(_ ends: UnsafeBufferPointer<Int32>, to last: Int) -> Bool {
    var least: Int32 = 0
    for end in ends {
        guard end >= least else { return false }
        least = end
    }
    return Int(least) == last
}
