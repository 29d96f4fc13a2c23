import Cycle
import Logging
import Notices
import Screen
import Synchronization
import Testing

/// A clock that a test moves.
final class Clock: Sendable {
    private let time = Mutex(1_700_000_000.0)
    var now: Double { time.withLock { $0 } }
    func advance(_ seconds: Double) { time.withLock { $0 += seconds } }
}

func notice(
    _ key: String = "demo-r003",
    title: String = "Batch ready",
    lines: [String] = ["10 pairs"]
) throws -> Notice {
    let campaign = try #require(CampaignID("demo"))
    return Notice(campaign: campaign, kind: .batchReady, key: key, title: title, lines: lines)
}

@Suite(.timeLimit(.minutes(1)))
struct CourierTests {
    let clock = Clock()

    func courier(_ outbox: MemoryOutbox, _ destinations: [Destination], seconds: Double = 20) -> Courier {
        Courier(
            destinations: destinations,
            outbox: outbox,
            now: { [clock] in clock.now },
            totalSeconds: seconds,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    func lab(_ receiver: Receiver, _ name: String = "lab", secret: Secret? = nil) throws -> Destination {
        try Destination(name: name, kind: .webhook, url: Secret(receiver.url), secret: secret)
    }

    @Test func `a notice that is due reaches its destination once`() async throws {
        let receiver = try Receiver()
        defer { receiver.stop() }
        let outbox = try MemoryOutbox([notice()])
        let courier = try courier(outbox, [lab(receiver)])
        try await courier.deliverDue()
        try await courier.deliverDue()
        #expect(outbox.entries.map(\.end) == ["delivered"])
        let request = try #require(receiver.requests.first)
        #expect(receiver.requests.count == 1)
        #expect(request.line == "POST /hook/T0P5ECRET HTTP/1.1")
        #expect(request.headers["user-agent"] == "pairwell")
        #expect(request.headers["content-type"] == "application/json")
        #expect(request.headers["webhook-timestamp"] == "1700000000")
        #expect(request.headers["webhook-id"] == outbox.entries[0].delivery.id)
    }

    @Test func `a server error is tried again, later and under the same id`() async throws {
        let receiver = try Receiver([.init(status: 500), .init(status: 502)])
        defer { receiver.stop() }
        let outbox = try MemoryOutbox([notice()])
        let courier = try courier(outbox, [lab(receiver)])
        try await courier.deliverDue()
        try await courier.deliverDue()
        #expect(receiver.requests.count == 1, "the second try must wait for the clock")
        clock.advance(6)
        try await courier.deliverDue()
        clock.advance(25)
        try await courier.deliverDue()
        #expect(receiver.requests.count == 3)
        #expect(Set(receiver.requests.map { $0.headers["webhook-id"] }).count == 1)
        #expect(Set(receiver.requests.map(\.body)).count == 1)
        #expect(outbox.entries.map(\.end) == ["delivered"])
    }

    @Test func `Retry-After holds the lane for as long as the server asks`() async throws {
        let receiver = try Receiver([.init(status: 429, headers: ["Retry-After: 120"])])
        defer { receiver.stop() }
        let outbox = try MemoryOutbox([notice("one"), notice("two")])
        let courier = try courier(outbox, [lab(receiver)])
        try await courier.deliverDue()
        clock.advance(119)
        try await courier.deliverDue()
        #expect(receiver.requests.count == 1)
        clock.advance(14)
        try await courier.deliverDue()
        #expect(outbox.entries.map(\.end) == ["delivered", "delivered"])
    }

    @Test func `redirects are refusals and are not followed`() async throws {
        let trap = try Receiver()
        let receiver = try Receiver([.init(status: 307, headers: ["Location: \(trap.url)"])])
        defer {
            receiver.stop()
            trap.stop()
        }
        let outbox = try MemoryOutbox([notice()])
        try await courier(outbox, [lab(receiver)]).deliverDue()
        #expect(trap.requests.isEmpty)
        let reason = try #require(outbox.entries[0].reasons.first)
        #expect(reason.contains("answered 307 (ok), a redirect, which is not followed"))
    }

    @Test func `a reply without end is cut off, and its status counts`() async throws {
        let receiver = try Receiver([.init(padding: 1 << 30)])
        defer { receiver.stop() }
        let outbox = try MemoryOutbox([notice()])
        try await courier(outbox, [lab(receiver)]).deliverDue()
        #expect(outbox.entries.map(\.end) == ["delivered"])
    }

    @Test func `a receiver that keeps refusing is given up with its reason`() async throws {
        let receiver = try Receiver([
            .init(status: 403, body: "invalid_token"), .init(status: 403, body: "no"),
        ])
        defer { receiver.stop() }
        let outbox = try MemoryOutbox([notice()], attempts: 6)
        let courier = try courier(outbox, [lab(receiver)])
        try await courier.deliverDue()
        #expect(outbox.entries[0].end == nil)
        clock.advance(86_400)
        try await courier.deliverDue()
        #expect(outbox.entries[0].end == "abandoned")
        let first = "127.0.0.1:\(receiver.port) answered 403 (invalid_token); check the token or secret"
        #expect(outbox.entries[0].reasons[0] == first)
        #expect(outbox.entries[0].reasons[1].hasSuffix("given up after 8 attempts"))
    }

    @Test func `an absent receiver is tried for days`() async throws {
        let receiver = try Receiver()
        receiver.stop()
        let dead = try Destination(name: "lab", kind: .webhook, url: Secret("http://127.0.0.1:1/T0P5ECRET"))
        let outbox = try MemoryOutbox([notice()])
        let courier = courier(outbox, [dead])
        let start = clock.now
        while outbox.entries[0].end == nil {
            try await courier.deliverDue()
            clock.advance(max(1, outbox.entries[0].dueAt - clock.now))
        }
        #expect(clock.now - start > 4 * 86_400)
        #expect(outbox.entries[0].end == "abandoned")
    }

    @Test func `neither address nor secret stands in a reason, a description or a dump`() async throws {
        let receiver = try Receiver([.init(status: 404, body: "cannot POST /hook/T0P5ECRET")])
        defer { receiver.stop() }
        let destination = try lab(receiver, secret: Secret("whsec_c2VzYW1lLW9wZW4="))
        let outbox = try MemoryOutbox([notice()])
        try await courier(outbox, [destination]).deliverDue()
        var shown = outbox.entries[0].reasons.joined() + "\(destination)" + String(reflecting: destination)
        dump(destination, to: &shown)
        #expect(outbox.entries[0].reasons.count == 1)
        #expect(!shown.contains("T0P5ECRET"))
        #expect(!shown.contains("c2VzYW1l"))
        #expect(shown.contains("127.0.0.1"))
    }

    @Test func `a receiver that hangs holds up its own notices only`() async throws {
        let slow = try Receiver([.init(hangs: true), .init(hangs: true)])
        let quick = try Receiver()
        defer {
            slow.stop()
            quick.stop()
        }
        let outbox = try MemoryOutbox([notice("one"), notice("two")], to: ["slow", "quick"])
        let courier = try courier(outbox, [lab(slow, "slow"), lab(quick, "quick")])
        let run = Task { await courier.run() }
        var ends = outbox.ends.makeAsyncIterator()
        #expect(await ends.next() == "delivered")
        #expect(await ends.next() == "delivered")
        #expect(quick.requests.count == 2)
        // Stopping ends the transfer that hangs, and leaves the notice as it was.
        run.cancel()
        await run.value
        #expect(
            outbox.entries.filter { $0.delivery.destination == "slow" }.map(\.delivery.attempts) == [0, 0]
        )
    }

    @Test func `a hanging receiver costs one bounded attempt`() async throws {
        let slow = try Receiver([.init(hangs: true)])
        defer { slow.stop() }
        let outbox = try MemoryOutbox([notice()])
        try await courier(outbox, [lab(slow)], seconds: 0.2).deliverDue()
        #expect(outbox.entries[0].reasons.first?.contains("Timeout was reached") == true)
    }

    @Test func `a new notice goes at once when the courier is woken`() async throws {
        let receiver = try Receiver()
        defer { receiver.stop() }
        let outbox = MemoryOutbox([])
        let courier = try courier(outbox, [lab(receiver)])
        let run = Task { await courier.run() }
        try outbox.add([notice()])
        courier.wake()
        var ends = outbox.ends.makeAsyncIterator()
        #expect(await ends.next() == "delivered")
        run.cancel()
        await run.value
    }
}
