import Glibc
import Settings

/// Finds out before anything starts whether the daemon may listen where it was told to.
enum ListenProbe {
    /// - throws: `DaemonFault` naming the address and the remedy.
    static func check(_ address: ListenAddress) throws {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_PASSIVE
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(address.host, String(address.port), &hints, &list)
        guard code == 0, let first = list else {
            let reason = String(cString: gai_strerror(code))
            throw DaemonFault(
                "http.listen: the host \(address.host) is not known here (\(reason)). Write an address of this machine."
            )
        }
        defer { freeaddrinfo(first) }
        let descriptor = socket(first.pointee.ai_family, first.pointee.ai_socktype, first.pointee.ai_protocol)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var yes: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        guard bind(descriptor, first.pointee.ai_addr, first.pointee.ai_addrlen) != 0 else { return }
        let reason = errno
        if reason == EADDRINUSE {
            throw DaemonFault(
                "http.listen: something else listens on \(address) already. Stop it, or give this daemon another port.",
                isBusy: true
            )
        }
        throw DaemonFault(
            "http.listen: the daemon may not listen on \(address): \(String(cString: strerror(reason)))."
        )
    }
}
