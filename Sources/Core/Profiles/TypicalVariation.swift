import LinearAlgebra
import RealModule

/// Typical variation normalisation (Ando, McLean and Berndl 2017), as EFAAR's functions define it.
///
/// Each feature over the SD of all controls; along the principal components of those; each component over
/// its SD; then for each batch CORAL (Sun, Feng and Saenko 2016): times (C_b + I/2)^−½, with C_b the covariance of
/// the batch's controls. The second version divides by each batch's own SD before CORAL, and multiplies by
/// (C + I/2)^½ afterwards, C being the covariance of all controls, so that batches come to a common covariance
/// rather than to none.
struct TypicalVariation {
    private let isSecond: Bool
    private let method: String
    /// For all plates.
    private var common: [LinearStep] = []
    private var target: LinearStep?

    /// Of plate-centred controls, each unit's; where there is one unit for all plates there is no CORAL.
    static func steps(
        for units: [NormalisationUnit: ControlRows],
        secondVersion: Bool,
        method: String
    ) throws(ProfileFault) -> [NormalisationUnit: [LinearStep]] {
        let sorted = units.sorted { $0.key < $1.key }
        guard let first = sorted.first else { return [:] }
        var all = ControlRows("all plates", featureCount: first.value.featureCount)
        for unit in sorted { all.add(unit.value) }
        var whitening = try TypicalVariation(all, secondVersion: secondVersion, method: method)
        guard !units.keys.contains(.campaign) else { return [.campaign: whitening.common] }
        var result: [NormalisationUnit: [LinearStep]] = [:]
        var standardised: [Matrix] = []
        for (unit, controls) in sorted {
            let (steps, rows) = try whitening.alignment(of: controls)
            result[unit] = whitening.common + steps
            standardised.append(rows)
        }
        guard secondVersion else { return result }
        whitening.setTarget(standardised)
        if let target = whitening.target { result = result.mapValues { $0 + [target] } }
        return result
    }

    private init(_ controls: ControlRows, secondVersion: Bool, method: String) throws(ProfileFault) {
        isSecond = secondVersion
        self.method = method
        let deviations = ControlScale.standard.deviations(of: controls.rows)
        // What controls do not vary in becomes zero, so that no component stands for it.
        let scale = deviations.enumerated().map { controls.isRounding($1, of: $0) ? .infinity : $1 }
        try controls.requireEnough(for: scale.count(where: \.isFinite), method: method)
        common = [.divide(scale)]
        let rows = controls.mapped(by: common)
        guard let found = SingularValues(of: rows), found.rank > 0 else {
            throw .dependentFeatures(
                place: controls.place,
                method: method,
                independent: 0,
                of: controls.featureCount
            )
        }
        // Components over their SD: V / (Σ/√n). What is beyond the rank has no SD, and is left out.
        let root = Double(controls.count).squareRoot()
        var components = Matrix(
            rows: found.rank,
            columns: rows.columns,
            storage: Array(found.directions.storage[..<(found.rank * rows.columns)])
        )
        for place in components.storage.indices {
            components.storage[place] *= root / found.values[place / rows.columns]
        }
        common.append(.multiply(components.transposed))
    }

    /// The steps of one unit, and its controls when CORAL begins.
    private func alignment(
        of controls: ControlRows
    ) throws(ProfileFault) -> (steps: [LinearStep], rows: Matrix) {
        let needed = ControlScale.fewestFreedom + controls.plates
        guard controls.count >= needed else {
            throw .tooFewControls(
                place: controls.place,
                method: method,
                found: controls.count,
                needed: needed
            )
        }
        var steps: [LinearStep] = []
        var rows = controls.mapped(by: common)
        if isSecond {
            let deviations = ControlScale.standard.deviations(of: rows).map { $0 > 1e-12 ? $0 : 1 }
            steps.append(.divide(deviations))
            rows = Matrix(
                rows: rows.rows,
                columns: rows.columns,
                storage: steps[0].applied(to: rows.storage, featureCount: rows.columns)
            )
        }
        // because a matrix of finite numbers always has singular values
        guard let found = SingularValues(of: rows) else { return (steps, rows) }
        let gains = found.values.map { value in
            1 / (value * value / Double(rows.rows - 1) + TypicalVariation.ridge).squareRoot()
        }
        let all = 1 / TypicalVariation.ridge.squareRoot()
        steps.append(
            .stretch(all: all, directions: found.directions, gains: gains.map { $0 - all })
        )
        return (steps, rows)
    }

    private mutating func setTarget(_ standardised: [Matrix]) {
        guard let width = standardised.first?.columns else { return }
        let count = standardised.reduce(0) { $0 + $1.rows }
        let rows = Matrix(rows: count, columns: width, storage: standardised.flatMap(\.storage))
        var covariance = LinearAlgebra.multiply(rows, rows, transposeA: true)
        for place in covariance.storage.indices { covariance.storage[place] /= Double(count - 1) }
        for place in 0..<width { covariance[place, place] += TypicalVariation.ridge }
        target = SymmetricEigen(of: covariance).map { .multiply($0.mapped { $0.squareRoot() }) }
    }

    /// What CORAL adds to each variance.
    private static let ridge = 0.5
}
