import Logging
import Synchronization

/// Ends the task it happens in at one of the loop's steps: a look at the clock, a notice, a line of its log.
///
/// A cancelled task commits nothing more, which is what a killed daemon looks like from outside.
final class Mishap: Sendable {
    private let left: Mutex<Int>
    private let line: String?

    /// At the step of that number, from 1.
    init(atStep number: Int) {
        left = Mutex(number)
        line = nil
    }

    /// After the step that ends with this line of the log.
    init(after line: String) {
        left = Mutex(0)
        self.line = line
    }

    static let none = Mishap(atStep: 0)

    func step(_ message: String? = nil) {
        let strikes = left.withLock { left in
            left -= 1
            return left == 0
        }
        guard strikes || line != nil && line == message else { return }
        withUnsafeCurrentTask { $0?.cancel() }
    }

    var logger: Logger { Logger(label: "test") { [self] _ in MishapLog(mishap: self) } }
}

private struct MishapLog: LogHandler {
    let mishap: Mishap
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { mishap.step("\(event.message)") }
}
