import LinearAlgebra
import RealModule

/// Whitening by the controls' singular values, as pycytominer's `Spherize` defines it (Kessy, Lewin and
/// Strimmer 2018).
///
/// With X the n × d controls and X = U Σ Vᵀ, a well is multiplied by V (Σ + ε)⁻¹ √(n − 1), for ZCA also by Vᵀ.
/// Directions that the controls do not span, where they are fewer than features, get the gain of the weakest
/// that they do.
struct Sphering {
    private let isTurnedBack: Bool
    private let isStandardised: Bool
    private let epsilon: Double

    init(_ normalisation: ProfileSettings.Normalisation, epsilon: Double) {
        isTurnedBack = normalisation == .sphereZCA || normalisation == .sphereZCACor
        isStandardised = normalisation == .spherePCACor || normalisation == .sphereZCACor
        self.epsilon = epsilon
    }

    func steps(
        for controls: ControlRows,
        method: String,
        features: [String]
    ) throws(ProfileFault) -> [LinearStep] {
        try controls.requireEnough(for: controls.featureCount, method: method)
        var steps: [LinearStep] = []
        if isStandardised {
            steps.append(try ControlScale.standard.step(for: controls, method: method, features: features))
        }
        let rows = controls.mapped(by: steps)
        let count = controls.featureCount
        guard let found = SingularValues(of: rows, isComplete: true),
            found.rank == min(count, controls.freedom), let weakest = found.values[..<found.rank].last
        else {
            throw .dependentFeatures(
                place: controls.place,
                method: method,
                independent: SingularValues(of: rows)?.rank ?? 0,
                of: count
            )
        }
        let gain = Double(controls.count - 1).squareRoot()
        let gains = (0..<count).map { place in
            gain / ((place < found.rank ? found.values[place] : weakest) + epsilon)
        }
        var scaled = found.directions
        for place in scaled.storage.indices { scaled.storage[place] *= gains[place / count] }
        steps.append(
            .multiply(
                isTurnedBack
                    ? LinearAlgebra.multiply(found.directions, scaled, transposeA: true) : scaled.transposed
            )
        )
        return steps
    }
}

extension ControlRows {
    /// Throws where whitening would blow up noise: with too few controls to show any direction, or with nearly
    /// as many degrees of freedom as features.
    ///
    /// A fresh well's variance, in units of the controls' own, is then expected to be f/(f − d − 1) for normal
    /// noise with f degrees of freedom and d features (the mean of an inverse Wishart matrix): 6 at f = 1.2 d.
    /// Below d, the weakest direction seen of d equal ones has the variance (√d − √f)²/f, a sixth at f = d/2
    /// (Marchenko and Pastur 1967).
    func requireEnough(for features: Int, method: String) throws(ProfileFault) {
        let plenty = (6 * features + 4) / 5
        let few = features / 2
        let least = features < 8 ? max(2, plenty) : 2
        guard freedom >= least else {
            throw .tooFewControls(place: place, method: method, found: count, needed: least + plates)
        }
        guard freedom <= few || freedom >= plenty else {
            throw .nearlyAsManyControlsAsFeatures(
                place: place,
                method: method,
                found: count,
                atMost: few + plates,
                atLeast: plenty + plates,
                features: features
            )
        }
    }
}
