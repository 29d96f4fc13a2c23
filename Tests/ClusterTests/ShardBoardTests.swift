import Testing

@testable import Cluster

struct ShardBoardTests {
    private let means = RunRecord.Means(memoryMegabytes: 100, minutes: 10)

    private func job(
        _ number: Int,
        id: Int?,
        _ tasks: String,
        offset: Int = 0,
        memory: Int = 100
    ) -> RunRecord.Job {
        RunRecord.Job(
            number: number,
            name: "pairwell-x-\(number)",
            id: id,
            intendedAt: 0,
            offset: offset,
            tasks: tasks,
            memoryMegabytes: memory,
            minutes: 10
        )
    }

    private func board(_ jobs: [RunRecord.Job], shards: Int = 4) -> ShardBoard {
        var board = ShardBoard(shards: shards, means: means, secondsForFile: 60)
        for job in jobs { board.markSent(job) }
        return board
    }

    @Test func `a task is done when its file is sound, whatever Slurm says`() {
        var board = board([job(1, id: 9, "0-3")])
        let reports: [TaskKey: TaskReport] = [
            TaskKey(job: 9, index: 0): TaskReport(state: .completed, seconds: 10),
            TaskKey(job: 9, index: 1): TaskReport(state: .timeout),
            TaskKey(job: 9, index: 2): TaskReport(state: .running, seconds: 4),
        ]
        let ended = board.digest(reports, isWhole: true, now: 0) { $0 != 2 }
        #expect(ended.isEmpty)
        #expect(board.standings[0] == .done && board.standings[1] == .done && board.standings[3] == .done)
        #expect(board.progress().running == 1)
        #expect(board.progress().secondsLeft == 6)
    }

    @Test func `the file of a task that ended well is waited for, that of another is not`() {
        var board = board([job(1, id: 9, "0-1")])
        let reports: [TaskKey: TaskReport] = [
            TaskKey(job: 9, index: 0): TaskReport(state: .completed),
            TaskKey(job: 9, index: 1): TaskReport(state: .failed, exit: .init(code: 3, signal: 0)),
        ]
        #expect(board.digest(reports, isWhole: true, now: 5) { _ in false }.map(\.shard) == [1])
        #expect(board.digest(reports, isWhole: true, now: 64) { _ in false }.map(\.shard) == [1])
        #expect(board.digest(reports, isWhole: true, now: 65) { _ in false }.map(\.shard) == [0, 1])
    }

    @Test func `a task is only taken for forgotten where Slurm answered in full, and not at once`() {
        var board = board([job(1, id: 9, "0")])
        #expect(board.digest([:], isWhole: false, now: 0) { _ in true }.isEmpty)
        #expect(board.open.count == 1)
        #expect(board.digest([:], isWhole: true, now: 100) { _ in false }.isEmpty)
        let running = [TaskKey(job: 9, index: 0): TaskReport(state: .running)]
        #expect(board.digest(running, isWhole: true, now: 150) { _ in false }.isEmpty)
        #expect(board.digest([:], isWhole: true, now: 170) { _ in false }.isEmpty)
        let ended = board.digest([:], isWhole: true, now: 230) { _ in false }
        #expect(ended.map(\.shard) == [0] && ended[0].report == nil)
    }

    @Test func `only a failure of the last job that a shard was sent with counts`() {
        var record = RunRecord(run: "x", shards: 3)
        record.jobs = [job(1, id: 9, "0-2"), job(2, id: 10, "1", memory: 150)]
        record.failures = [
            .init(shard: 1, job: 1, cause: .own, story: "", next: .init(memoryMegabytes: 150, minutes: 10)),
            .init(shard: 2, job: 1, cause: .own, story: "", next: nil),
        ]
        let board = ShardBoard(record, means: means, secondsForFile: 60)
        #expect(board.open == [TaskKey(job: 9, index: 0), TaskKey(job: 10, index: 1)])
        #expect(board.lost == [2])
    }

    @Test func `a forgiven failure is sent again with no less than the settings say`() {
        var record = RunRecord(run: "x", shards: 2)
        record.jobs = [job(1, id: 9, "0-1", memory: 300)]
        record.failures = [
            .init(shard: 0, job: 1, cause: .own, story: "", next: nil, isForgiven: true),
            .init(shard: 1, job: 1, cause: .cancelled, story: "", next: nil, isForgiven: true),
        ]
        let more = RunRecord.Means(memoryMegabytes: 200, minutes: 90)
        let board = ShardBoard(record, means: more, secondsForFile: 60)
        let expected = RunRecord.Means(memoryMegabytes: 300, minutes: 90)
        #expect(board.toSend.map(\.means) == [expected, expected])
    }

