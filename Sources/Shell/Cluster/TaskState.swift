/// What Slurm says of a task (squeue(1), JOB STATE CODES).
package enum TaskState: Hashable, Sendable {
    case pending
    /// Also starting, suspended and ending.
    case running
    case completed
    case failed
    case timeout
    case outOfMemory
    case nodeFailed
    /// By whom, as a number, where Slurm says it.
    case cancelled(by: String?)
    case preempted
    case bootFailed
    case deadline
    case revoked
    /// Ended in a way that a site's own programs gave it.
    case specialExit

    /// Slurm's word, long or short, with what sacct(1) hangs on it: `CANCELLED by 1000`, `CANCELLED+`.
    ///
    /// A word that is not known counts as running: to wait is safe, to send the task twice is not. `nil` for no
    /// word at all.
    package init?(_ text: some StringProtocol) {
        let words = text.split(separator: " ")
        guard var word = words.first?[...] else { return nil }
        if word.hasSuffix("+") { word = word.dropLast() }
        switch word {
        case "PENDING", "PD", "REQUEUED", "RQ", "REQUEUE_HOLD", "RH", "REQUEUE_FED", "RF", "RESV_DEL_HOLD",
            "RD":
            self = .pending
        case "COMPLETED", "CD": self = .completed
        case "FAILED", "F": self = .failed
        case "TIMEOUT", "TO": self = .timeout
        case "OUT_OF_MEMORY", "OUT_OF_ME", "OOM": self = .outOfMemory
        case "NODE_FAIL", "NF": self = .nodeFailed
        case "CANCELLED", "CA":
            let isNamed = words.count == 3 && words[1] == "by"
            self = .cancelled(by: isNamed ? String(words[2]) : nil)
        case "PREEMPTED", "PR": self = .preempted
        case "BOOT_FAIL", "BF": self = .bootFailed
        case "DEADLINE", "DL": self = .deadline
        case "REVOKED", "RV": self = .revoked
        case "SPECIAL_EXIT", "SE": self = .specialExit
        default: self = .running
        }
    }

    package var hasEnded: Bool { self != .pending && self != .running }

    /// Slurm's long word.
    package var word: String {
        switch self {
        case .pending: "PENDING"
        case .running: "RUNNING"
        case .completed: "COMPLETED"
        case .failed: "FAILED"
        case .timeout: "TIMEOUT"
        case .outOfMemory: "OUT_OF_MEMORY"
        case .nodeFailed: "NODE_FAIL"
        case .cancelled(let user): user.map { "CANCELLED by \($0)" } ?? "CANCELLED"
        case .preempted: "PREEMPTED"
        case .bootFailed: "BOOT_FAIL"
        case .deadline: "DEADLINE"
        case .revoked: "REVOKED"
        case .specialExit: "SPECIAL_EXIT"
        }
    }
}
