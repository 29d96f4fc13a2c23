import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Cluster

struct SlurmExecutorTests {
    @Test func `shards are sent as one array, once`() async throws {
        try await withFakeCluster { cluster in
            let executor = cluster.executor {
                $0.partition = "short"
                $0.account = "anna"
                $0.qos = "low"
                $0.tasksAtOnce = 3
                $0.cpusPerTask = 2
                $0.options = ["--constraint=avx2&ib"]
            }
            let (progress, fault) = try await cluster.run(12, executor)
            #expect(fault == nil)
            #expect(progress?.done == 12 && progress?.waiting == 0 && progress?.secondsLeft == 0)
            let calls = try cluster.calls("sbatch")
            #expect(calls.count == 1)
            for word in [
                "--parsable", "--array=0-11%3", "--mem=100M", "--time=60", "--cpus-per-task=2",
                "--partition=short",
                "--account=anna", "--qos=low", "--constraint=avx2&ib", "--chdir=\(cluster.run.path)",
            ] { #expect(calls[0].contains(word)) }
            #expect(
                calls[0].contains {
                    $0.hasPrefix("--output=") && $0.hasSuffix("100%% $(run)/slurm/%A_%a.log")
                }
            )
            try await cluster.run(12, executor)
            #expect(try cluster.calls("sbatch").count == 1)
            #expect(cluster.runs(12) == Array(repeating: 1, count: 12))
        }
    }

