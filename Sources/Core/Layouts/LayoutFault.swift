/// Why a batch cannot be laid out, with the configuration key to change.
package struct LayoutFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The key as the configuration spells it, such as `plates.controls-per-plate`.
    package let key: String
    /// One or two sentences, with the numbers that do not fit.
    package let reason: String
    package let remedy: String

    package init(key: String, reason: String, remedy: String) {
        self.key = key
        self.reason = reason
        self.remedy = remedy
    }

    package var description: String { "\(key): \(reason) \(remedy)" }
}
