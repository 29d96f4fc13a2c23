import Cycle
import Notices
import Synchronization

/// An outbox that forgets when it goes, with what was told to it.
final class MemoryOutbox: NoticeOutbox {
    struct Entry: Sendable {
        var delivery: Delivery
        var dueAt: Double
        var reasons: [String] = []
        var end: String?
    }

    /// One element a delivery that was delivered or abandoned.
    let ends: AsyncStream<String>
    private let ended: AsyncStream<String>.Continuation
    private let state = Mutex<[Entry]>([])

    init(_ notices: [Notice], to destinations: [String] = ["lab"], attempts: Int = 0) {
        (ends, ended) = AsyncStream.makeStream()
        add(notices, to: destinations, attempts: attempts)
    }

    var entries: [Entry] { state.withLock { $0 } }

    func add(_ notices: [Notice], to destinations: [String] = ["lab"], attempts: Int = 0) {
        state.withLock { state in
            for notice in notices {
                for name in destinations {
                    let id = noticeID(notice)
                    let delivery = Delivery(id: id, notice: notice, destination: name, attempts: attempts)
                    state.append(Entry(delivery: delivery, dueAt: 0))
                }
            }
        }
    }

    func due(destination: String, now: Double, limit: Int) -> [Delivery] {
        let waiting = entries.filter {
            $0.delivery.destination == destination && $0.end == nil && $0.dueAt <= now
        }
        return waiting.prefix(limit).map(\.delivery)
    }

    func nextDue(destination: String) -> Double? {
        entries.filter { $0.delivery.destination == destination && $0.end == nil }.map(\.dueAt).min()
    }

    func delivered(_ delivery: Delivery, at: Double) {
        change(delivery) { $0.end = "delivered" }
        ended.yield("delivered")
    }

    func failed(_ delivery: Delivery, attempts: Int, retryAt: Double, reason: String) {
        change(delivery) { entry in
            entry.dueAt = retryAt
            entry.reasons.append(reason)
            entry.delivery = Delivery(
                id: delivery.id,
                notice: delivery.notice,
                destination: delivery.destination,
                attempts: attempts
            )
        }
    }

    func abandoned(_ delivery: Delivery, attempts: Int, at: Double, reason: String) {
        change(delivery) {
            $0.end = "abandoned"
            $0.reasons.append(reason)
        }
        ended.yield("abandoned")
    }

    private func change(_ delivery: Delivery, _ body: (inout Entry) -> Void) {
        state.withLock { state in
            let place = state.firstIndex {
                $0.delivery.id == delivery.id && $0.delivery.destination == delivery.destination
            }
            if let place { body(&state[place]) }
        }
    }
}
