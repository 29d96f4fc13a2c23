import Glibc
import Screen
import Threads

/// Turns files that only a library of doubtful safety can read into CSV, in a process of its own.
///
/// That process is this program, called with `convert`. It gets the file through a pipe and answers through a
/// pipe; its environment holds two settings of libraries and nothing of the daemon's, its folder `/`, and it confines itself before it reads a byte (`confine`).
/// Whatever the file does to it, this process sees text, a rejection, or that it ended. The process must ignore
/// SIGPIPE.
package struct Converter: Sendable {
    private let program: String
    private let arguments: [String]
    private let maximumBytes: Int
    private let seconds: Double

    /// - Parameters:
    ///   - program: the path of `pairwell`; the program of this very process unless told otherwise, also when it
    ///     was replaced on disk since.
    ///   - arguments: what comes before the size of the file.
    ///   - maximumBytes: of CSV; beyond it the file is too large.
    ///   - seconds: by the clock on the wall; the child has a limit of its own for processor time.
    package init(
        program: String = "/proc/self/exe",
        arguments: [String] = ["convert", "h5ad"],
        maximumBytes: Int = 1 << 29,
        seconds: Double = 300
    ) {
        self.program = program
        self.arguments = arguments
        self.maximumBytes = maximumBytes
        self.seconds = seconds
    }

    /// The wells of an h5ad file as CSV: the columns of `obs`, then the features.
    ///
    /// Suspends, and blocks no thread but one of its own.
    ///
    /// - throws: `Rejection` where the file is at fault, also where it made the child crash, hang or take more
    ///   than its share; `ConverterFault` where the machine is; `CancellationError`.
    package func csv(ofH5AD file: [UInt8]) async throws -> [UInt8] {
        let child = ChildProcess(
            program: program,
            arguments: arguments + ["--bytes", "\(file.count)"],
            maximumBytes: maximumBytes,
            seconds: seconds
        )
        let supervisor = Supervisor()
        let ending = try await withTaskCancellationHandler {
            try await supervisor.run(child, on: file)
        } onCancel: {
            child.stop()
        }
        try Task.checkCancellation()
        return try judge(ending)
    }

    private func judge(_ ending: ChildProcess.Ending) throws -> [UInt8] {
        switch ending {
        case .exited(0, let text): return text
        case .exited(ConverterExit.rejected, let json): throw rejection(json)
        case .exited(let code, _) where ConverterExit.faults.contains(code):
            throw ConverterFault("The program that reads h5ad files cannot work: it ended with code \(code).")
        case .signalled(let signal) where Converter.signalsOfOthers.contains(signal):
            throw ConverterFault("The program that reads h5ad files was stopped by signal \(signal).")
        case .exited(let code, _): throw unreadable("ended with code \(code)")
        case .signalled(let signal):
            throw unreadable(signal == sigXCPU ? "did not come to an end" : "crashed (signal \(signal))")
        case .late: throw unreadable("did not come to an end within \(Int(seconds)) seconds")
        case .stopped: throw CancellationError()
        case .tooMuch:
            throw Rejection(
                rule: "too-large",
                reason: "The file holds more than \(maximumBytes) bytes of text.",
                expected: "at most \(maximumBytes) bytes, counted after decompression",
                remedy: "Split the file, a plate or a few plates each, and drop the parts."
            )
        }
    }

    /// SIGHUP, SIGINT and SIGTERM: somebody stops processes, and the file has nothing to do with it.
    private static let signalsOfOthers: Set<CInt> = [1, 2, 15]
}

/// Waits for a child on a thread that ends with it.
private actor Supervisor {
    private nonisolated let executor = ThreadExecutor(name: "converter")
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    func run(_ child: ChildProcess, on file: [UInt8]) throws -> ChildProcess.Ending {
        try child.run(on: file)
    }
}

private let sigXCPU: CInt = 24

func unreadable(_ what: String) -> Rejection {
    Rejection(
        rule: "unreadable-h5ad",
        reason: "The h5ad file cannot be read: the program that reads it \(what).",
        expected: "a file as anndata writes it",
        remedy: "Write it again with write_h5ad(…, compression='gzip'), or drop the wells as CSV or Parquet."
    )
}

/// A failure of the machine or the installation; the file is tried again.
package struct ConverterFault: Error, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }

    init(_ what: String, code: CInt) { self.init("\(what): \(String(cString: strerror(code)))") }
}
