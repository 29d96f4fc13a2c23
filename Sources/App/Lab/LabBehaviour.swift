/// How tidy the lab is.
///
/// Rates are probabilities from 0 to 1.
package struct LabBehaviour: Sendable, Hashable {
    /// A plate's results come in several files.
    package var split = 0.4
    /// In a round, one file comes well after the others.
    package var late = 0.3
    /// A result file comes again under another name.
    package var duplicate = 0.15
    /// In a round, some wells are imaged again and come with other values.
    package var repeated = 0.25
    /// In a round, a file that cannot be read comes along.
    package var broken = 0.35
    /// In a round, a few wells fail; a done marker then says that they will not come.
    package var missing = 0.15
    /// Failed wells turn up after all while the next round runs.
    package var straggling = 0.5
    /// A compressed file is written in place, slowly, instead of being renamed into place.
    package var slow = 0.3

    /// A well loses its cells, controls too; not among what makes a lab lively.
    package var empty = 0.0

    package init() {}

    /// Some of everything.
    package static let lively = LabBehaviour()

    /// One whole file a plate, renamed into place.
    package static let tidy: LabBehaviour = {
        var behaviour = LabBehaviour()
        behaviour.split = 0
        behaviour.late = 0
        behaviour.duplicate = 0
        behaviour.repeated = 0
        behaviour.broken = 0
        behaviour.missing = 0
        behaviour.straggling = 0
        behaviour.slow = 0
        return behaviour
    }()
}

extension LabBehaviour {
    /// Between tidy (0) and lively (1).
    package static func lively(_ share: Double) -> LabBehaviour {
        var behaviour = LabBehaviour.lively
        behaviour.split *= share
        behaviour.late *= share
        behaviour.duplicate *= share
        behaviour.repeated *= share
        behaviour.broken *= share
        behaviour.missing *= share
        behaviour.straggling *= share
        behaviour.slow *= share
        return behaviour
    }
}
