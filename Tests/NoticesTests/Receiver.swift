import Glibc
import Synchronization

/// An HTTP server on a loopback port of its own that answers by a script and remembers what it got.
final class Receiver: Sendable {
    struct Request: Sendable {
        var line: String
        /// Names in lower case.
        var headers: [String: String]
        var body: String
    }

    struct Reply: Sendable {
        var status = 200
        var headers: [String] = []
        var body = "ok"
        /// Extra bytes after `body`, sent until the client has had enough.
        var padding = 0
        /// Takes the request and never answers it.
        var hangs = false
    }

    let port: Int
    /// One element a request, in order of arrival.
    let arrivals: AsyncStream<Request>
    private let listener: CInt
    private let arrived: AsyncStream<Request>.Continuation
    private let state = Mutex<(requests: [Request], script: [Reply], kept: [CInt])>(([], [], []))

    /// Answers with `script` in turn, then 200.
    init(_ script: [Reply] = []) throws {
        listener = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let number = listener
        let code = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(number, pointer, length) + listen(number, 16) + getsockname(number, pointer, &length)
            }
        }
        guard code == 0 else { throw Failure() }
        port = Int(UInt16(bigEndian: address.sin_port))
        (arrivals, arrived) = AsyncStream.makeStream()
        state.withLock { $0.script = script }
        let context = Unmanaged.passRetained(self).toOpaque()
        var thread = pthread_t()
        guard pthread_create(&thread, nil, serve, context) == 0 else { throw Failure() }
        pthread_detach(thread)
    }

    struct Failure: Error {}

    var url: String { "http://127.0.0.1:\(port)/hook/T0P5ECRET" }

    var requests: [Request] { state.withLock { $0.requests } }

    func stop() {
        shutdown(listener, CInt(SHUT_RDWR))
        for client in state.withLock({ $0.kept }) { close(client) }
    }

    fileprivate func serveForever() {
        while true {
            let client = accept(listener, nil, nil)
            guard client >= 0 else { break }
            guard let request = read(from: client) else {
                close(client)
                continue
            }
            let reply = state.withLock { state in
                state.requests.append(request)
                return state.script.isEmpty ? Reply() : state.script.removeFirst()
            }
            arrived.yield(request)
            if reply.hangs {
                state.withLock { $0.kept.append(client) }
            } else {
                send(reply, to: client)
                close(client)
            }
        }
        close(listener)
    }

    private func send(_ reply: Reply, to client: CInt) {
        let length = reply.body.utf8.count + reply.padding
        let head =
            ["HTTP/1.1 \(reply.status) X", "Content-Length: \(length)", "Connection: close"] + reply.headers
        guard write(head.joined(separator: "\r\n") + "\r\n\r\n" + reply.body, to: client) else { return }
        var left = reply.padding
        let piece = String(repeating: "x", count: 65_536)
        while left > 0, write(piece, to: client) { left -= 65_536 }
    }

    private func write(_ text: String, to client: CInt) -> Bool {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes {
                Glibc.send(client, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            bytes = bytes.dropFirst(count)
        }
        return true
    }

    private func read(from client: CInt) -> Request? {
        var text = ""
        while true {
            if let end = text.firstRange(of: "\r\n\r\n") {
                let lines = text[..<end.lowerBound].split(separator: "\r\n")
                var headers: [String: String] = [:]
                for line in lines.dropFirst() {
                    let parts = line.split(separator: ":", maxSplits: 1)
                    guard parts.count == 2 else { continue }
                    headers[parts[0].lowercased()] = String(parts[1].drop { $0 == " " })
                }
                let body = text[end.upperBound...]
                if body.utf8.count >= headers["content-length"].flatMap({ Int($0) }) ?? 0 {
                    return Request(line: String(lines.first ?? ""), headers: headers, body: String(body))
                }
            }
            var buffer = [UInt8](repeating: 0, count: 65_536)
            let count = recv(client, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            text += String(decoding: buffer.prefix(count), as: UTF8.self)
        }
    }
}

private func serve(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    Unmanaged<Receiver>.fromOpaque(context).takeRetainedValue().serveForever()
    return nil
}
