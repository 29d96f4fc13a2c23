package import Screen

/// How the wells of a campaign become one embedding for each knockout.
package struct ProfileSettings: Sendable, Hashable, Codable {
    package enum Aggregation: String, CaseIterable, Sendable, Codable {
        /// Wells to guides, guides to genes: every guide weighs the same, however many wells it has.
        case guideThenGene = "guide-then-gene"
        /// Every well weighs the same.
        case flat
    }

    package enum Scaling: String, CaseIterable, Sendable, Codable {
        case none
        /// Every feature in units of its SD between replicates.
        case replicateSD = "replicate-sd"
    }

    package var aggregation: Aggregation
    /// The one control role whose wells are the zero of each plate.
    package var centring: WellRole
    /// log2 of every feature before anything else is done to it; every value must then be positive.
    package var logarithm: Bool
    package var scaling: Scaling

    package init(
        aggregation: Aggregation = .guideThenGene,
        centring: WellRole = .nonTargeting,
        logarithm: Bool = false,
        scaling: Scaling = .none
    ) {
        precondition(centring.isControl, "wells are centred on a control role, not on \(centring.rawValue)")
        self.aggregation = aggregation
        self.centring = centring
        self.logarithm = logarithm
        self.scaling = scaling
    }

    package static let standard = ProfileSettings()
}
