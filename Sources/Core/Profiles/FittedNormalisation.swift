import Screen

/// What was learnt from a campaign's controls: the positions' effects and the linear map of each plate.
package struct FittedNormalisation: Sendable, Equatable {
    /// ``ProfileSettings/methodName``.
    package let method: String
    /// Numbers of an embedding after it; a TVN may have fewer than the files.
    package let featureCount: Int
    let positions: [PositionUnit: PositionEffects]
    let steps: [NormalisationUnit: [LinearStep]]

    /// Nothing but centring.
    package init(centringOnly featureCount: Int, method: String = ProfileSettings.standard.methodName) {
        self.init(method: method, featureCount: featureCount, positions: [:], steps: [:])
    }

    init(
        method: String,
        featureCount: Int,
        positions: [PositionUnit: PositionEffects],
        steps: [NormalisationUnit: [LinearStep]]
    ) {
        self.method = method
        self.featureCount = featureCount
        self.positions = positions
        self.steps = steps
    }

    /// Whether each number of an embedding still stands for one feature of the files.
    var keepsFeatures: Bool {
        steps.values.joined().allSatisfy { if case .divide = $0 { true } else { false } }
    }

    /// Learns it in one pass over the plates, or two where positions are taken out before.
    ///
    /// Plates without a well of the centring role have no say.
    init(
        _ readings: SortedReadings,
        settings: ProfileSettings,
        features: [String]
    ) throws(ProfileFault) {
        method = settings.methodName
        positions = try PositionEffects.fitted(to: readings, settings: settings)
        guard settings.normalisation != .none else {
            featureCount = readings.featureCount
            steps = [:]
            return
        }
        guard settings.isComparable else { throw .componentsApart(method: settings.normalisation.rawValue) }
        var units: [NormalisationUnit: ControlRows] = [:]
        for plate in readings.plates {
            let unit = NormalisationUnit(plate, scope: settings.scope)
            let effects = positions[readings.positionUnit(of: plate, scope: settings.scope)]
            let block = try readings.centredBlock(of: plate, settings, effects) {
                $0.role == settings.centring
            }
            guard let block else { continue }
            units[unit, default: ControlRows("\(unit)", featureCount: block.featureCount)]
                .add(block, role: settings.centring)
        }
        let name = settings.normalisation.rawValue
        var steps: [NormalisationUnit: [LinearStep]] = [:]
        switch settings.normalisation {
        case .none: break
        case .standardise, .robustMAD:
            let scale = settings.normalisation == .robustMAD ? ControlScale.robust : .standard
            for (unit, controls) in units.sorted(by: { $0.key < $1.key }) {
                steps[unit] = [try scale.step(for: controls, method: name, features: features)]
            }
        case .spherePCA, .sphereZCA, .spherePCACor, .sphereZCACor:
            let sphering = Sphering(settings.normalisation, epsilon: settings.epsilon)
            for (unit, controls) in units.sorted(by: { $0.key < $1.key }) {
                steps[unit] = try sphering.steps(for: controls, method: name, features: features)
            }
        case .tvn1, .tvn2:
            let isSecond = settings.normalisation == .tvn2
            steps = try TypicalVariation.steps(for: units, secondVersion: isSecond, method: name)
        }
        self.steps = steps
        featureCount =
            steps.values.first.map { $0.reduce(readings.featureCount) { $1.outputCount(of: $0) } }
            ?? readings.featureCount
    }
}

extension SortedReadings {
    /// A plate's wells as the profiles count them: relieved of their position, centred and normalised.
    ///
    /// Everything that looks at wells goes through here, so that embeddings and their noise are of the same
    /// wells. `nil` where the plate has no well of the centring role.
    func block(
        of plate: Plate,
        _ settings: ProfileSettings,
        _ normalisation: FittedNormalisation
    ) throws(ProfileFault) -> PlateBlock? {
        let unit = NormalisationUnit(plate, scope: settings.scope)
        let effects = normalisation.positions[positionUnit(of: plate, scope: settings.scope)]
        guard var block = try centredBlock(of: plate, settings, effects) else {
            return nil
        }
        if let steps = normalisation.steps[unit] { block.apply(steps) }
        return block
    }

    /// The wanted wells of a plate, those of the centring role among them, relieved of their position and
    /// centred.
    func centredBlock(
        of plate: Plate,
        _ settings: ProfileSettings,
        _ effects: PositionEffects?,
        where isWanted: (WellContent) -> Bool = { _ in true }
    ) throws(ProfileFault) -> PlateBlock? {
        var block = try block(of: plate, logarithm: settings.logarithm, where: isWanted)
        effects?.remove(from: &block)
        return block.centre(on: settings.centring) ? block : nil
    }
}