    @Test func `a job that Slurm never took is as if it had not been meant`() {
        var board = board([job(1, id: nil, "0-2", offset: 1)])
        #expect(board.open.isEmpty && board.toSend.map(\.shard) == [0])
        board.markUnsent(job(1, id: nil, "0-2", offset: 1))
        #expect(board.toSend.map(\.shard) == [0, 1, 2, 3])
    }

    @Test func `tasks count from their array's offset`() {
        #expect(board([job(1, id: 9, "0,2", offset: 1)]).open.map(\.index) == [0, 2])
    }

    @Test func `the commonest reason for waiting is told`() {
        var board = board([job(1, id: 9, "0-3")])
        let words = ["Priority", "QOSLimit", "Priority", ""]
        let reports = Dictionary(
            uniqueKeysWithValues: words.enumerated().map {
                (TaskKey(job: 9, index: $0.offset), TaskReport(state: .pending, reason: $0.element))
            }
        )
        _ = board.digest(reports, isWhole: true, now: 0) { _ in false }
        #expect(board.progress().reason == "Priority")
        #expect(board.progress().waiting == 4)
    }
}

struct ForecastTests {
    @Test func `nothing is foretold before a shard was timed, and nothing is left at the end`() {
        #expect(Forecast().secondsLeft(running: [3], waiting: 2) == nil)
        #expect(Forecast().secondsLeft(running: [], waiting: 0) == 0)
    }

    @Test func `what is left is spread over as many as run at once`() {
        var forecast = Forecast()
        forecast.add(seconds: 8)
        forecast.add(seconds: 12)
        #expect(forecast.secondsLeft(running: [4, 6], waiting: 3) == 20)
        #expect(forecast.secondsLeft(running: [4, 6], waiting: 3, atOnce: 4) == 10)
        #expect(forecast.secondsLeft(running: [50], waiting: 1) == 10)
        #expect(forecast.secondsLeft(running: [1, 9], waiting: 0) == 9)
        #expect(forecast.secondsLeft(running: [], waiting: 2) == 20)
    }
}

struct RetryRuleTests {
    private let means = RunRecord.Means(memoryMegabytes: 1000, minutes: 60)

    private func next(
        _ state: TaskState?,
        own: Int = 0,
        interruptions: Int = 0,
        _ change: (inout SlurmSettings) -> Void = { _ in }
    ) -> RunRecord.Means? {
        var settings = SlurmSettings()
        change(&settings)
        return RetryRule(settings: settings).next(
            after: state,
            means: means,
            own: own,
            interruptions: interruptions
        )
    }

    @Test func `a failed shard is tried again as often as the settings say`() {
        #expect(next(.failed, own: 0) == means)
        #expect(next(.failed, own: 1) == means)
        #expect(next(.failed, own: 2) == nil)
        #expect(next(.completed, own: 2) == nil)
        #expect(next(.failed) { $0.retries = 0 } == nil)
    }

    @Test func `memory grows by half up to its limit`() {
        #expect(next(.outOfMemory)?.memoryMegabytes == 1500)
        #expect(next(.outOfMemory) { $0.maximumMemoryMegabytes = 1200 }?.memoryMegabytes == 1200)
        #expect(next(.outOfMemory) { $0.maximumMemoryMegabytes = 1000 } == nil)
        #expect(next(.outOfMemory, own: 2) == nil)
    }

    @Test func `time grows only where that is allowed`() {
        #expect(next(.timeout) == nil)
        #expect(next(.timeout) { $0.maximumMinutes = 600 }?.minutes == 90)
        #expect(next(.timeout) { $0.maximumMinutes = 75 }?.minutes == 75)
    }

    @Test func `what the cluster did to a shard does not use up its tries, and does not go on for ever`() {
        for state in [TaskState.nodeFailed, .preempted, .bootFailed, nil] {
            #expect(next(state, own: 2, interruptions: 9) == means)
            #expect(next(state, interruptions: 10) == nil)
        }
    }

    @Test func `what somebody cancelled is not sent again`() {
        #expect(next(.cancelled(by: "1000")) == nil)
    }
}
