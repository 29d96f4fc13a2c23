import Glibc
import Threads

/// Runs shards as arrays of Slurm jobs, and looks after them until each has its file.
///
/// Keeps `RUN/slurm/state.json`, and beside it the scripts and the logs. Before an array is sent, its name is
/// written down; whatever ends this process between that and Slurm's answer, the next session finds the array by
/// its name rather than sending it twice.
///
/// All that blocks (Slurm's programs, files, `isSound`) happens on a thread of its own.
package actor SlurmExecutor: ShardExecutor {
    private nonisolated let executor = ThreadExecutor(name: "slurm")
    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// How long a lock of a process that ended is waited for: its `sbatch` ends within its own time limit.
    private static let secondsForLock = 150.0

    private let settings: SlurmSettings
    private let command: [String]
    private let path: String
    private let secondsBetweenPolls: Double
    private let programs: String?

    /// An executor for one run.
    ///
    /// - Parameters:
    ///   - settings: What to ask for; see ``SlurmSettings/problems()``.
    ///   - command: The program and its arguments for a shard. The shard's number is added as the last one. No
    ///     shell reads the words. The program is named by a path from `/` or found on the nodes' PATH.
    ///   - folder: The run's folder, which all nodes see under the same path.
    ///   - programs: The folder of `sbatch` and the others; `nil` for the PATH.
    ///   - secondsBetweenPolls: In place of the settings', which have a lower bound.
    package init(
        settings: SlurmSettings,
        command: [String],
        folder: String,
        programs: String? = nil,
        secondsBetweenPolls: Double? = nil
    ) {
        self.settings = settings
        self.command = command
        path = folder
        self.programs = programs
        self.secondsBetweenPolls = secondsBetweenPolls ?? settings.secondsBetweenPolls
    }

    package func run(
        _ shards: Int,
        isSound: @escaping @Sendable (Int) -> Bool,
        progress: @escaping @Sendable (ShardProgress) -> Void
    ) async throws {
        let flag = Flag()
        try await withTaskCancellationHandler {
            try await look(after: shards, flag: flag, isSound: isSound, progress: progress)
        } onCancel: {
            flag.set()
        }
    }

    /// Cancels every task of the run that is still on the cluster, as an earlier session left it.
    ///
    /// A later ``run(_:isSound:progress:)`` sends them again.
    ///
    /// - Throws: ``ClusterFault``, also where a process takes care of the run; end that first.
    package func cancel() async throws {
        let folder = try RunFolder(path)
        let programs = SlurmPrograms(folder: programs, isStopped: Flag())
        let lock = try await lock(folder)
        defer { withExtendedLifetime(lock) {} }
        guard var record = try folder.record() else { return }
        try record.callOff(record.jobs.compactMap(\.id), through: programs, folder)
    }

    private func look(
        after shards: Int,
        flag: Flag,
        isSound: @Sendable (Int) -> Bool,
        progress: @Sendable (ShardProgress) -> Void
    ) async throws {
        let problems = settings.problems()
        guard problems.isEmpty else { throw ClusterFault(.settings, problems.joined(separator: " ")) }
        let folder = try RunFolder(path)
        let script = JobScript(settings: settings, command: command, folder: folder)
        if let problem = script.problem() { throw ClusterFault(.settings, problem) }
        let lock = try await lock(folder)
        defer { withExtendedLifetime(lock) {} }
        var session = try SlurmSession(
            shards: shards,
            script: script,
            programs: SlurmPrograms(folder: programs, isStopped: flag),
            lock: lock,
            isSound: isSound
        )
        do {
            while true {
                let isOver = try session.step(isSound: isSound)
                progress(session.progress)
                if isOver { break }
                try await Task.sleep(for: .seconds(secondsBetweenPolls))
            }
        } catch is CancellationError {
            if settings.cancelsOnInterruption { try session.callOff() }
            throw CancellationError()
        }
        try session.conclude()
    }

    private func lock(_ folder: RunFolder) async throws -> RunLock {
        let deadline = monotonicSeconds() + SlurmExecutor.secondsForLock
        while true {
            switch try RunLock.attempt(folder.lock) {
            case .taken(let lock): return lock
            case .held(let owner, let isAlive):
                guard !isAlive, monotonicSeconds() < deadline else {
                    throw ClusterFault(
                        .busy,
                        "\(printable(path)): \(owner) takes care of this run already. Wait for it, or end it first."
                    )
                }
                try await Task.sleep(for: .milliseconds(200))
            }
        }
    }
}
