import Glibc

/// Puts the inputs of one format before its reader, in several processes, and watches them.
struct FuzzRun {
    let format: Format
    let seed: UInt64
    let numbers: Range<Int>
    let processes: Int

    /// Nanoseconds that one input may take by the clock on the wall, for a reader that waits and does not compute.
    static let longPatience = 120_000_000_000
    /// Kilobytes that a worker may grow by; readers run with limits of a megabyte or so.
    static let mostGrowth = 256 << 10
    /// Bytes of addresses that a worker gets beyond those that it starts with.
    static let room = 512 << 20
    /// Findings after which nobody needs more.
    static let enough = 20

    init(_ format: Format, seed: UInt64, numbers: Range<Int>, processes: Int) {
        self.format = format
        self.seed = seed
        self.numbers = numbers
        self.processes = processes
    }

    func perform() -> FormatReport {
        var report = FormatReport(format, inputs: numbers.count)
        let start = now()
        var workers = (0..<min(processes, numbers.count)).map { Worker(next: numbers.lowerBound + $0) }
        for index in workers.indices { launch(&workers[index]) }
        while workers.contains(where: { $0.process != nil }) {
            usleep(2_000)
            for index in workers.indices { look(at: &workers[index], &report) }
        }
        for worker in workers {
            report.add(worker.record)
            worker.record.release()
        }
        report.seconds = Double(now() - start) / 1e9
        return report
    }

    private struct Worker {
        let record = SharedRecord()
        /// The first input that is not done.
        var next: Int
        var process: pid_t?
    }

    private func launch(_ worker: inout Worker) {
        guard worker.next < numbers.upperBound else { return }
        worker.record.current = -1
        let process = fork()
        precondition(process >= 0, "no process")
        if process == 0 { work(worker.record, from: worker.next) }
        worker.process = process
    }

    private func look(at worker: inout Worker, _ report: inout FormatReport) {
        guard let process = worker.process else { return }
        var status: CInt = 0
        let number = worker.record.current
        if waitpid(process, &status, WNOHANG) == 0 {
            guard number >= 0, isLate(process, worker.record), worker.record.current == number else { return }
            kill(process, SIGKILL)
            waitpid(process, &status, 0)
            report.add(.init(number: number, kind: .hang))
        } else if status == 0 {
            worker.process = nil
            return
        } else {
            let signal = status & 0x7F
            report.add(.init(number: worker.record.current, kind: .crash(signal: signal)))
        }
        worker.process = nil
        worker.next = max(worker.record.current, worker.next) + processes
        if report.findings.count < FuzzRun.enough { launch(&worker) }
    }

    private func isLate(_ process: pid_t, _ record: SharedRecord) -> Bool {
        var clock = clockid_t()
        guard clock_getcpuclockid(process, &clock) == 0 else { return false }
        return now(clock) - record.begun > format.patience
            || now() - record.begunOnWall > FuzzRun.longPatience
    }

    /// The life of a worker; it ends here.
    private func work(_ record: SharedRecord, from first: Int) -> Never {
        quieten()
        let before = residentPeak()
        for number in stride(from: first, to: numbers.upperBound, by: processes) {
            let input = format.input(number, seed: seed)
            record.begun = now(CLOCK_PROCESS_CPUTIME_ID)
            record.begunOnWall = now()
            record.current = number
            let outcome = format.read(input)
            let time = now(CLOCK_PROCESS_CPUTIME_ID) - record.begun
            record.current = -1
            switch outcome {
            case .taken: record.taken += 1
            case .refused(let rule): record.count(rule: rule)
            }
            record.done += 1
            if time > record.slowest.time { record.slowest = (time, number) }
            let growth = residentPeak() - before
            if growth > record.peak.growth { record.peak = (growth, number) }
        }
        _exit(0)
    }

    /// No core files and no reports of crashes, and an end to memory.
    private func quieten() {
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        setrlimit(CInt(RLIMIT_CORE.rawValue), &none)
        let most = rlim_t(addresses() + FuzzRun.room)
        var memory = rlimit(rlim_cur: most, rlim_max: most)
        setrlimit(CInt(RLIMIT_AS.rawValue), &memory)
        let silence = open("/dev/null", O_WRONLY)
        if silence >= 0 { dup2(silence, STDERR_FILENO) }
    }
}

/// Nanoseconds of a clock; by default of one on the wall that never steps.
private func now(_ clock: clockid_t = CLOCK_MONOTONIC) -> Int {
    var time = timespec()
    clock_gettime(clock, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
}

/// Kilobytes that the process held at most.
private func residentPeak() -> Int {
    var usage = rusage()
    getrusage(CInt(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss
}

/// Bytes of addresses in use.
private func addresses() -> Int {
    guard let file = fopen("/proc/self/statm", "r") else { return 1 << 34 }
    defer { fclose(file) }
    var text = [CChar](repeating: 0, count: 32)
    guard fgets(&text, CInt(text.count), file) != nil else { return 1 << 34 }
    return strtol(text, nil, 10) * sysconf(CInt(_SC_PAGESIZE))
}
