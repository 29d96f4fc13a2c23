import Cycle
import Screen
import Threads

/// Answers posted tables one after the other, on a thread of its own: reading a large one blocks.
actor PredictionDesk {
    private nonisolated let executor = ThreadExecutor(name: "predictions")
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private let predictor: Predictor

    init(_ predictor: Predictor) { self.predictor = predictor }

    func answer(
        _ bytes: [UInt8],
        file: String,
        genes: [Gene]?
    ) throws(Rejection) -> (csv: String, reports: [SampleReport]) {
        try predictor.answer(bytes, file: file, genes: genes)
    }
}
