import LinearAlgebra
import RealModule
import Screen
import Statistics

/// Control and anchor wells with their places.
struct PositionSamples {
    let featureCount: Int
    private(set) var positions: [WellPosition] = []
    /// Which plate, from 0.
    private(set) var plates: [Int] = []
    /// What a well holds beside the centring controls, whose level is the plate's.
    private(set) var contents: [WellContent?] = []
    private(set) var values: [Double] = []
    private(set) var plateCount = 0

    init(featureCount: Int) { self.featureCount = featureCount }

    mutating func add(_ block: PlateBlock, centring: WellRole) {
        for (row, content) in block.contents.enumerated() {
            positions.append(block.positions[row])
            plates.append(plateCount)
            contents.append(content.role == centring ? nil : content)
            values += block.values[(row * featureCount)..<((row + 1) * featureCount)]
        }
        plateCount += 1
    }

    /// Without wells whose content no other well has: they tell nothing of their place.
    var repeated: PositionSamples {
        var counts: [WellContent: Int] = [:]
        for case let content? in contents { counts[content, default: 0] += 1 }
        var result = PositionSamples(featureCount: featureCount)
        result.plateCount = plateCount
        for (row, content) in contents.enumerated() where content.map({ counts[$0, default: 0] > 1 }) ?? true
        {
            result.positions.append(positions[row])
            result.plates.append(plates[row])
            result.contents.append(content)
            result.values += values[(row * featureCount)..<((row + 1) * featureCount)]
        }
        return result
    }
}

/// Effects of position by a mixed model: a level for each plate and each repeated content, and rows and columns,
/// or rings, as draws of a variance of their own.
///
/// The variance is chosen for each feature from a few, by restricted maximum likelihood (Patterson and
/// Thompson 1971), and an effect that is not clearly there is left alone; so a row with few controls is drawn
/// towards nothing. Wells far from the fit count for less (Huber 1981: residuals are bounded, six rounds).
struct PositionFit {
    /// Levels × features.
    private(set) var effects: Matrix

    /// σ²/τ², the variance of wells over that of effects; the first stands for no effect.
    private static let ratios = [1e9, 32, 8, 2, 0.5, 0.125]
    /// What −2 log likelihood has to fall by: one feature in fifty is touched where nothing is there.
    private static let price = 4.0
    private static let fewestFreedom = 8
    private static let rounds = 6
    /// In SD of residuals.
    private static let bound = 2.5

    private let design: Matrix
    /// Columns of plates and contents, before those of levels.
    private let fixed: Int
    private let levels: PositionLevels
    private let crossed: Matrix

    /// `nil` where too few wells are left to tell anything.
    init?(_ all: PositionSamples, levels: PositionLevels) {
        let samples = all.repeated
        let wells = samples.positions.count
        var places: [WellContent: Int] = [:]
        for case let content? in samples.contents where places[content] == nil {
            places[content] = samples.plateCount + places.count
        }
        fixed = samples.plateCount + places.count
        guard wells >= fixed + PositionFit.fewestFreedom else { return nil }
        var design = Matrix(rows: wells, columns: fixed + levels.count)
        for row in 0..<wells {
            design[row, samples.plates[row]] = 1
            if let content = samples.contents[row], let place = places[content] { design[row, place] = 1 }
            for level in levels.of(samples.positions[row]) { design[row, fixed + level] = 1 }
        }
        self.design = design
        self.levels = levels
        crossed = multiply(design, design, transposeA: true)
        effects = Matrix(rows: levels.count, columns: samples.featureCount)
        let wanted = Matrix(rows: wells, columns: samples.featureCount, storage: samples.values)
        var bounded = wanted
        // First without effects: a single well of a row would else be its row's effect, however far off.
        for round in 0..<PositionFit.rounds {
            let isFirst = round < 2
            let coefficients = coefficients(for: bounded, among: isFirst ? [unaffected] : choices())
            guard round == PositionFit.rounds - 1 else {
                bounded = bound(wanted, about: multiply(design, coefficients, transposeB: true))
                continue
            }
            for feature in 0..<samples.featureCount {
                for level in 0..<levels.count {
                    effects[level, feature] = coefficients[feature, fixed + level]
                }
            }
        }
    }

    /// A row for each feature: the levels of plates and contents, and the effects of its likeliest variances.
    private func coefficients(for values: Matrix, among choices: [[Double]]) -> Matrix {
        let wells = Double(values.rows)
        let free = wells - Double(fixed)
        let products = multiply(values, design, transposeA: true)
        var squares = [Double](repeating: 0, count: values.columns)
        values.storage.withUnsafeBufferPointer { values in
            for (place, value) in values.enumerated() { squares[place % squares.count] += value * value }
        }
        var best = Matrix(rows: values.columns, columns: crossed.rows)
        var scores = [Double](repeating: .infinity, count: values.columns)
        for choice in choices {
            var penalised = crossed
            var offset = 0.0
            for (factor, ratio) in zip(levels.factors, choice) {
                for level in factor { penalised[fixed + level, fixed + level] += ratio }
                offset -= Double(factor.count) * Double.log(ratio)
                if ratio != PositionFit.ratios[0] { offset += PositionFit.price }
            }
            guard let factor = CholeskyFactor(of: penalised) else { continue }
            offset += factor.logDeterminant
            let solution = factor.solve(rows: products)
            for feature in 0..<values.columns {
                let explained = dot(solution, products, row: feature)
                // A feature that never varies has nothing left but rounding.
                let rest = max(squares[feature] - explained, 1e-14 * squares[feature])
                let score = rest > 0 ? free * Double.log(rest) + offset : offset
                guard score < scores[feature] else { continue }
                scores[feature] = score
                let row = (feature * crossed.rows)..<((feature + 1) * crossed.rows)
                best.storage.replaceSubrange(row, with: solution.storage[row])
            }
        }
        return best
    }

    private func dot(_ one: Matrix, _ other: Matrix, row: Int) -> Double {
        var sum = 0.0
        one.storage.withUnsafeBufferPointer { one in
            other.storage.withUnsafeBufferPointer { other in
                for place in (row * crossed.rows)..<((row + 1) * crossed.rows) {
                    sum += one[place] * other[place]
                }
            }
        }
        return sum
    }

    private var unaffected: [Double] { levels.factors.map { _ in PositionFit.ratios[0] } }

    /// Every way of giving each factor a ratio, "no effect" first.
    private func choices() -> [[Double]] {
        levels.factors.reduce([[]]) { lists, _ in
            lists.flatMap { list in PositionFit.ratios.map { list + [$0] } }
        }
    }

    /// The fitted values plus residuals no larger than the bound.
    private func bound(_ values: Matrix, about fitted: Matrix) -> Matrix {
        let correction = (Double(values.rows) / Double(values.rows - fixed)).squareRoot()
        var columns = values.transposed
        let means = fitted.transposed
        for feature in 0..<columns.rows {
            let start = feature * columns.columns
            var residuals = [Double](repeating: 0, count: columns.columns)
            for row in residuals.indices {
                residuals[row] = columns.storage[start + row] - means.storage[start + row]
            }
            let deviation = 1.4826 * correction * quantile(residuals.map(\.magnitude), 0.5)
            guard deviation > 0 else { continue }
            let most = PositionFit.bound * deviation
            for (row, residual) in residuals.enumerated() {
                columns.storage[start + row] = means.storage[start + row] + min(max(residual, -most), most)
            }
        }
        return columns.transposed
    }
}
