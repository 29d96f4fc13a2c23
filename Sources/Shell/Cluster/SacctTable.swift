/// What `sacct --parsable2 --noheader` prints of tasks and their steps.
package enum SacctTable {
    /// The columns to ask for, in the order read.
    package static let columns = "JobID,State,ExitCode,Elapsed,MaxRSS,NodeList"

    /// What it says of each task.
    ///
    /// Rows of steps (`123_4.batch`) only add memory: sacct(1) holds MaxRSS for steps, not for tasks. Tasks that
    /// wait come as one row (`123_[4-7%2]`). Rows of jobs that are no array, of components of heterogeneous jobs
    /// and lines that are something else are passed over.
    package static func parse(_ text: String) -> [TaskKey: TaskReport] {
        var reports: [TaskKey: TaskReport] = [:]
        var peaks: [TaskKey: Int] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            let cells = line.split(separator: "|", omittingEmptySubsequences: false)
            guard cells.count == 6, let (keys, isStep) = keys(cells[0]) else { continue }
            if let peak = slurmKilobytes(cells[4]) {
                for key in keys { peaks[key] = max(peaks[key] ?? 0, peak) }
            }
            guard !isStep, let state = TaskState(cells[1]) else { continue }
            let report = TaskReport(
                state: state,
                exit: .init(cells[2]),
                seconds: slurmSeconds(cells[3]),
                nodes: cells[5] == "None assigned" ? "" : printable(cells[5])
            )
            for key in keys { reports[key] = report }
        }
        for (key, peak) in peaks { reports[key]?.peakKilobytes = peak }
        return reports
    }

    /// The job ids of arrays in a column of ids, in rising order and each once.
    package static func jobs(_ text: String) -> [Int] {
        let numbers = text.split(whereSeparator: \.isNewline).compactMap { line in
            number(line.prefix { $0 != "_" && $0 != "." && $0 != "|" && $0 != " " })
        }
        return Set(numbers).sorted()
    }

    /// Whether sacct says that the cluster keeps no books.
    package static func isDisabled(_ complaint: String) -> Bool {
        complaint.contains("accounting storage is disabled")
    }

    private static func keys(_ id: Substring) -> ([TaskKey], isStep: Bool)? {
        let parts = id.split(separator: "_", omittingEmptySubsequences: false)
        guard parts.count == 2, let job = number(parts[0]), !parts[0].isEmpty else { return nil }
        let task = parts[1].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let list = task.first, let indices = IndexList.expanded(list) else { return nil }
        return (indices.map { TaskKey(job: job, index: $0) }, task.count == 2)
    }
}
