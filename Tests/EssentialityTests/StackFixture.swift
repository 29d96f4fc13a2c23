import LinearAlgebra
import TestSupport

@testable import Essentiality

/// What `make_stack_fixtures.py` computed.
struct StackFixture: Decodable {
    struct Tolerance: Decodable {
        /// For what passes through single precision.
        let single: Double
        let double: Double
    }
    struct Ties: Decodable {
        let values: [[Double]]
        let reference: [Double]
        let normalised: [[Double]]
    }
    struct Kernel: Decodable {
        let genes: [Int]
        let reference: [Double]
        let median: Double
        let meanSquare: Double
        let gram: [[Double]]
        let distances: [[Double]]
        let nearness: [Double]
        let otherGram: [[Double]]
        let otherDistances: [[Double]]
        let otherNearness: [Double]
    }
    struct Fit: Decodable {
        let errors: [[Double]]
        let penalties: [Int]
        /// For each target, a value a line.
        let duals: [[Double]]
        let leftOut: [[Double]]
        let means: [Double]
    }
    struct Ridge: Decodable {
        let target: Int
        let columns: [Int]
        let errors: [Double]
        /// For each penalty, a value for each of the other lines.
        let predictions: [[Double]]
    }
    struct Pooled: Decodable {
        let errors: [[Double]]
        let counts: [Bool]
        let penalties: [Int]
    }
    struct Stack: Decodable {
        let hasModifiers: [Bool]
        let weights: [[Double]]
    }
    struct Optimum: Decodable {
        let squares: [Double]
        let cross: [Double]
        let optimum: [Double]
    }

    let tolerance: Tolerance
    let lineages: [String]
    let ties: Ties
    let kernel: Kernel
    /// Targets known in every line.
    let targets: [Int]
    let fit: Fit
    /// Other lines × targets.
    let otherPredictions: [[Double]]
    let ridges: [Ridge]
    let pooled: [Pooled]
    let measured: [[Double]]
    /// For each target and model, a value a line.
    let predictions: [[[Double]]]
    let stacks: [Stack]
    let optima: [Optimum]

    static func read() throws -> StackFixture { try fixture("stack.json", as: StackFixture.self) }
}

extension Matrix {
    init(_ rows: [[Double]]) {
        self.init(rows: rows.count, columns: rows.first?.count ?? 0, storage: rows.flatMap(\.self))
    }
}