    @Test(arguments: [true, false])
    func `what clusters do to tasks is made good`(_ keepsBooks: Bool) async throws {
        try await withFakeCluster { cluster in
            if !keepsBooks { try cluster.write("no-books") }
            try cluster.rule("shard-0", "FAILED 3:0", "FAILED 0:9")
            try cluster.rule("shard-1", "OUT_OF_MEMORY 0:125", "OUT_OF_MEMORY 0:125")
            try cluster.rule("shard-2", "TIMEOUT 0:0")
            try cluster.rule("shard-3", "NODE_FAIL 1:0", "NODE_FAIL 1:0", "NODE_FAIL 1:0", "PREEMPTED 0:0")
            try cluster.rule("shard-4", "PREEMPTED 0:0")
            try cluster.rule("shard-5", "LATE")
            try cluster.rule("shard-6", "BOOT_FAIL 0:0")
            try cluster.rule("shard-7", "VANISHES")
            let (progress, fault) = try await cluster.run(
                8,
                cluster.executor {
                    $0.maximumMinutes = 600
                    $0.secondsForFile = 4
                }
            )
            guard keepsBooks else {
                // the controller of the stand-in forgets at once, so that every end is one without a story
                #expect(fault == nil)
                return
            }
            #expect(fault == nil)
            #expect(progress?.done == 8 && progress?.repeats == 12)
            #expect(cluster.runs(8) == Array(repeating: 1, count: 8))
            let words = try cluster.calls("sbatch").flatMap(\.self)
            #expect(
                words.contains("--mem=150M") && words.contains("--mem=225M") && words.contains("--time=90")
            )
        }
    }

    @Test func `a queue that tells how tasks ended is enough where there are no books`() async throws {
        try await withFakeCluster { cluster in
            try cluster.write("no-books")
            try cluster.write("queue", "101|1|FAILED|0:10|node1|NonZeroExitCode\n102|1|FAILED|0:10|node1|x\n")
            try cluster.rule("shard-1", "FAILED 7:0", "FAILED 7:0")
            let (_, fault) = try await cluster.run(2, cluster.executor { $0.retries = 1 })
            let text = fault?.description ?? ""
            #expect(fault?.kind == .lost([1]))
            #expect(text.contains("Shard 1, 2 attempts: FAILED (exit code 7) on node1; it left no log"))
            #expect(try cluster.calls("sacct").count == 1)
        }
    }

    @Test func `a job whose answer was lost is found by its name`() async throws {
        try await withFakeCluster { cluster in
            try cluster.rule("sbatch", "after")
            let (_, fault) = try await cluster.run(5, cluster.executor())
            #expect(fault == nil)
            #expect(try cluster.calls("sbatch").count == 1)
            #expect(cluster.runs(5) == [1, 1, 1, 1, 1])
            #expect(try cluster.record()?.jobs.map(\.id) == [101])
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func `while nobody can tell whether a job was taken, none is sent`() async throws {
        try await withFakeCluster { cluster in
            let down = "slurm_load_jobs error: Unable to contact slurm controller (connect failure)"
            try cluster.rule("sbatch", "after")
            try cluster.rule("shard-0", "WAITS")
            try cluster.rule("squeue", down, down, down)
            let executor = cluster.executor { $0.secondsOfSilence = 30 }
            let running = Task { try await cluster.run(1, executor) }
            while try cluster.calls("squeue").count < 6 { try await Task.sleep(for: .milliseconds(20)) }
            #expect(try cluster.calls("sbatch").count == 1)
            running.cancel()
            _ = await running.result
        }
    }

    @Test func `a submission that Slurm puts off is tried again`() async throws {
        try await withFakeCluster { cluster in
            let down = "sbatch: error: Batch job submission failed: Unable to contact slurm controller"
            try cluster.rule("sbatch", down, down)
            let (_, fault) = try await cluster.run(3, cluster.executor())
            #expect(fault == nil)
            #expect(try cluster.calls("sbatch").count == 3)
            #expect(cluster.runs(3) == [1, 1, 1])
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func `a limit on jobs is waited for while others of the run are on the cluster`() async throws {
        try await withFakeCluster { cluster in
            try cluster.write(
                "config",
                "MaxArraySize = 2\nAccountingStorageType = accounting_storage/slurmdbd\n"
            )
            let limit = "sbatch: error: QOSMaxSubmitJobPerUserLimit"
            try cluster.rule("sbatch", "ok", limit, limit)
            try cluster.rule("shard-0", "WAITS")
            let running = Task { try await cluster.run(6, cluster.executor()) }
            while cluster.runs(6) != [0, 1, 1, 1, 1, 1] { try await Task.sleep(for: .milliseconds(20)) }
            running.cancel()
            _ = await running.result
            #expect(try cluster.calls("sbatch").count == 5)
        }
    }

    @Test func `what sbatch refuses is told in its words, and nothing is left behind`() async throws {
        try await withFakeCluster { cluster in
            try cluster.rule("sbatch", "sbatch: error: invalid partition specified: nope")
            let (_, fault) = try await cluster.run(3, cluster.executor())
            #expect(fault?.kind == .refused)
            #expect(
                fault?.description.contains("shards 0-2: sbatch: error: invalid partition specified: nope")
                    == true
            )
            #expect(try cluster.record()?.jobs == [])
        }
    }

    @Test func `more memory than the cluster has is the end of that shard alone`() async throws {
        try await withFakeCluster { cluster in
            try cluster.rule("shard-1", "OUT_OF_MEMORY 0:125")
            try cluster.rule("sbatch", "ok", "sbatch: error: Memory specification can not be satisfied")
            let (progress, fault) = try await cluster.run(3, cluster.executor())
            #expect(progress?.done == 2)
            #expect(fault?.kind == .lost([1]))
            #expect(
                fault?.description.contains("150 MB and 60 min were refused: sbatch: error: Memory") == true
            )
        }
    }

    @Test func `a Slurm that is silent for too long ends the run, not its tasks`() async throws {
        try await withFakeCluster { cluster in
            try cluster.rule(
                "scontrol",
                "down",
                "down",
                "down",
                "down",
                "down",
                "down",
                "down",
                "down",
                "down"
            )
            let (_, fault) = try await cluster.run(3, cluster.executor { $0.secondsOfSilence = 0.2 })
            #expect(fault?.kind == .unreachable)
            #expect(fault?.description.contains("scontrol ended with code 1: down") == true)
            #expect(try cluster.calls("scancel").isEmpty)
        }
    }

    @Test func `missing programs are told`() async throws {
        try await withFakeCluster { cluster in
            try FileManager.default.removeItem(at: cluster.programs)
            let (_, fault) = try await cluster.run(3, cluster.executor())
            #expect(fault?.kind == .unreachable)
            #expect(fault?.description.contains("No such file or directory") == true)
        }
    }

    @Test func `arrays are no longer than the cluster takes, and count from their offset`() async throws {
        try await withFakeCluster { cluster in
            try cluster.write(
                "config",
                "MaxArraySize = 5\nAccountingStorageType = accounting_storage/slurmdbd\n"
            )
            let (_, fault) = try await cluster.run(12, cluster.executor { $0.tasksAtOnce = 6 })
            #expect(fault == nil)
            let arrays = try cluster.calls("sbatch").flatMap { $0.filter { $0.hasPrefix("--array=") } }
            #expect(arrays == ["--array=0-4%2", "--array=0-4%2", "--array=0-1%2"])
            #expect(cluster.runs(12) == Array(repeating: 1, count: 12))
        }
    }

    @Test func `shards that are done are not sent`() async throws {
        try await withFakeCluster { cluster in
            for shard in [0, 1, 2, 5, 9] {
                try Data("shard \(shard)\n".utf8).write(
                    to: cluster.run.appending(path: "shards/\(shard).shard")
                )
            }
            try Data("broken".utf8).write(to: cluster.run.appending(path: "shards/6.shard"))
            try await cluster.run(10, cluster.executor())
            #expect(try cluster.calls("sbatch")[0].contains("--array=3-4,6-8"))
            #expect(cluster.runs(10) == [0, 0, 0, 1, 1, 0, 1, 1, 1, 0])
        }
    }

    @Test func `a person reads which shard failed, how, where, and what its log says`() async throws {
        try await withFakeCluster { cluster in
            try cluster.fail(2)
            let (progress, fault) = try await cluster.run(4, cluster.executor())
            #expect(progress?.done == 3 && progress?.lost == 1 && progress?.repeats == 2)
            #expect(
                fault?.description == """
                    1 of 4 shards could not be computed; 3 are done.
                    Shard 2, 3 attempts: FAILED (exit code 3) on node1; \(cluster.run.path)/slurm/103_2.log ends:
                        shard 2: the table has no column 'effect'
                    Correct what the logs tell: more memory or time is asked for in the settings. Then start the \
                    run again: shards that are done are not computed again.
                    """
            )
            try cluster.fail(2, false)
            let (_, again) = try await cluster.run(4, cluster.executor())
            #expect(again == nil)
            #expect(cluster.runs(4) == [1, 1, 4, 1])
        }
    }

    @Test func `where nothing works the run ends early and cancels the rest`() async throws {
        try await withFakeCluster { cluster in
            for shard in 0..<10 { try cluster.fail(shard) }
            for shard in 10..<20 { try cluster.rule("shard-\(shard)", "WAITS") }
            let (_, fault) = try await cluster.run(20, cluster.executor { $0.retries = 0 })
            #expect(fault?.kind == .lost(Array(0..<10)))
            #expect(fault?.description.contains("None was done, so the rest was cancelled.") == true)
            #expect(try cluster.calls("scancel").map { $0.dropFirst() } == [["--quiet", "101"]])
            for shard in 0..<10 { try cluster.fail(shard, false) }
            let (_, again) = try await cluster.run(20, cluster.executor())
            #expect(again == nil)
        }
    }

    @Test func `what somebody cancelled is not sent again in this run, but in the next`() async throws {
        try await withFakeCluster { cluster in
            try cluster.rule("shard-1", "CANCELLED by 1000 0:0")
            let (_, fault) = try await cluster.run(3, cluster.executor())
            #expect(fault?.kind == .lost([1]))
            #expect(fault?.description.contains("CANCELLED by 1000 on node1") == true)
            #expect(fault?.description.contains("Somebody cancelled them.") == true)
            let (_, again) = try await cluster.run(3, cluster.executor())
            #expect(again == nil)
        }
    }

    @Test(arguments: [true, false])
    func `an interrupted run cancels its tasks only where it is to`(_ cancels: Bool) async throws {
        try await withFakeCluster { cluster in
            try cluster.rule("shard-1", "WAITS")
            let executor = cluster.executor { $0.cancelsOnInterruption = cancels }
            let running = Task { try await cluster.run(3, executor) }
            while try cluster.calls("squeue").count < 2 { try await Task.sleep(for: .milliseconds(20)) }
            running.cancel()
            let result = await running.result
            #expect(throws: CancellationError.self) { try result.get() }
            #expect(try cluster.calls("scancel").count == (cancels ? 1 : 0))
            // the next run goes on without asking anybody
            if !cancels { try await executor.cancel() }
            let (_, fault) = try await cluster.run(3, executor)
            #expect(fault == nil)
            #expect(cluster.runs(3) == [1, 1, 1])
        }
    }

    @Test func `a run is looked after by one process at a time`() async throws {
        try await withFakeCluster { cluster in
            let folder = try RunFolder(cluster.run.path)
            guard case .taken(let lock) = try RunLock.attempt(folder.lock) else {
                Issue.record("the lock of a fresh run is held")
                return
            }
            let (_, fault) = try await cluster.run(3, cluster.executor())
            #expect(fault?.kind == .busy)
            #expect(
                fault?.description.contains("process \(ProcessInfo.processInfo.processIdentifier) on") == true
            )
            withExtendedLifetime(lock) {}
        }
    }

    @Test func `the lock outlives its process as long as a program that inherited it runs`() async throws {
        try await withFakeCluster { cluster in
            let folder = try RunFolder(cluster.run.path)
            let started = cluster.run.appending(path: "started").path(percentEncoded: false)
            let shell = Command(program: "/bin/sh", environment: ["PATH=/usr/bin:/bin"], seconds: 600)
            let stop = Flag()
            let descriptor = open(folder.lock, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
            #expect(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
            let child = Task.detached {
                let words = ["-c", "touch \"$0\" && exec sleep 600", started]
                return try shell.run(words, inherited: descriptor, isStopped: stop)
            }
            for _ in 0..<3_000 where access(started, F_OK) != 0 {
                try await Task.sleep(for: .milliseconds(20))
            }
            try #require(access(started, F_OK) == 0, "the program does not start")
            // as the end of the process would
            close(descriptor)
            guard case .held = try RunLock.attempt(folder.lock) else {
                stop.set()
                Issue.record("the lock is free while a program that inherited it runs")
                return
            }
            stop.set()
            _ = try await child.value
            guard case .taken = try RunLock.attempt(folder.lock) else {
                Issue.record("the lock is held though the program has ended")
                return
            }
        }
    }

    @Test func `another number of shards is another run`() async throws {
        try await withFakeCluster { cluster in
            try await cluster.run(3, cluster.executor())
            let (_, fault) = try await cluster.run(4, cluster.executor())
            #expect(fault?.kind == .folder)
            #expect(fault?.description.contains("begun with 3 shards, not 4") == true)
        }
    }

    @Test func `a state that cannot be understood is not written over`() async throws {
        try await withFakeCluster { cluster in
            try await cluster.run(1, cluster.executor())
            let state = cluster.run.appending(path: "slurm/state.json")
            try Data("{".utf8).write(to: state)
            let (_, fault) = try await cluster.run(1, cluster.executor())
            #expect(fault?.kind == .folder)
            #expect(try Data(contentsOf: state) == Data("{".utf8))
        }
    }

    @Test func `settings and commands that cannot be used are refused before anything is sent`() async throws
    {
        try await withFakeCluster { cluster in
            let (_, fault) = try await cluster.run(1, cluster.executor { $0.options = ["--wrap=rm"] })
            #expect(fault?.kind == .settings)
            for command in [[], [""], ["bin/x"], ["/bin/x", "a\0b"]] {
                let executor = SlurmExecutor(
                    settings: SlurmSettings(),
                    command: command,
                    folder: cluster.run.path
                )
                let (_, fault) = try await cluster.run(1, executor)
                #expect(fault?.kind == .settings)
            }
            #expect(try cluster.calls("sbatch").isEmpty)
        }
    }
}

struct OutOfMemoryTests {
    @Test func `slurmstepd's words in a log tell that memory ran out, the program's own do not`() {
        #expect(OutOfMemory.isTold(by: ["a", "slurmstepd-vm: error: Exceeded job memory limit"]))
        #expect(
            OutOfMemory.isTold(by: [
                "slurmstepd: error: Detected 1 oom-kill event(s) in StepId=5.batch. Some of your processes may have…"
            ])
        )
        #expect(!OutOfMemory.isTold(by: ["train: exceeded memory limit of the cache"]))
    }
}
