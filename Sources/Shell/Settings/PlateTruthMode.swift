/// What is done with a file whose plate does not look as designed.
package enum PlateTruthMode: String, Sendable, Hashable, CaseIterable {
    /// It is set aside until a person says how it is to be read.
    case hold
    /// It is taken, and the notice of it says so.
    case warn
    /// Plates are not looked at.
    case off
}
