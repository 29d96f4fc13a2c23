/// What is handed to `sbatch` for one array.
struct JobScript: Sendable {
    let settings: SlurmSettings
    /// The program and its arguments; the shard's number is added as the last one.
    let command: [String]
    let folder: RunFolder

    /// The program of the array's tasks.
    ///
    /// Leaves the array's number in a file beside it, so that the run finds it even where Slurm keeps no books.
    /// Then it becomes the command, so that signals reach that.
    func text(for job: RunRecord.Job) -> String {
        let mark = shellQuoted(folder.jobMark(job.number))
        let words = command.map(shellQuoted).joined(separator: " ")
        return """
            #!/bin/sh
            # Written by Pairwell for \(job.name), which hands it to sbatch; changes are lost.
            mark=\(mark)
            if [ ! -s "$mark" ]; then
                echo "$SLURM_ARRAY_JOB_ID" > "$mark.$SLURM_ARRAY_TASK_ID" && mv -f "$mark.$SLURM_ARRAY_TASK_ID" "$mark"
            fi
            exec \(words) "$((\(job.offset) + SLURM_ARRAY_TASK_ID))"

            """
    }

    /// The words behind `sbatch`, which no shell reads.
    ///
    /// `atOnce` tasks of this array may run at once.
    func arguments(for job: RunRecord.Job, atOnce: Int?) -> [String] {
        var arguments = [
            "--parsable",
            "--job-name=\(job.name)",
            "--array=\(job.tasks)" + (atOnce.map { "%\($0)" } ?? ""),
            "--nodes=1", "--ntasks=1", "--cpus-per-task=\(settings.cpusPerTask)",
            "--mem=\(job.memoryMegabytes)M",
            "--time=\(job.minutes)",
            "--chdir=\(folder.path)",
            // sbatch(1), filename pattern: a doubled % stands for itself
            "--output=\(folder.slurm.replacing("%", with: "%%"))/%A_%a.log",
            "--open-mode=append",
            "--export=ALL",
        ]
        if let partition = settings.partition { arguments.append("--partition=\(partition)") }
        if let account = settings.account { arguments.append("--account=\(account)") }
        if let qos = settings.qos { arguments.append("--qos=\(qos)") }
        return arguments + settings.options + [folder.jobScript(job.number)]
    }

    /// What is wrong with the command; `nil` where it can be used.
    func problem() -> String? {
        guard let program = command.first, !program.isEmpty else {
            return "The command for a shard is empty."
        }
        guard program.hasPrefix("/") || !program.contains("/") else {
            return
                "The program for a shard, \(printable(program)), is named by a path that does not begin with /."
        }
        return command.contains { $0.utf8.contains(0) } ? "The command for a shard holds a null." : nil
    }
}

/// A word of a POSIX shell that stands for `text`, whatever it holds.
func shellQuoted(_ text: String) -> String {
    "'" + text.replacing("'", with: "'\\''") + "'"
}
