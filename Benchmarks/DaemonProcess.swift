import Foundation

/// `pairwell run` as a process of its own, ended with SIGTERM.
final class DaemonProcess {
    private let process = Process()

    /// The process number, as `/proc` names it.
    var number: String { "\(process.processIdentifier)" }

    /// Starts it; `log` gets what it prints.
    init(program: String, configuration: String, log: URL) throws {
        try Data().write(to: log)
        let output = try FileHandle(forWritingTo: log)
        process.executableURL = URL(filePath: program)
        process.arguments = ["run", "--config", configuration]
        process.standardOutput = output
        process.standardError = output
        try process.run()
    }

    deinit { stop() }

    /// Ends it and waits until it has gone; by SIGKILL after ten seconds.
    func stop() {
        guard process.isRunning else { return }
        process.terminate()
        for _ in 0..<1_000 where process.isRunning { usleep(10_000) }
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
    }

    /// Waits until `happened`, looking every millisecond.
    ///
    /// - Returns: seconds that passed.
    /// - Throws: `BenchFault` when the daemon ends, or after a minute.
    func wait(for event: String, until happened: () -> Bool) throws -> Double {
        let clock = ContinuousClock()
        let start = clock.now
        while !happened() {
            guard process.isRunning else { throw BenchFault("the daemon ended before \(event)") }
            guard start.duration(to: clock.now) < .seconds(60) else {
                throw BenchFault("the daemon took more than a minute for \(event)")
            }
            usleep(1_000)
        }
        return start.duration(to: clock.now).inSeconds
    }
}

/// The daemon to measure: the one named, or `pairwell` beside this program.
func daemonProgram(_ named: String?) throws -> String {
    // because the kernel knows where this program lies even if it was found by PATH
    let own = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    let program =
        named ?? own.deletingLastPathComponent().appending(path: "pairwell").path(percentEncoded: false)
    guard FileManager.default.isExecutableFile(atPath: program) else {
        throw BenchFault("there is no daemon at \(program). Build it, or name one with --daemon.")
    }
    return program
}
