import FoundationEssentials
import Replay

extension Tournament {
    /// Its report as one JSON object, keys in order.
    func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(report)
    }
}
