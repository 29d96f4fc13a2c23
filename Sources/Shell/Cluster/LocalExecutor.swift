import Synchronization
import Threads

/// Runs shards in this process, each on one of a few threads of their own.
///
/// A shard that fails ends the run once those under way are through: what fails here would fail again.
package struct LocalExecutor: ShardExecutor {
    private let threads: Int
    private let compute: @Sendable (Int) throws -> Void

    /// An executor of `threads` threads.
    ///
    /// - Parameters:
    ///   - threads: How many shards are computed at once.
    ///   - compute: Computes a shard and writes its file. May block, and may look at `Task.isCancelled` to end
    ///     early. Called on several threads at once.
    package init(threads: Int, compute: @escaping @Sendable (Int) throws -> Void) {
        precondition(threads > 0, "at least one thread computes")
        self.threads = threads
        self.compute = compute
    }

    package func run(
        _ shards: Int,
        isSound: @escaping @Sendable (Int) -> Bool,
        progress: @escaping @Sendable (ShardProgress) -> Void
    ) async throws {
        let tally = LocalTally(shards, threads: threads, progress: progress)
        let compute = compute
        try await withThrowingTaskGroup { group in
            for _ in 0..<max(1, min(threads, shards)) {
                group.addTask {
                    try await LocalWorker().work(on: tally, isSound: isSound, compute: compute)
                }
            }
            // every thread is waited for, so that none writes after the run has ended
            var failure: (any Error)?
            while let result = await group.nextResult() {
                if case .failure(let error) = result, failure == nil || error is ClusterFault {
                    failure = error
                }
            }
            if let failure { throw failure }
        }
        try Task.checkCancellation()
    }
}

/// Computes shards one after the other on a thread that ends with it.
private actor LocalWorker {
    private nonisolated let executor = ThreadExecutor(name: "shard")
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    func work(
        on tally: LocalTally,
        isSound: @Sendable (Int) -> Bool,
        compute: @Sendable (Int) throws -> Void
    ) throws {
        while let shard = tally.next() {
            if isSound(shard) {
                tally.end(shard, seconds: nil)
                continue
            }
            let started = monotonicSeconds()
            tally.begin(shard, at: started)
            do {
                try compute(shard)
            } catch is CancellationError {
                tally.stop()
                throw CancellationError()
            } catch {
                tally.stop()
                throw ClusterFault(.lost([shard]), "Shard \(shard) could not be computed: \(error)")
            }
            guard isSound(shard) else {
                tally.stop()
                try Task.checkCancellation()
                throw ClusterFault(.lost([shard]), "Shard \(shard) was computed, but its file is not sound.")
            }
            tally.end(shard, seconds: monotonicSeconds() - started)
        }
    }
}

/// Who computes what, shared by the threads.
private final class LocalTally: Sendable {
    private struct State {
        var next = 0
        var done = 0
        var running: [Int: Double] = [:]
        var forecast = Forecast()
        var isStopped = false
    }

    private let state = Mutex(State())
    private let shards: Int
    private let threads: Int
    private let started = monotonicSeconds()
    private let progress: @Sendable (ShardProgress) -> Void

    init(_ shards: Int, threads: Int, progress: @escaping @Sendable (ShardProgress) -> Void) {
        self.shards = shards
        self.threads = threads
        self.progress = progress
    }

    /// The next shard; `nil` when there is none, or none is to be begun.
    func next() -> Int? {
        let isCancelled = Task.isCancelled
        return state.withLock { state in
            guard !state.isStopped, !isCancelled, state.next < shards else { return nil }
            state.next += 1
            return state.next - 1
        }
    }

    func begin(_ shard: Int, at time: Double) {
        state.withLock { state in
            state.running[shard] = time
            tell(state)
        }
    }

    /// Counts a shard that took `seconds`, or `nil` where it was done before.
    func end(_ shard: Int, seconds: Double?) {
        state.withLock { state in
            state.running[shard] = nil
            state.done += 1
            if let seconds { state.forecast.add(seconds: seconds) }
            tell(state)
        }
    }

    func stop() { state.withLock { $0.isStopped = true } }

    /// Within the lock, so that counts never fall from one call to the next.
    private func tell(_ state: State) {
        let now = monotonicSeconds()
        let waiting = shards - state.done - state.running.count
        progress(
            ShardProgress(
                total: shards,
                done: state.done,
                running: state.running.count,
                waiting: waiting,
                seconds: now - started,
                secondsLeft: state.forecast.secondsLeft(
                    running: state.running.values.map { now - $0 },
                    waiting: waiting,
                    atOnce: threads
                )
            )
        )
    }
}
