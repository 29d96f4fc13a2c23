import LinearAlgebra

/// A kernel of some lines, taken apart once for all targets.
struct SolvedKernel: Sendable {
    let gram: Matrix
    /// For targets that are known in every line.
    private let complete: KernelSolution
    /// For targets that are unknown in a few lines; `nil` where there are none.
    fileprivate let inverses: KernelInverses?
    /// How far each line is from the others.
    let nearness: [Double]

    /// - Parameters:
    ///   - kernel: of the lines.
    ///   - data: whose targets are to be fitted.
    ///   - rows: the lines among those of the data.
    /// - Throws: `TrainingFault` where the expression is not finite.
    init(_ kernel: ExpressionKernel, _ data: TrainingData, rows: [Int]) throws(TrainingFault) {
        gram = kernel.gram
        complete = try Self.solution(gram, places: Array(0..<gram.rows))
        let isServed = data.targets.indices.contains { target in
            let missing = rows.count { data.effect[$0, target].isNaN }
            return KernelInverses.serve(missing: missing, of: rows.count)
        }
        inverses = isServed ? KernelInverses(complete) : nil
        nearness = Essentiality.nearness(kernel.distances, leavingSelf: true)
    }

    fileprivate func solution(_ places: [Int]) throws(TrainingFault) -> KernelSolution {
        places.count == gram.rows ? complete : try Self.solution(gram, places: places)
    }

    private static func solution(_ gram: Matrix, places: [Int]) throws(TrainingFault) -> KernelSolution {
        guard let solution = KernelSolution(gram: gram, places: places) else {
            throw .expressionNotFinite
        }
        return solution
    }
}

/// The kernel's models of some targets on some lines, their penalties pooled over these targets.
struct KernelFits: Sendable {
    /// Training lines × targets; 0 for lines in which a target is not known.
    let duals: FloatMatrix
    let means: [Double]
    /// For each target, a value for each training line: predicted without the line itself, NaN where unknown.
    let leftOut: [[Double]]

    /// Fits columns of the effect in `rows`, the training lines that `lines` is the kernel of.
    init(
        _ data: TrainingData,
        targets: some RandomAccessCollection<Int>,
        rows: [Int],
        lines: SolvedKernel
    ) throws(TrainingFault) {
        let targets = Array(targets)
        var members: [[Int]: [Int]] = [:]
        var order: [[Int]] = []
        for (member, target) in targets.enumerated() {
            let known = rows.indices.filter { !data.effect[rows[$0], target].isNaN }
            if members[known] == nil { order.append(known) }
            members[known, default: []].append(member)
        }
        func responses(_ places: [Int], _ members: [Int]) -> Matrix {
            var responses = Matrix(rows: places.count, columns: members.count)
            for (row, place) in places.enumerated() {
                for (column, member) in members.enumerated() {
                    responses[row, column] = data.effect[rows[place], targets[member]]
                }
            }
            return responses
        }
        let shared = order.filter { known in
            lines.inverses != nil
                && KernelInverses.serve(missing: rows.count - known.count, of: rows.count)
        }
        let groups = shared.map { known in
            let present = Set(known)
            return KernelInverses.Group(
                missing: rows.indices.filter { !present.contains($0) },
                responses: responses(Array(rows.indices), members[known, default: []])
            )
        }
        var found: [[Int]: KernelSolution.Path] = [:]
        for (known, path) in zip(shared, lines.inverses?.paths(groups) ?? []) { found[known] = path }
        var paths: [(places: [Int], path: KernelSolution.Path, members: [Int])] = []
        var errors = [[Double]](repeating: [], count: targets.count)
        for known in order {
            let members = members[known, default: []]
            let path: KernelSolution.Path
            if let shared = found[known] {
                path = shared
            } else {
                path = try lines.solution(known).path(responses(known, members))
            }
            for (column, member) in members.enumerated() { errors[member] = path.errors[column] }
            paths.append((known, path, members))
        }
        let penalties = pooledPenalties(errors, counts: targets.map { _ in true })
        var duals = FloatMatrix(rows: rows.count, columns: targets.count)
        var means = [Double](repeating: 0, count: targets.count)
        var leftOut = [[Double]](
            repeating: [Double](repeating: .nan, count: rows.count),
            count: targets.count
        )
        for (places, path, members) in paths {
            let own = path.duals(penalties: members.map { penalties[$0] })
            for (column, member) in members.enumerated() {
                means[member] = path.means[column]
                let residuals = path.residuals[penalties[member]]
                for (row, place) in places.enumerated() {
                    duals.storage[place * targets.count + member] = Float(own[row, column])
                    leftOut[member][place] =
                        data.effect[rows[place], targets[member]] - residuals[row, column]
                }
            }
        }
        self.duals = duals
        self.means = means
        self.leftOut = leftOut
    }
}

extension FloatMatrix {
    var doubled: Matrix {
        Matrix(rows: rows, columns: columns, storage: storage.map { Double($0) })
    }
}
