package import Logging
import Synchronization

#if canImport(Glibc)
import Glibc
#endif

/// How a log line looks.
package enum LogFormat: Sendable {
    /// One JSON object a line, for journals and programs.
    case json
    /// Time of day, level, message, `key=value`, for a person at a terminal.
    case plain
}

/// Writes log events, a line each, in one write, so that lines of several threads never mix.
package struct LogWriter: LogHandler {
    package var logLevel: Logger.Level
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?

    private let label: String
    private let format: LogFormat
    private let now: @Sendable () -> Double
    private let write: @Sendable (String) -> Void

    /// - Parameters:
    ///   - label: the logger's name.
    ///   - level: events below it are dropped.
    ///   - format: see ``LogFormat``.
    ///   - now: seconds since 1970.
    ///   - write: gets each line with its newline.
    package init(
        label: String,
        level: Logger.Level,
        format: LogFormat,
        now: @escaping @Sendable () -> Double = wallClock,
        write: @escaping @Sendable (String) -> Void = writeToStandardError
    ) {
        self.label = label
        logLevel = level
        self.format = format
        self.now = now
        self.write = write
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var all = metadata
        if let provided = metadataProvider?.get() { all.merge(provided) { $1 } }
        if let own = event.metadata { all.merge(own) { $1 } }
        if let error = event.error { all["error"] = "\(error)" }
        let line = LogLine(
            time: now(),
            level: event.level,
            label: label,
            message: event.message.description,
            metadata: all
        )
        write(format == .json ? line.json : line.plain)
    }
}

/// Sends every logger of the process to standard error: plain text on a terminal, JSON lines elsewhere.
///
/// Call it once, before the first logger is made.
package func bootstrapLogging(level: Logger.Level, format: LogFormat? = nil) {
    let format = format ?? (isatty(STDERR_FILENO) == 1 ? .plain : .json)
    LoggingSystem.bootstrap { LogWriter(label: $0, level: level, format: format) }
}

/// Seconds since 1970.
@Sendable package func wallClock() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// A line that cannot be written is lost: there is nowhere left to say so.
@Sendable package func writeToStandardError(_ line: String) {
    var bytes = Array(line.utf8)[...]
    standardError.withLock { _ in
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }
}

private let standardError = Mutex(())
