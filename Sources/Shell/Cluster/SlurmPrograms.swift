import FoundationEssentials

/// Slurm's programs: each call is one process and one question.
///
/// Blocks; keep it off the shared pool.
struct SlurmPrograms: Sendable {
    /// Where they are; `nil` for the PATH.
    let folder: String?
    let isStopped: Flag

    /// Slurm gave no usable answer; a later attempt may get one.
    struct NoAnswer: Error {
        let story: String
    }

    enum Submission: Sendable {
        case taken(Int)
        case complained(SbatchReply.Complaint, String)
    }

    func submit(_ arguments: [String], keeping lock: CInt) throws -> Submission {
        // not stopped half-way: whether Slurm took the job would be unknown
        let ending = try command("sbatch").run(arguments, inherited: lock)
        guard case .ended(let output) = ending else {
            return .complained(
                .unclear,
                "sbatch did not end within \(Int(command("sbatch").seconds)) seconds"
            )
        }
        let complaint = trimmed(output.complaint[...])
        guard output.code == 0 else {
            let kind = output.code > 128 ? .unclear : SbatchReply.complaint(String(complaint))
            return .complained(kind, printable(complaint.replacing("\n", with: " "), atMost: 600))
        }
        guard let job = SbatchReply.job(output.text) else {
            return .complained(.unclear, "sbatch answered '\(printable(output.text))'")
        }
        return .taken(job)
    }

    /// What the controller knows of arrays; a job that it has forgotten is left out.
    func queue(_ jobs: [Int]) throws -> [TaskKey: TaskReport] {
        let list = jobs.map(String.init).joined(separator: ",")
        let output = try ask(
            "squeue",
            ["--noheader", "--array", "--states=all", "--jobs=\(list)", "--format=\(SqueueTable.format)"]
        )
        if output.code != 0, SqueueTable.isUnknownJob(output.complaint) { return [:] }
        return SqueueTable.parse(try text(of: output, "squeue"))
    }

    /// What the books hold of arrays; `nil` where there are no books.
    func accounts(_ jobs: [Int]) throws -> [TaskKey: TaskReport]? {
        let list = jobs.map(String.init).joined(separator: ",")
        let output = try ask(
            "sacct",
            ["--noheader", "--parsable2", "--jobs=\(list)", "--format=\(SacctTable.columns)"]
        )
        if SacctTable.isDisabled(output.complaint) { return nil }
        return SacctTable.parse(try text(of: output, "sacct"))
    }

    /// What the controller knows of one array in full, exit codes among it.
    func details(_ job: Int) throws -> [TaskKey: TaskReport] {
        let output = try ask("scontrol", ["--oneliner", "show", "job", "\(job)"])
        if output.code != 0, SqueueTable.isUnknownJob(output.complaint) { return [:] }
        return ScontrolRecords.parse(try text(of: output, "scontrol"))
    }

    func configuration() throws -> String {
        try text(of: try ask("scontrol", ["show", "config"]), "scontrol")
    }

    /// The array of this name, if Slurm has or had one.
    ///
    /// It was sent at most `seconds` ago.
    func job(named name: String, within seconds: Int, keepsAccounts: Bool) throws -> Int? {
        let queue = try ask("squeue", ["--noheader", "--states=all", "--name=\(name)", "--format=%F"])
        if let job = SacctTable.jobs(try text(of: queue, "squeue")).first { return job }
        guard keepsAccounts else { return nil }
        let books = try ask(
            "sacct",
            [
                "--noheader", "--parsable2", "--allocations", "--name=\(name)",
                "--starttime=now-\(seconds)seconds",
                "--format=JobID",
            ]
        )
        if SacctTable.isDisabled(books.complaint) { return nil }
        return SacctTable.jobs(try text(of: books, "sacct")).first
    }

    /// Cancels arrays; also after the run was stopped.
    func cancel(_ jobs: [Int]) throws {
        guard !jobs.isEmpty else { return }
        _ = try command("scancel").run(["--quiet"] + jobs.map(String.init))
    }

    private func ask(_ program: String, _ arguments: [String]) throws -> Command.Output {
        switch try command(program).run(arguments, isStopped: isStopped) {
        case .ended(let output): return output
        case .late: throw NoAnswer(story: "\(program) did not answer in time")
        case .stopped: throw CancellationError()
        }
    }

    private func text(of output: Command.Output, _ program: String) throws -> String {
        guard output.code == 0 else {
            let complaint = printable(trimmed(output.complaint[...]).replacing("\n", with: " "))
            throw NoAnswer(story: "\(program) ended with code \(output.code): \(complaint)")
        }
        return output.text
    }

    private func command(_ program: String) -> Command {
        Command(program: folder.map { "\($0)/\(program)" } ?? program, environment: SlurmPrograms.environment)
    }

    /// This process's own, without what would turn the programs' answers or make a run started from within a job
    /// inherit that job's shape.
    private static let environment: [String] = {
        let kept: Set = ["SLURM_CONF", "SLURM_CLUSTERS", "SLURM_JWT", "SLURM_DEBUG_FLAGS"]
        let odd: Set = [
            "SBATCH_ARRAY_INX", "SBATCH_JOB_NAME", "SBATCH_OUTPUT", "SBATCH_ERROR", "SBATCH_WAIT",
        ]
        let turning = ["SLURM_", "SQUEUE_", "SACCT_", "SCONTROL_", "SCANCEL_"]
        var environment = ProcessInfo.processInfo.environment.filter { name, _ in
            kept.contains(name) || !(odd.contains(name) || turning.contains { name.hasPrefix($0) })
        }
        // lists of tasks in full: squeue(1), SLURM_BITSTR_LEN
        environment["SLURM_BITSTR_LEN"] = "0"
        return environment.map { "\($0)=\($1)" }
    }()
}
