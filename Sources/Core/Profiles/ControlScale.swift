import LinearAlgebra
import Statistics

/// How much each feature varies between control wells, about their mean or their median.
enum ControlScale {
    case standard
    /// 1.4826 times the median absolute deviation, the SD of normal values.
    case robust

    /// A number a feature; divisor n, as scikit-learn's StandardScaler and pycytominer have it.
    func deviations(of rows: Matrix) -> [Double] {
        let columns = rows.transposed
        return (0..<columns.rows).map { feature in
            let values = columns.row(feature)
            switch self {
            case .standard: return populationSD(values)
            case .robust:
                let middle = quantile(values, 0.5)
                return 1.4826 * quantile(values.map { ($0 - middle).magnitude }, 0.5)
            }
        }
    }

    /// The step that divides by the controls' spread, or why there is none.
    func step(
        for controls: ControlRows,
        method: String,
        features: [String]
    ) throws(ProfileFault) -> LinearStep {
        let needed = ControlScale.fewestFreedom + controls.plates
        guard controls.count >= needed else {
            throw .tooFewControls(
                place: controls.place,
                method: method,
                found: controls.count,
                needed: needed
            )
        }
        let deviations = deviations(of: controls.rows)
        for (feature, deviation) in deviations.enumerated()
        where controls.isRounding(deviation, of: feature) {
            let name = feature < features.count ? features[feature] : nil
            throw .constantControls(
                place: controls.place,
                method: method,
                .init(index: feature, name: name)
            )
        }
        return .divide(deviations)
    }

    /// Below this an SD is off by 40 % and more.
    static let fewestFreedom = 3
}
