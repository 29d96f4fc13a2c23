import CCurl
import CCurlShim
import Synchronization

/// One HTTP POST by libcurl, from beginning to end on the calling thread.
///
/// Only http and https; redirects are answers, not followed; certificates are checked; the reply is
/// read up to ``Post/longestReply`` bytes.
struct Post {
    /// How it ended.
    enum Outcome: Equatable {
        /// The server answered; `retryAfter` in seconds, `word` a short code it gave as its whole reply.
        case answered(status: Int, retryAfter: Double?, word: String?)
        /// No answer: libcurl's fixed sentence for it.
        case unreachable(String)
        /// The daemon is leaving.
        case interrupted
    }

    static let longestReply = 65_536

    var connectSeconds = 10.0
    var totalSeconds = 20.0

    /// - Precondition: `body` is not empty.
    func send(_ payload: Payload, to destination: Destination, unless stop: StopFlag) -> Outcome {
        guard Post.isReady, let handle = curl_easy_init() else {
            return .unreachable("libcurl did not start")
        }
        defer { curl_easy_cleanup(handle) }
        let reply = Reply(stop: stop)
        var headers: UnsafeMutablePointer<curl_slist>?
        defer { curl_slist_free_all(headers) }
        let lines = [("Content-Type", "application/json"), ("Expect", "")] + payload.headers
        for (name, value) in lines {
            guard let longer = curl_slist_append(headers, "\(name): \(value)") else {
                return .unreachable("out of memory")
            }
            headers = longer
        }
        return withExtendedLifetime(reply) {
            let code = configure(handle, headers, payload, destination, reply)
            guard code == CURLE_OK else { return .unreachable(sentence(code)) }
            return outcome(of: curl_easy_perform(handle), handle, reply)
        }
    }

    private func configure(
        _ handle: UnsafeMutableRawPointer,
        _ headers: UnsafeMutablePointer<curl_slist>?,
        _ payload: Payload,
        _ destination: Destination,
        _ reply: Reply
    ) -> CURLcode {
        let context = Unmanaged.passUnretained(reply).toOpaque()
        let longs: [(CURLoption, Int)] = [
            (CURLOPT_NOSIGNAL, 1),
            (CURLOPT_POST, 1),
            (CURLOPT_FOLLOWLOCATION, 0),
            (CURLOPT_SSL_VERIFYPEER, 1),
            (CURLOPT_SSL_VERIFYHOST, 2),
            (CURLOPT_CONNECTTIMEOUT_MS, Int(connectSeconds * 1_000)),
            (CURLOPT_TIMEOUT_MS, Int(totalSeconds * 1_000)),
        ]
        var strings = [
            (CURLOPT_PROTOCOLS_STR, "http,https"),
            (CURLOPT_USERAGENT, "pairwell"),
            (CURLOPT_URL, destination.url.exposed),
        ]
        if destination.isLoopback { strings.append((CURLOPT_NOPROXY, "*")) }
        var codes = longs.map { pairwell_curl_set_long(handle, $0.0, $0.1) }
        codes += strings.map { pairwell_curl_set_string(handle, $0.0, $0.1) }
        codes.append(pairwell_curl_set_body(handle, payload.body, payload.body.count))
        if let headers { codes.append(pairwell_curl_set_headers(handle, headers)) }
        codes.append(pairwell_curl_set_write(handle, takeReply, context))
        codes.append(pairwell_curl_set_progress(handle, checkStop, context))
        return codes.first { $0 != CURLE_OK } ?? CURLE_OK
    }

    private func outcome(of code: CURLcode, _ handle: UnsafeMutableRawPointer, _ reply: Reply) -> Outcome {
        if code == CURLE_ABORTED_BY_CALLBACK { return .interrupted }
        var status = 0
        var retryAfter: curl_off_t = 0
        pairwell_curl_get_long(handle, CURLINFO_RESPONSE_CODE, &status)
        pairwell_curl_get_offset(handle, CURLINFO_RETRY_AFTER, &retryAfter)
        // A reply cut at its bound has still answered.
        guard code == CURLE_OK || (code == CURLE_WRITE_ERROR && status != 0) else {
            return .unreachable(sentence(code))
        }
        return .answered(
            status: status,
            retryAfter: retryAfter > 0 ? Double(retryAfter) : nil,
            word: reply.word
        )
    }

    private func sentence(_ code: CURLcode) -> String {
        curl_easy_strerror(code).map { String(cString: $0) } ?? "curl error \(code.rawValue)"
    }

    private static let isReady = pairwell_curl_global_init() == CURLE_OK
}

/// Says to transfers under way that the daemon is leaving.
final class StopFlag: Sendable {
    private let value = Atomic<Bool>(false)

    var isSet: Bool { value.load(ordering: .relaxed) }

    func set() { value.store(true, ordering: .relaxed) }
}

/// What has been read of a reply.
///
/// Touched by the sending thread only.
private final class Reply {
    let stop: StopFlag
    private var beginning: [UInt8] = []
    private var length = 0

    init(stop: StopFlag) { self.stop = stop }

    /// False once the reply is longer than it may be.
    func take(_ bytes: UnsafeRawBufferPointer) -> Bool {
        length += bytes.count
        beginning.append(contentsOf: bytes.prefix(max(0, 48 - beginning.count)))
        return length <= Post.longestReply
    }

    /// The whole reply where it is one word such as Slack's `invalid_token`.
    ///
    /// Anything longer is dropped: some servers answer with the address they were called by.
    var word: String? {
        let isWord = beginning.allSatisfy { (97...122).contains($0) || $0 == 95 }
        guard isWord, (1...40).contains(length) else { return nil }
        return String(decoding: beginning, as: UTF8.self)
    }
}

private func takeReply(
    _ bytes: UnsafeMutablePointer<CChar>,
    _ size: Int,
    _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let context else { return 0 }
    let reply = Unmanaged<Reply>.fromOpaque(context).takeUnretainedValue()
    return reply.take(UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
}

private func checkStop(
    _ context: UnsafeMutableRawPointer?,
    _ down: curl_off_t,
    _ downNow: curl_off_t,
    _ up: curl_off_t,
    _ upNow: curl_off_t
) -> CInt {
    guard let context else { return 0 }
    return Unmanaged<Reply>.fromOpaque(context).takeUnretainedValue().stop.isSet ? 1 : 0
}
