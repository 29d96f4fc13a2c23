import Cycle
package import Notices
import Screen
import Store

/// Addresses notices: to whom a kind goes, and under which id.
package struct NoticeDesk: Sendable {
    /// Names of the destinations that want each kind, ascending.
    let destinations: [Notice.Kind: [String]]

    package init(_ destinations: [Destination]) {
        var names: [Notice.Kind: [String]] = [:]
        for kind in Notice.Kind.allCases {
            names[kind] = destinations.filter { $0.events.contains(kind) }.map(\.name).sorted()
        }
        self.destinations = names
    }

    func posting(_ notice: Notice, at time: Double) -> NoticePosting {
        NoticePosting(
            id: noticeID(notice),
            notice: notice,
            destinations: destinations[notice.kind, default: []],
            at: time
        )
    }
}

/// The store as the courier sees it.
struct StoreOutbox: NoticeOutbox {
    let store: Store

    func due(destination: String, now: Double, limit: Int) async throws -> [Delivery] {
        try await store.dueDeliveries(to: destination, now: now, limit: limit).map {
            Delivery(id: $0.id, notice: $0.notice, destination: $0.destination, attempts: $0.attempts)
        }
    }

    func nextDue(destination: String) async throws -> Double? {
        try await store.nextDelivery(to: destination)
    }

    func delivered(_ delivery: Delivery, at time: Double) async throws {
        try await store.setDelivery(
            delivery.id,
            to: delivery.destination,
            state: .delivered,
            attempts: delivery.attempts + 1
        )
    }

    func failed(_ delivery: Delivery, attempts: Int, retryAt: Double, reason: String) async throws {
        try await store.setDelivery(
            delivery.id,
            to: delivery.destination,
            state: .waiting,
            attempts: attempts,
            due: retryAt,
            reason: reason
        )
    }

    func abandoned(_ delivery: Delivery, attempts: Int, at time: Double, reason: String) async throws {
        try await store.setDelivery(
            delivery.id,
            to: delivery.destination,
            state: .abandoned,
            attempts: attempts,
            reason: reason
        )
    }
}
