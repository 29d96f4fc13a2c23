import FoundationEssentials
import LinearAlgebra
import Screen
import Selection
import TestSupport

/// `Fixtures/acquisition.json`: posterior samples of 50 candidate pairs, and what independent programs
/// computed and chose from them.
struct AcquisitionFixture: Decodable {
    let n: Int
    let batch: Int
    let availablePairs: [Int]
    let samplesAvailable: [[Double]]
    let mean: [Double]
    let sdPopulation: [Double]
    let expectedMax: Double
    let expectedRegret: [Double]
    let infoVariance: [Double]
    let infoVarianceDebiased: [Double]
    let ratioLambda1: [Double]
    let ratioLambda2: [Double]
    let ratioLambda3: [Double]
    let ratioLambda5: [Double]
    let batchIdsLambda1Columns: [Int]
    let batchIdsLambda2Columns: [Int]
    let batchIdsLambda3Columns: [Int]
    let batchIdsLambda5Columns: [Int]
    let batchGreedyMeanColumns: [Int]
    let batchUsColumns: [Int]
    let ucb01: [Int]
    let ucb1: [Int]
    let ucb2: [Int]
    let topK: Int
    let topProbability: [Double]
    let knownValuesOfObserved: [Double]
    let batchTopProbabilityColumns: [Int]

    enum CodingKeys: String, CodingKey {
        case n, batch, availablePairs, samplesAvailable, mean, sdPopulation, expectedMax, expectedRegret
        case infoVariance, infoVarianceDebiased
        case ratioLambda1, ratioLambda2, ratioLambda3, ratioLambda5
        case batchIdsLambda1Columns, batchIdsLambda2Columns
        case batchIdsLambda3Columns, batchIdsLambda5Columns
        case batchGreedyMeanColumns, batchUsColumns
        case ucb01 = "batchUcbBeta0.1Columns"
        case ucb1 = "batchUcbBeta1Columns"
        case topK, topProbability, knownValuesOfObserved, batchTopProbabilityColumns
        case ucb2 = "batchUcbBeta2Columns"
    }

    static func read() throws -> AcquisitionFixture {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(AcquisitionFixture.self, from: fixture("acquisition.json"))
    }

    var samples: Matrix { matrix(samplesAvailable) }

    var index: PairIndex { geneIndex(n) }

    /// The fixture's choices, by policy.
    var batches: [(policy: Policy, columns: [Int])] {
        [
            (.ids(lambda: 1, debiased: false), batchIdsLambda1Columns),
            (.ids(lambda: 2, debiased: false), batchIdsLambda2Columns),
            (.ids(lambda: 3, debiased: false), batchIdsLambda3Columns),
            (.ids(lambda: 5, debiased: false), batchIdsLambda5Columns),
            (.greedy, batchGreedyMeanColumns),
            (.uncertainty, batchUsColumns),
            (.ucb(beta: 0.1), ucb01),
            (.ucb(beta: 1), ucb1),
            (.ucb(beta: 2), ucb2),
        ]
    }
}

func matrix(_ rows: [[Double]]) -> Matrix {
    Matrix(rows: rows.count, columns: rows.first?.count ?? 0, storage: rows.flatMap { $0 })
}

/// Genes G000, G001, …, so that their order is that of their numbers.
func geneIndex(_ count: Int) -> PairIndex {
    PairIndex(
        genes: (0..<count).map { number in
            let digits = String(number)
            return Gene("G" + String(repeating: "0", count: 3 - digits.count) + digits)
        }
    )
}
