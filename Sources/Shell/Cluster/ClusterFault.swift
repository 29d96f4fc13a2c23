/// Why shards could not be computed, for the person who started the run.
package struct ClusterFault: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Kind: Hashable, Sendable {
        /// A setting or the command is not usable.
        case settings
        /// A file of the run folder cannot be read or written, or belongs to another run.
        case folder
        /// Another process takes care of this run.
        case busy
        /// `sbatch` refused.
        case refused
        /// Slurm's programs are missing or do not answer.
        case unreachable
        /// Shards were given up; their numbers.
        case lost([Int])
    }

    package let kind: Kind
    package let description: String

    package init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }
}
