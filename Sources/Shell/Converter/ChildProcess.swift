import CLinux
import Glibc
import Synchronization

/// A process that is given bytes through a pipe and answers through another.
///
/// Blocks; keep it off the shared pool. A library for subprocesses is not used because the one at hand ends the whole
/// program when a child stops listening (swift-subprocess 1.0.2, `IODescriptor.deinit`).
final class ChildProcess: Sendable {
    enum Ending: Sendable {
        case exited(CInt, [UInt8])
        case signalled(CInt)
        /// It answered with more than it may.
        case tooMuch
        case late
        case stopped
    }

    private let program: String
    private let arguments: [String]
    private let maximumBytes: Int
    private let seconds: Double
    private let isStopped = Atomic(false)

    init(program: String, arguments: [String], maximumBytes: Int, seconds: Double) {
        self.program = program
        self.arguments = arguments
        self.maximumBytes = maximumBytes
        self.seconds = seconds
    }

    /// Ends the child soon; may be called from anywhere.
    func stop() { isStopped.store(true, ordering: .relaxed) }

    /// Runs the child to its end, and leaves neither process nor descriptor behind.
    func run(on input: [UInt8]) throws -> Ending {
        var (listening, telling) = (Descriptor(), Descriptor())
        let deadline = monotonicSeconds() + seconds
        let process = try start(&listening, &telling)
        defer {
            listening.close()
            telling.close()
        }
        let answer: Answer
        do {
            answer = try talk(input, &listening, telling, until: deadline)
        } catch {
            end(process)
            throw error
        }
        switch answer {
        case .whole(let bytes):
            guard let status = awaitEnd(of: process, until: deadline) else {
                end(process)
                return isStopped.load(ordering: .relaxed) ? .stopped : .late
            }
            let signal = status & 0x7F
            return signal == 0 ? .exited(status >> 8 & 0xFF, bytes) : .signalled(signal)
        case .given(let ending):
            end(process)
            return ending
        }
    }

    private enum Answer {
        case whole([UInt8])
        case given(Ending)
    }

    /// Writes the input as the child takes it and reads what it says, until it closes its end.
    private func talk(
        _ input: [UInt8],
        _ listening: inout Descriptor,
        _ telling: Descriptor,
        until deadline: Double
    ) throws -> Answer {
        var written = 0
        var answer: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        if input.isEmpty { listening.close() }
        while true {
            guard !isStopped.load(ordering: .relaxed) else { return .given(.stopped) }
            guard monotonicSeconds() < deadline else { return .given(.late) }
            // poll(2) passes over a descriptor that is negative
            var ends = [
                pollfd(fd: telling.number, events: Int16(POLLIN), revents: 0),
                pollfd(fd: listening.number, events: Int16(POLLOUT), revents: 0),
            ]
            guard poll(&ends, 2, 100) >= 0 || errno == EINTR else {
                throw ConverterFault("poll", code: errno)
            }
            if ends[1].revents != 0 {
                let count = input[written...].withUnsafeBytes {
                    write(listening.number, $0.baseAddress, $0.count)
                }
                if count > 0 { written += count }
                // a child that ended listens no more; how it ended is told below
                let isDeaf = count < 0 && errno != EAGAIN && errno != EINTR
                if isDeaf || written == input.count { listening.close() }
            }
            guard ends[0].revents != 0 else { continue }
            let count = read(telling.number, &piece, piece.count)
            if count == 0 { return .whole(answer) }
            if count < 0 {
                guard errno == EAGAIN || errno == EINTR else { throw ConverterFault("read", code: errno) }
                continue
            }
            guard answer.count + count <= maximumBytes else { return .given(.tooMuch) }
            answer += piece[..<count]
        }
    }

    private func start(_ listening: inout Descriptor, _ telling: inout Descriptor) throws -> pid_t {
        let words = cStrings([program] + arguments)
        let environment = cStrings(ChildProcess.environment)
        defer { for word in words + environment { free(word) } }
        let process = linux_start_child(program, words, environment, &listening.number, &telling.number)
        guard process > 0 else { throw ConverterFault("\(program) cannot be started", code: -process) }
        return process
    }

    /// No threads for linear algebra, no report of a crash, and nothing else.
    private static let environment = ["OPENBLAS_NUM_THREADS=1", "SWIFT_BACKTRACE=enable=no"]

    private func end(_ process: pid_t) {
        // not yet reaped, so the number is still its own
        kill(process, SIGKILL)
        _ = reap(process)
    }

    /// The status of a child that has said all it has to say; `nil` where it does not end.
    ///
    /// A child may close its pipe and go on.
    private func awaitEnd(of process: pid_t, until deadline: Double) -> CInt? {
        var status: CInt = 0
        while !isStopped.load(ordering: .relaxed) {
            let ended = waitpid(process, &status, WNOHANG)
            if ended == process { return status }
            guard ended == 0 || errno == EINTR, monotonicSeconds() < deadline else { return nil }
            usleep(1_000)
        }
        return nil
    }

    private func reap(_ process: pid_t) -> CInt {
        var status: CInt = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        return status
    }
}

/// One end of a pipe; negative once it is closed.
private struct Descriptor {
    var number: CInt = -1

    mutating func close() {
        if number >= 0 { Glibc.close(number) }
        number = -1
    }
}

/// Copies with a null behind the last; free them.
private func cStrings(_ words: [String]) -> [UnsafeMutablePointer<CChar>?] {
    words.map { strdup($0) } + [nil]
}

private func monotonicSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}
