import FoundationEssentials
import Glibc
import Telemetry
import TestSupport
import Testing

/// A datagram socket in systemd's place.
private struct NotifySocket: ~Copyable {
    private let descriptor: CInt

    /// `name` as in `NOTIFY_SOCKET`.
    init(_ name: String) throws {
        descriptor = socket(AF_UNIX, CInt(SOCK_DGRAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = name.hasPrefix("@") ? [0] + name.utf8.dropFirst() : Array(name.utf8)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
        let number = descriptor
        let code = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(number, $0, length) }
        }
        try #require(code == 0)
    }

    deinit { close(descriptor) }

    func next() -> String {
        var buffer = [UInt8](repeating: 0, count: 1_024)
        let count = recv(descriptor, &buffer, buffer.count, CInt(MSG_DONTWAIT))
        return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
    }
}

struct SystemdTests {
    @Test func `systemd hears each state on a socket in the file system`() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "notify").path()
            let socket = try NotifySocket(path)
            let notifier = SystemdNotifier(environment: ["NOTIFY_SOCKET": path])
            notifier.ready()
            notifier.status("demo: round 3\nREADY=0")
            notifier.watchdog()
            notifier.stopping()
            #expect(socket.next() == "READY=1")
            #expect(socket.next() == "STATUS=demo: round 3 READY=0", "a newline would begin another message")
            #expect(socket.next() == "WATCHDOG=1")
            #expect(socket.next() == "STOPPING=1")
        }
    }

    @Test func `an abstract socket works too`() throws {
        let name = "@pairwell-test-\(getpid())"
        let socket = try NotifySocket(name)
        SystemdNotifier(environment: ["NOTIFY_SOCKET": name]).ready()
        #expect(socket.next() == "READY=1")
    }

    @Test func `without a socket, or with one that is gone, nothing happens`() {
        SystemdNotifier(environment: [:]).ready()
        SystemdNotifier(environment: ["NOTIFY_SOCKET": "/nowhere/notify"]).ready()
        SystemdNotifier(environment: ["NOTIFY_SOCKET": String(repeating: "/x", count: 500)]).ready()
    }

    @Test func `the watchdog is fed at half its time, by the process it is meant for`() {
        var environment = ["NOTIFY_SOCKET": "/run/notify", "WATCHDOG_USEC": "30000000"]
        #expect(SystemdNotifier(environment: environment).watchdogInterval == 15)
        environment["WATCHDOG_PID"] = "7"
        #expect(SystemdNotifier(environment: environment, processID: 7).watchdogInterval == 15)
        #expect(SystemdNotifier(environment: environment, processID: 8).watchdogInterval == nil)
        environment["WATCHDOG_USEC"] = "0"
        #expect(SystemdNotifier(environment: environment, processID: 7).watchdogInterval == nil)
        #expect(SystemdNotifier(environment: [:]).watchdogInterval == nil)
    }

    @Test func `resident memory is a plausible number of bytes`() throws {
        let bytes = try #require(residentMemoryBytes())
        #expect((1_000_000..<100_000_000_000).contains(bytes))
    }
}
