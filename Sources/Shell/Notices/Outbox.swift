package import Cycle

/// One notice on its way to one destination.
package struct Delivery: Sendable, Hashable {
    /// ``noticeID(_:)`` of the notice.
    package let id: String
    package let notice: Notice
    /// The destination's name.
    package let destination: String
    /// Attempts made so far.
    package let attempts: Int

    package init(id: String, notice: Notice, destination: String, attempts: Int) {
        self.id = id
        self.notice = notice
        self.destination = destination
        self.attempts = attempts
    }
}

/// The notices still to be delivered, as the store remembers them.
///
/// Times are seconds since 1970. A notice enters in the transaction of the fact it tells of, one
/// delivery a destination that wants its kind, due at once; a delivery is known by id and destination.
package protocol NoticeOutbox: Sendable {
    /// What is due for a destination at `now`, oldest first.
    func due(destination: String, now: Double, limit: Int) async throws -> [Delivery]
    /// When the destination's next delivery is due; `nil` where nothing waits.
    func nextDue(destination: String) async throws -> Double?
    func delivered(_ delivery: Delivery, at: Double) async throws
    /// Remembers a failed attempt: `attempts` is the count with this one.
    func failed(_ delivery: Delivery, attempts: Int, retryAt: Double, reason: String) async throws
    /// Gives a delivery up for good; the reason stays visible.
    func abandoned(_ delivery: Delivery, attempts: Int, at: Double, reason: String) async throws
}
