/// What `squeue --noheader --array` prints in the format asked for.
package enum SqueueTable {
    /// Array, task, state, time, nodes, reason.
    ///
    /// The reason stands last because it may hold anything.
    package static let format = "%F|%K|%T|%M|%N|%r"

    /// What it says of each task; rows of jobs that are no array are passed over.
    package static func parse(_ text: String) -> [TaskKey: TaskReport] {
        var reports: [TaskKey: TaskReport] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            let cells = line.split(separator: "|", maxSplits: 5, omittingEmptySubsequences: false)
            guard cells.count == 6, !cells[0].isEmpty, let job = number(cells[0]),
                let indices = IndexList.expanded(cells[1]), let state = TaskState(cells[2])
            else { continue }
            let report = TaskReport(
                state: state,
                seconds: slurmSeconds(cells[3]),
                nodes: printable(cells[4]),
                reason: cells[5] == "None" ? "" : printable(cells[5])
            )
            for index in indices { reports[TaskKey(job: job, index: index)] = report }
        }
        return reports
    }

    /// Whether it only says that it remembers none of the jobs.
    package static func isUnknownJob(_ complaint: String) -> Bool {
        complaint.contains("Invalid job id specified")
    }
}
