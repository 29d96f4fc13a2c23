import Essentiality
import Synchronization

extension Workers {
    /// The answers of independent pieces in their order, whoever finished first.
    func inOrder<Value: Sendable>(_ count: Int, _ work: @Sendable (Int) -> Value) -> [Value] {
        let found = Mutex<[Int: Value]>([:])
        forEach(count) { piece in
            let answer = work(piece)
            found.withLock { $0[piece] = answer }
        }
        return found.withLock { answers in (0..<count).compactMap { answers[$0] } }
    }
}
