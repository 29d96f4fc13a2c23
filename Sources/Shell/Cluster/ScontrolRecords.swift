/// What `scontrol --oneliner show job` and `scontrol show config` print.
package enum ScontrolRecords {
    /// What it says of each task of an array.
    package static func parse(_ text: String) -> [TaskKey: TaskReport] {
        var reports: [TaskKey: TaskReport] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            guard let job = field("ArrayJobId", of: line).flatMap({ number($0) }),
                let indices = field("ArrayTaskId", of: line).flatMap({ IndexList.expanded($0) }),
                let state = field("JobState", of: line).flatMap({ TaskState($0) })
            else { continue }
            let nodes = field("NodeList", of: line) ?? ""
            let reason = field("Reason", of: line) ?? ""
            let report = TaskReport(
                state: state,
                exit: field("ExitCode", of: line).flatMap { .init($0) },
                seconds: field("RunTime", of: line).flatMap { slurmSeconds($0) },
                nodes: nodes == "(null)" ? "" : printable(nodes),
                reason: reason == "None" ? "" : printable(reason)
            )
            for index in indices { reports[TaskKey(job: job, index: index)] = report }
        }
        return reports
    }

    /// The highest number of a task in an array, plus one; Slurm's own default where it is not told.
    package static func maximumArraySize(_ text: String) -> Int {
        setting("MaxArraySize", of: text).flatMap { number($0) }.flatMap { $0 > 0 ? $0 : nil } ?? 1001
    }

    /// Whether the cluster keeps books that sacct(1) can read.
    package static func keepsAccounts(_ text: String) -> Bool {
        guard let type = setting("AccountingStorageType", of: text) else { return true }
        return type != "accounting_storage/none" && type != "(null)"
    }

    private static func setting(_ name: String, of text: String) -> Substring? {
        for line in text.split(whereSeparator: \.isNewline) {
            let parts = line.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, trimmed(parts[0]) == name else { continue }
            return trimmed(parts[1])
        }
        return nil
    }

    /// The value behind ` name=`, up to the next blank; the first counts, since paths, which may hold anything,
    /// stand behind what is read here.
    private static func field(_ name: String, of line: Substring) -> Substring? {
        guard let start = line.firstRange(of: " \(name)=")?.upperBound else { return nil }
        return line[start...].prefix { $0 != " " }
    }
}

func trimmed(_ text: Substring) -> Substring {
    let start = text.drop { $0.isWhitespace }
    guard let end = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return start[...end]
}
