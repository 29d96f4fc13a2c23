import ArgumentParser
import CLinux
import Glibc

/// The command.
@main
struct Pairwell: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pairwell",
        abstract: "Closes the loop of a screen of gene pairs: from dropped plate results to the next batch.",
        discussion: """
            Start with 'pairwell check' to see whether a configuration is right, then 'pairwell run'.
            'pairwell lab simulate' plays a lab, so that the loop can be tried without one.
            """,
        version: version,
        subcommands: [
            RunCommand.self, CheckCommand.self, ProfileCommand.self, StatusCommand.self, ExplainCommand.self,
            ReportCommand.self, EstimatesCommand.self, HitsCommand.self,
            BenchmarkCommand.self, TuneCommand.self,
            CloseCommand.self, AcceptCommand.self, TrainCommand.self, TrainShardCommand.self,
            PredictCommand.self, LabCommand.self,
            ConvertCommand.self,
        ]
    )

    static let version = "0.1.0"

    static func main() async {
        // because a reader that goes away (a pager, a pipe) must not kill the process
        signal(SIGPIPE, SIG_IGN)
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            try finishOutput()
        } catch let failure as Failure {
            standardError("pairwell: \(failure.message)")
            Glibc.exit(failure.code.rawValue)
        } catch {
            exit(withError: error)
        }
    }
}

/// Fails where what was printed did not arrive, such as on a full disk; a reader that went away is content.
private func finishOutput() throws {
    let code = linux_finish_output()
    guard code == 0 else {
        throw Failure(.inputOutput, "the output could not be written: \(String(cString: strerror(-code))).")
    }
}

/// What a person reads when a command fails, and what a program sees.
struct Failure: Error {
    let code: SystemExit
    let message: String

    init(_ code: SystemExit, _ message: String) {
        self.code = code
        self.message = message
    }
}

/// The exit codes of sysexits.h that the command uses; wrong arguments exit with 64, help with 0.
enum SystemExit: Int32 {
    /// The data given are wrong.
    case dataError = 65
    /// A file that should be read is not there.
    case noInput = 66
    /// Another daemon holds the state folder, or a service is not there.
    case unavailable = 69
    case software = 70
    /// The machine does not let the command work.
    case operatingSystem = 71
    case cannotCreate = 73
    case inputOutput = 74
    /// The configuration is wrong.
    case configuration = 78
}

func standardError(_ text: String) {
    let line = Array((text + "\n").utf8)
    // because there is nowhere to say that standard error is closed
    _ = line.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
}
