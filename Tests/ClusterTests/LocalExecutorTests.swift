import Cluster
import Foundation
import Synchronization
import Testing

struct LocalExecutorTests {
    private struct Failure: Error, CustomStringConvertible {
        let description = "the table has no column 'effect'"
    }

    @Test(arguments: [1, 3, 20])
    func `every shard is computed once, on no more threads than told`(_ threads: Int) async throws {
        let done = Mutex<[Int]>([])
        let running = Mutex((now: 0, most: 0))
        let counts = Mutex<[ShardProgress]>([])
        let executor = LocalExecutor(threads: threads) { shard in
            running.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
            usleep(2_000)
            running.withLock { $0.now -= 1 }
            done.withLock { $0.append(shard) }
        }
        try await executor.run(15) { shard in
            done.withLock { $0.contains(shard) }
        } progress: { progress in
            counts.withLock { $0.append(progress) }
        }
        #expect(done.withLock { $0.sorted() } == Array(0..<15))
        #expect(running.withLock { $0.most } <= threads)
        let told = counts.withLock { $0 }
        #expect(told.map(\.done) == told.map(\.done).sorted())
        #expect(told.last?.done == 15 && told.last?.secondsLeft == 0)
        #expect(told.allSatisfy { $0.done + $0.running + $0.waiting == 15 && $0.running <= threads })
    }

    @Test func `shards that are sound are left alone`() async throws {
        let done = Mutex<Set<Int>>([0, 2, 4])
        let computed = Mutex<[Int]>([])
        let executor = LocalExecutor(threads: 2) { shard in
            computed.withLock { $0.append(shard) }
            done.withLock { _ = $0.insert(shard) }
        }
        try await executor.run(
            5,
            isSound: { shard in done.withLock { $0.contains(shard) } },
            progress: { _ in }
        )
        #expect(computed.withLock { $0.sorted() } == [1, 3])
    }

    @Test func `a shard that fails ends the run, and says why`() async throws {
        let begun = Mutex(0)
        let done = Mutex<Set<Int>>([])
        let executor = LocalExecutor(threads: 2) { shard in
            begun.withLock { $0 += 1 }
            if shard == 3 { throw Failure() }
            usleep(5_000)
            done.withLock { _ = $0.insert(shard) }
        }
        let fault = await #expect(throws: ClusterFault.self) {
            try await executor.run(
                100,
                isSound: { shard in done.withLock { $0.contains(shard) } },
                progress: { _ in }
            )
        }
        #expect(fault?.kind == .lost([3]))
        #expect(fault?.description == "Shard 3 could not be computed: the table has no column 'effect'")
        #expect(begun.withLock { $0 } < 100)
    }

    @Test func `a shard that leaves no sound file has failed`() async throws {
        let executor = LocalExecutor(threads: 1) { _ in }
        let fault = await #expect(throws: ClusterFault.self) {
            try await executor.run(2, isSound: { _ in false }, progress: { _ in })
        }
        #expect(fault?.description == "Shard 0 was computed, but its file is not sound.")
    }

    @Test func `a cancelled run begins no more shards, and lets a shard see it`() async throws {
        let begun = Mutex(0)
        let executor = LocalExecutor(threads: 2) { _ in
            begun.withLock { $0 += 1 }
            while !Task.isCancelled { usleep(1_000) }
            throw CancellationError()
        }
        let running = Task { try await executor.run(50, isSound: { _ in false }, progress: { _ in }) }
        while begun.withLock({ $0 }) < 2 { try await Task.sleep(for: .milliseconds(5)) }
        running.cancel()
        let result = await running.result
        #expect(throws: CancellationError.self) { try result.get() }
        #expect(begun.withLock { $0 } == 2)
    }

    @Test func `no shards are done at once`() async throws {
        try await LocalExecutor(threads: 4) { _ in }.run(0, isSound: { _ in false }, progress: { _ in })
    }
}
