import Glibc
import Synchronization

/// Runs one of Slurm's programs and hears what it says.
///
/// Blocks; keep it off the shared pool. Words reach the program as they are: no shell is between.
struct Command: Sendable {
    struct Output: Sendable {
        /// The exit code, or 128 and the signal.
        let code: CInt
        let text: String
        let complaint: String
    }

    enum Ending: Sendable {
        case ended(Output)
        /// It took too long and was killed.
        case late
        case stopped
    }

    /// The most that is read of each stream.
    private static let mostBytes = 256 << 20

    let program: String
    let environment: [String]
    var seconds = 120.0

    private static let starting = Mutex(())

    /// Runs the program to its end and reaps it.
    ///
    /// - Parameters:
    ///   - arguments: The words behind the program's name.
    ///   - inherited: An open file that the program keeps as number 3 until it ends.
    ///   - isStopped: Looked at ten times a second; the program is killed once it is set.
    /// - Returns: How it ended and what it said.
    /// - Throws: `ClusterFault` where it cannot be started.
    func run(
        _ arguments: [String],
        inherited: CInt? = nil,
        isStopped: Flag? = nil
    ) throws(ClusterFault) -> Ending {
        var (said, complained) = (Pipe(), Pipe())
        defer {
            said.close()
            complained.close()
        }
        // one at a time, so that no other child of this module gets hold of a pipe before it is marked
        let code = Command.starting.withLock { _ in
            said.open() && complained.open() ? start(arguments, said, complained, inherited) : -errno
        }
        guard code > 0 else { throw failed(-code) }
        let process = pid_t(code)
        said.closeWriting()
        complained.closeWriting()
        let deadline = monotonicSeconds() + seconds
        var heard: ([UInt8], [UInt8]) = ([], [])
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while said.reading >= 0 || complained.reading >= 0 {
            let isOver = isStopped?.isSet ?? false
            guard !isOver, monotonicSeconds() < deadline else {
                end(process)
                return isOver ? .stopped : .late
            }
            // poll(2) passes over a descriptor that is negative
            var ends = [
                pollfd(fd: said.reading, events: Int16(POLLIN), revents: 0),
                pollfd(fd: complained.reading, events: Int16(POLLIN), revents: 0),
            ]
            guard poll(&ends, 2, 100) > 0 else { continue }
            if ends[0].revents != 0 { said.read(into: &heard.0, &piece, atMost: Command.mostBytes) }
            if ends[1].revents != 0 { complained.read(into: &heard.1, &piece, atMost: Command.mostBytes) }
        }
        var status: CInt = 0
        while waitpid(process, &status, WNOHANG) == 0 {
            guard monotonicSeconds() < deadline else {
                end(process)
                return .late
            }
            usleep(1_000)
        }
        let signal = status & 0x7F
        return .ended(
            Output(
                code: signal == 0 ? status >> 8 & 0xFF : 128 + signal,
                text: String(decoding: heard.0, as: UTF8.self),
                complaint: String(decoding: heard.1, as: UTF8.self)
            )
        )
    }

    /// The number of the process, or a negative errno.
    private func start(
        _ arguments: [String],
        _ said: Pipe,
        _ complained: Pipe,
        _ inherited: CInt?
    ) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, said.writing, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, complained.writing, STDERR_FILENO)
        if let inherited { posix_spawn_file_actions_adddup2(&actions, inherited, 3) }
        // a group of its own, so that Ctrl-C in the terminal does not end sbatch half-way
        var (none, all) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(
            &attributes,
            Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF)
        )
        let words = cStrings([program] + arguments)
        let variables = cStrings(environment)
        defer { for word in words + variables { free(word) } }
        var process: pid_t = 0
        let code = posix_spawnp(&process, program, &actions, &attributes, words, variables)
        return code == 0 ? process : -code
    }

    private func failed(_ code: CInt) -> ClusterFault {
        ClusterFault(
            .unreachable,
            "\(program) cannot be started: \(String(cString: strerror(code))). Run this on a machine that submits "
                + "jobs to the cluster, with Slurm's programs on the PATH."
        )
    }

    private func end(_ process: pid_t) {
        // not yet reaped, so the number is still its own
        kill(process, SIGKILL)
        var status: CInt = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
    }
}

/// Set once, from anywhere.
final class Flag: Sendable {
    private let value = Atomic(false)

    var isSet: Bool { value.load(ordering: .relaxed) }

    func set() { value.store(true, ordering: .relaxed) }
}

private struct Pipe {
    private(set) var reading: CInt = -1
    private(set) var writing: CInt = -1

    mutating func open() -> Bool {
        var ends: [CInt] = [-1, -1]
        guard pipe(&ends) == 0 else { return false }
        // above the standard descriptors and the one that a child keeps, so that none overwrites another
        for place in ends.indices {
            if ends[place] <= 3 {
                let lifted = fcntl(ends[place], F_DUPFD_CLOEXEC, 4)
                Glibc.close(ends[place])
                ends[place] = lifted
            } else {
                _ = fcntl(ends[place], F_SETFD, FD_CLOEXEC)
            }
        }
        (reading, writing) = (ends[0], ends[1])
        return reading >= 0 && writing >= 0
    }

    mutating func closeWriting() {
        if writing >= 0 { Glibc.close(writing) }
        writing = -1
    }

    mutating func read(into bytes: inout [UInt8], _ piece: inout [UInt8], atMost: Int) {
        let count = Glibc.read(reading, &piece, piece.count)
        if count > 0, bytes.count + count <= atMost {
            bytes += piece[..<count]
        } else if count >= 0 || (errno != EINTR && errno != EAGAIN) {
            Glibc.close(reading)
            reading = -1
        }
    }

    mutating func close() {
        closeWriting()
        if reading >= 0 { Glibc.close(reading) }
        reading = -1
    }
}

/// Copies with a null behind the last; free them.
private func cStrings(_ words: [String]) -> [UnsafeMutablePointer<CChar>?] {
    words.map { strdup($0) } + [nil]
}

func monotonicSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}
