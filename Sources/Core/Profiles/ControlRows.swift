import LinearAlgebra
import Screen

/// Whose controls a map is learnt from, and whose wells it is applied to.
enum NormalisationUnit: Hashable, Comparable, Sendable, CustomStringConvertible {
    case campaign
    case batch(PlateBatch)
    case plate(Barcode)

    init(_ plate: SortedReadings.Plate, scope: ProfileSettings.Scope) {
        switch (scope, plate.batch) {
        case (.campaign, _): self = .campaign
        case (.batch, let batch?): self = .batch(batch)
        case (.batch, nil), (.plate, _): self = .plate(plate.barcode)
        }
    }

    var description: String {
        switch self {
        case .campaign: "all plates"
        case .batch(let batch): "the plates of \(batch)"
        case .plate(let barcode): "plate \(barcode)"
        }
    }

    static func < (left: NormalisationUnit, right: NormalisationUnit) -> Bool {
        switch (left, right) {
        case (.campaign, _): false
        case (.batch(let one), .batch(let other)): one < other
        case (.plate(let one), .plate(let other)): one < other
        case (.batch, .campaign), (.plate, _): true
        case (.batch, .plate): false
        }
    }
}

/// The centred control wells of one or more plates, a row each.
struct ControlRows {
    /// Whose they are, for the words of a fault.
    let place: String
    let featureCount: Int
    private var values: [Double] = []
    /// Each plate's controls are centred on their own mean, which takes a degree of freedom a plate.
    private(set) var plates = 0
    /// The largest plate centre of each feature, without its sign: how large its rounding may be.
    private var magnitudes: [Double]

    init(_ place: String, featureCount: Int) {
        self.place = place
        self.featureCount = featureCount
        magnitudes = Array(repeating: 0, count: featureCount)
    }

    mutating func add(_ block: PlateBlock, role: WellRole) {
        values += block.rows(of: role)
        plates += 1
        for feature in magnitudes.indices {
            magnitudes[feature] = max(magnitudes[feature], block.centre[feature].magnitude)
        }
    }

    mutating func add(_ other: ControlRows) {
        values += other.values
        plates += other.plates
        for feature in magnitudes.indices {
            magnitudes[feature] = max(magnitudes[feature], other.magnitudes[feature])
        }
    }

    var count: Int { values.count / max(1, featureCount) }
    var freedom: Int { max(0, count - plates) }
    var rows: Matrix { Matrix(rows: count, columns: featureCount, storage: values) }

    /// These wells after `steps`.
    func mapped(by steps: [LinearStep]) -> Matrix {
        var values = values
        var width = featureCount
        for step in steps {
            values = step.applied(to: values, featureCount: width)
            width = step.outputCount(of: width)
        }
        return Matrix(rows: count, columns: width, storage: values)
    }

    /// Whether a spread of `feature` is no more than what centring's rounding leaves behind.
    func isRounding(_ spread: Double, of feature: Int) -> Bool { spread <= 1e-12 * magnitudes[feature] }
}
