import Glibc

/// Tells systemd how the daemon is doing (`sd_notify`), where systemd asked for it.
///
/// Without `NOTIFY_SOCKET` every call does nothing, so that callers need not ask.
package struct SystemdNotifier: Sendable {
    /// Seconds between two signs of life, half of what systemd allows; `nil` where no watchdog is set.
    package let watchdogInterval: Double?

    private let address: [UInt8]?

    /// - Parameters:
    ///   - environment: holds `NOTIFY_SOCKET`, and `WATCHDOG_USEC` with `WATCHDOG_PID`.
    ///   - processID: a watchdog meant for another process is not ours to feed.
    package init(environment: [String: String], processID: Int32 = getpid()) {
        address = environment["NOTIFY_SOCKET"].flatMap { path in
            // An abstract socket is written with `@` for the zero byte that starts its name.
            guard path.hasPrefix("/") || path.hasPrefix("@"), (2...107).contains(path.utf8.count) else {
                return nil
            }
            return path.hasPrefix("@") ? [0] + path.utf8.dropFirst() : Array(path.utf8)
        }
        let isOurs = environment["WATCHDOG_PID"].map { $0 == String(processID) } ?? true
        let microseconds = environment["WATCHDOG_USEC"].flatMap { Double($0) } ?? 0
        watchdogInterval = address != nil && isOurs && microseconds > 0 ? microseconds / 2e6 : nil
    }

    /// Start-up is over.
    package func ready() { send("READY=1") }

    /// One line for `systemctl status`.
    package func status(_ text: String) {
        send("STATUS=" + String(text.unicodeScalars.prefix(500).map { $0.value < 32 ? " " : Character($0) }))
    }

    package func stopping() { send("STOPPING=1") }

    /// A sign of life.
    package func watchdog() { send("WATCHDOG=1") }

    /// Never blocks; a message that systemd does not take is lost, as `sd_notify` has it.
    private func send(_ message: String) {
        guard let address else { return }
        let type = CInt(SOCK_DGRAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue) | CInt(SOCK_NONBLOCK.rawValue)
        let descriptor = socket(AF_UNIX, type, 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var name = sockaddr_un()
        name.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: address) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + address.count)
        let bytes = Array(message.utf8)
        withUnsafePointer(to: name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = sendto(descriptor, bytes, bytes.count, CInt(MSG_NOSIGNAL), $0, length)
            }
        }
    }
}
