import LinearAlgebra
import Profiles
import Screen
import Statistics

/// Wells of a screen as the tests want them: rounds, plates, controls, and samples with known effects.
struct SimulatedWells {
    struct Plan {
        var rounds = 2
        var platesPerRound = 3
        var controls = 8
        var features = 16
        /// Of a control's features, neighbours correlated.
        var noise = 1.0
        /// log SD of a feature's gain in each round; 0 for none.
        var gain = 0.0
        /// Between plates, in SD of noise.
        var offset = 2.0
    }

    private let plan: Plan
    private var generator: SeededGenerator
    private(set) var wells: [MeasuredWell] = []
    private var gains: [[Double]] = []
    private var offsets: [[Double]] = []
    private var taken: [Int]

    init(_ plan: Plan, seed: UInt64) {
        self.plan = plan
        generator = SeededGenerator(Seed(seed))
        taken = Array(repeating: 0, count: plan.rounds * plan.platesPerRound)
        for _ in 0..<plan.rounds {
            gains.append((0..<plan.features).map { _ in 1 + plan.gain * generator.normal() })
        }
        for plate in taken.indices {
            offsets.append((0..<plan.features).map { _ in 10 + plan.offset * generator.normal() })
            for number in 0..<plan.controls {
                let guide = Guide("NT_\(number % 3)", of: nil)
                add(WellContent(role: .nonTargeting, a: guide, b: guide), to: plate)
            }
        }
    }

    var plateCount: Int { taken.count }

    mutating func normals() -> [Double] { (0..<plan.features).map { _ in generator.normal() } }

    /// Noise with neighbours correlated at 0.6 and features of unequal size.
    mutating func noise() -> [Double] {
        var values = normals()
        for feature in 1..<max(1, values.count) {
            values[feature] = 0.6 * values[feature - 1] + 0.8 * values[feature]
        }
        for feature in values.indices { values[feature] *= plan.noise * Double(1 + feature % 4) }
        return values
    }

    /// A well of `effect`, with or without noise, on the next free place of `plate` (or at `position`).
    mutating func add(
        _ content: WellContent,
        effect: [Double]? = nil,
        isNoisy: Bool = true,
        to plate: Int,
        at position: WellPosition? = nil
    ) {
        let noise = isNoisy ? noise() : [Double](repeating: 0, count: plan.features)
        let gain = gains[plate / plan.platesPerRound]
        let values = (0..<plan.features).map { feature -> Double in
            let shown = (effect?[feature] ?? 0) + noise[feature]
            return offsets[plate][feature] + gain[feature] * shown
        }
        let place = taken[plate]
        taken[plate] += 1
        wells.append(
            MeasuredWell(
                well: WellID(
                    plate: Barcode("P\(plate)"),
                    position: position ?? WellPosition(row: place / 24, column: place % 24)
                ),
                content: content,
                embedding: values,
                batch: .round(plate / plan.platesPerRound)
            )
        )
    }

    mutating func addSingle(
        _ gene: String,
        guide: Int = 1,
        effect: [Double],
        isNoisy: Bool = true,
        to plate: Int
    ) {
        let content = WellContent(role: .single, a: guideOf(gene, guide), b: Guide("NT_0", of: nil))
        add(content, effect: effect, isNoisy: isNoisy, to: plate)
    }

    mutating func addDouble(
        _ first: String,
        _ second: String,
        guide: Int = 1,
        effect: [Double],
        isNoisy: Bool = true,
        to plate: Int
    ) {
        let content = WellContent(role: .double, a: guideOf(first, guide), b: guideOf(second, guide))
        add(content, effect: effect, isNoisy: isNoisy, to: plate)
    }

    private func guideOf(_ gene: String, _ number: Int) -> Guide {
        Guide("\(gene)_\(number)", of: Gene(gene))
    }
}

/// Σ over features.
func squaredNorm(_ values: [Double]) -> Double { values.reduce(0) { $0 + $1 * $1 } }

func dot(_ one: [Double], _ other: [Double]) -> Double { zip(one, other).reduce(0) { $0 + $1.0 * $1.1 } }
