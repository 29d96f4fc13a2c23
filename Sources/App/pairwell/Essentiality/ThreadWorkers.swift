import Dispatch
import Essentiality
import Synchronization

/// Does pieces of work on some threads at once.
struct ThreadWorkers: Workers {
    private let threads: Int

    init(_ threads: Int) { self.threads = max(threads, 1) }

    func forEach(_ count: Int, _ work: @Sendable (Int) -> Void) {
        let next = Atomic(0)
        DispatchQueue.concurrentPerform(iterations: min(threads, count)) { _ in
            while true {
                let piece = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard piece < count else { return }
                work(piece)
            }
        }
    }
}
