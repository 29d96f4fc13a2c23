/// What `sbatch --parsable` answers.
package enum SbatchReply {
    /// The array's id: the last line that is `123` or `123;cluster`, since sites put banners before it.
    package static func job(_ text: String) -> Int? {
        for line in text.split(whereSeparator: \.isNewline).reversed() {
            let parts = trimmed(line).split(separator: ";", omittingEmptySubsequences: false)
            if parts.count <= 2, let id = parts.first, !id.isEmpty, let job = number(id), job > 0 {
                return job
            }
        }
        return nil
    }

    /// What a complaint means for the submission.
    package enum Complaint: Hashable, Sendable {
        /// Nothing was taken, and nothing will be.
        case refused
        /// Nothing was taken; a later attempt may pass.
        case later
        /// Nothing was taken; passes once some of the user's tasks have ended, if the limit is one of numbers.
        case limited
        /// It may have been taken: the answer was lost.
        case unclear
    }

    package static func complaint(_ text: String) -> Complaint {
        func says(_ phrases: [String]) -> Bool { phrases.contains { text.contains($0) } }
        if says(unclear) { return .unclear }
        if says(limited) { return .limited }
        return says(later) ? .later : .refused
    }

    private static let unclear = [
        "Socket timed out", "Zero Bytes were transmitted", "Connection timed out", "Connection reset",
        "Unexpected message received", "Transport endpoint is not connected", "Incomplete response",
    ]
    private static let limited = [
        "job submit limit", "SubmitJob", "Job violates accounting/QOS policy", "MaxJobCount",
    ]
    private static let later = [
        "temporarily", "try again", "Unable to contact slurm controller", "Connection refused",
        "Communication connection failure", "in standby mode", "Job submission disabled",
    ]
}
