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

    /// What is done to centred wells before they are averaged, learnt from control wells only.
    ///
    /// Each is a linear map, so that the plate's controls stay at zero. Names are those of results:
    /// `docs/Normalisation.md` defines each, and another definition gets another number.
    package enum Normalisation: String, CaseIterable, Sendable, Codable {
        /// Centring alone.
        case none
        /// Each feature over the SD of controls.
        case standardise
        /// Each feature over 1.4826 times the median absolute deviation of controls.
        case robustMAD = "robust-mad"
        /// Whitened along the principal components of controls.
        case spherePCA = "sphere-pca"
        /// Whitened, and turned back so that features stay nearest to themselves.
        case sphereZCA = "sphere-zca"
        /// As `spherePCA`, of standardised features.
        case spherePCACor = "sphere-pca-cor"
        /// As `sphereZCA`, of standardised features.
        case sphereZCACor = "sphere-zca-cor"
        /// Typical variation normalisation as EFAAR's first release has it.
        case tvn1 = "tvn@1"
        /// Typical variation normalisation as EFAAR has it since November 2024.
        case tvn2 = "tvn@2"
    }

    /// Whose controls a normalisation, or an effect of position, is learnt from and applied to.
    ///
    /// `docs/Normalisation.md` says what a map for each plate or batch costs: a reward compares wells of
    /// several, and the difference of two maps looks like an interaction.
    package enum Scope: String, CaseIterable, Sendable, Codable {
        case plate
        /// The plates of one round, or of one platemap file; a plate without either is alone.
        case batch
        /// All plates: one map.
        case campaign
    }

    /// What of a well's position is taken out, learnt from control and anchor wells only.
    package enum Positions: String, CaseIterable, Sendable, Codable {
        case none
        /// A number for each row and each column.
        case rowsColumns = "rows-columns"
        /// A number for each of the three outermost rings.
        case edge
    }

    package var aggregation: Aggregation
    /// The one control role whose wells are the zero of each plate.
    package var centring: WellRole
    /// log2 of every feature before anything else is done to it; every value must then be positive.
    package var logarithm: Bool
    package var positions: Positions
    package var normalisation: Normalisation
    package var scope: Scope
    /// Added to each singular value of the controls before sphering divides by it; not negative.
    package var epsilon: Double
    package var scaling: Scaling

    package init(
        aggregation: Aggregation = .guideThenGene,
        centring: WellRole = .nonTargeting,
        logarithm: Bool = false,
        positions: Positions = .none,
        normalisation: Normalisation = .none,
        scope: Scope = .campaign,
        epsilon: Double = standardEpsilon,
        scaling: Scaling = .none
    ) {
        precondition(centring.isControl, "wells are centred on a control role, not on \(centring.rawValue)")
        precondition(epsilon >= 0, "sphering adds nothing negative to a singular value")
        self.aggregation = aggregation
        self.centring = centring
        self.logarithm = logarithm
        self.positions = positions
        self.normalisation = normalisation
        self.scope = scope
        self.epsilon = epsilon
        self.scaling = scaling
    }

    package static let standard = ProfileSettings()
    /// pycytominer's.
    package static let standardEpsilon = 1e-6
}

extension ProfileSettings {
    /// Whether wells of different plates come out along the same axes: principal components of each plate or
    /// batch by itself have nothing to do with each other.
    package var isComparable: Bool {
        switch normalisation {
        case .spherePCA, .spherePCACor: scope == .campaign
        case .none, .standardise, .robustMAD, .sphereZCA, .sphereZCACor, .tvn1, .tvn2: true
        }
    }

    /// The name of all that is done to wells, in order, with the version of each step.
    ///
    /// `centre@1` with standard settings; `log2 + edge@1 + tvn@2 per batch + replicate-sd@1` for example.
    /// Results of different names are in different units and cannot be compared.
    package var methodName: String {
        var steps: [String] = logarithm ? ["log2"] : []
        let unit = scope == .campaign ? "" : " per \(scope.rawValue)"
        switch positions {
        case .none: break
        case .rowsColumns, .edge: steps.append("\(positions.rawValue)@1\(unit)")
        }
        switch normalisation {
        case .none: steps.append("centre@1")
        case .standardise, .robustMAD: steps.append("\(normalisation.rawValue)@1\(unit)")
        case .spherePCA, .sphereZCA, .spherePCACor, .sphereZCACor:
            let added = epsilon == ProfileSettings.standardEpsilon ? "" : " epsilon \(epsilon)"
            steps.append("\(normalisation.rawValue)@1\(added)\(unit)")
        case .tvn1, .tvn2: steps.append("\(normalisation.rawValue)\(unit)")
        }
        if scaling == .replicateSD { steps.append("replicate-sd@1") }
        return steps.joined(separator: " + ")
    }
}
