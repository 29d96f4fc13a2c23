/// Plates that were made together, and so may share what differs from other plates.
///
/// Ordered as they come in a campaign: plates made elsewhere before those of its rounds.
package enum PlateBatch: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Plates made elsewhere that one platemap file describes, by the file's name.
    case platemap(String)
    /// The plates of one round.
    case round(Int)

    package var description: String {
        switch self {
        case .platemap(let name): "platemap \(name)"
        case .round(let round): "round \(round)"
        }
    }

    package static func < (left: PlateBatch, right: PlateBatch) -> Bool {
        switch (left, right) {
        case (.platemap(let one), .platemap(let other)): one.utf8.lexicographicallyPrecedes(other.utf8)
        case (.platemap, .round): true
        case (.round, .platemap): false
        case (.round(let one), .round(let other)): one < other
        }
    }
}
