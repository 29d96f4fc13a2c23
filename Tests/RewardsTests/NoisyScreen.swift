import Profiles
import Rewards
import Screen
import Statistics

/// A simulated screen: guides, replicates on different plates, anchors, controls, correlated noise.
struct NoisyScreen: Sendable {
    var genes = 20
    var features = 32
    var guides = 3
    var singleReplicates = 4
    var doubleReplicates = 2
    var controlsPerPlate = 8
    var pairsPerPlate = 38
    /// Correlation of the noise of neighbouring features.
    var correlation = 0.6
    /// SD of a feature between guides of a gene; the same in single and double.
    var guideSD = 0.4
    /// SD of a feature between guide combinations of a pair.
    var combinationSD = 0.0
    /// SD of a feature of one knockout between plates.
    var plateSD = 0.0
    /// Degrees of freedom of a heavy-tailed factor on each well's noise; none where 0.
    var tails = 0
    /// ‖h_ij − h_i − h_j‖ of a pair, by its place among all pairs and the two singles' norms.
    var interaction: @Sendable (Int, Double, Double) -> Double = { _, _, _ in 0 }
    /// Added to every feature of one well: the first of the first guide of gene 3.
    var badSingle = 0.0
    var badControl = 0.0
    /// Whether every second replicate of a double has its guides in the other order.
    var turnsReplicates = false
    /// Added to every feature of the turned wells of the first pair.
    var turnedShift = 0.0
    /// The effect of a double by its pair's place and its singles' effects, in place of their sum and
    /// `interaction`.
    var double: (@Sendable (Int, [Double], [Double]) -> [Double])?
    /// Times the norms of the singles, which are 0.5 to 5.5.
    var strength = 1.0
    /// Genes whose knockout does nothing.
    var silent: Set<Int> = []

    struct Truth {
        var wells: [MeasuredWell] = []
        var rewards: [Pair: Double] = [:]
    }

    func wells(seed: Seed) -> Truth {
        var generator = SeededGenerator(seed)
        var truth = Truth()
        let scales = (0..<features).map { 0.5 + Double($0) / Double(features) }
        func draw(_ sd: Double) -> [Double] { (0..<features).map { _ in sd * generator.normal() } }
        func noise() -> [Double] {
            var last = generator.normal()
            var values: [Double] = []
            for feature in 0..<features {
                if feature > 0 {
                    last =
                        correlation * last + (1 - correlation * correlation).squareRoot() * generator.normal()
                }
                values.append(last * scales[feature])
            }
            guard tails > 0 else { return values }
            let squares = (0..<tails).reduce(0.0) { sum, _ in
                let value = generator.normal()
                return sum + value * value
            }
            let factor = (Double(tails - 2) / squares).squareRoot()
            return values.map { $0 * factor }
        }
        func add(_ vectors: [Double]...) -> [Double] {
            var sum = [Double](repeating: 0, count: features)
            for vector in vectors { for feature in 0..<features { sum[feature] += vector[feature] } }
            return sum
        }
        func scaled(to length: Double) -> [Double] {
            let vector = draw(1)
            return vector.map { $0 * length / norm(vector) }
        }
        let control = Guide("NT", of: nil)
        let names = (0..<genes).map { Gene($0 < 10 ? "G0\($0)" : "G\($0)") }
        let lengths = (0..<genes).map { _ in strength * (0.5 + 5 * generator.uniform()) }
        let effects = lengths.enumerated().map { scaled(to: silent.contains($0.offset) ? 0 : $0.element) }
        let guideEffects = (0..<genes).map { _ in (0..<guides).map { _ in draw(guideSD) } }
        func guide(_ gene: Int, _ number: Int) -> Guide {
            Guide("\(names[gene])_g\(number + 1)", of: names[gene])
        }

        var filled: [Int: Int] = [:]
        var offsets: [Int: [Double]] = [:]
        var drifts: [String: [Double]] = [:]
        func place(_ plate: Int, _ content: WellContent, _ effect: [Double]) {
            let offset = offsets[plate] ?? draw(2)
            offsets[plate] = offset
            let key = "\(plate) \(content.single?.symbol ?? content.pair?.description ?? "")"
            let drift = drifts[key] ?? draw(content.role == .nonTargeting ? 0 : plateSD)
            drifts[key] = drift
            let position = filled[plate, default: 0]
            filled[plate] = position + 1
            truth.wells.append(
                MeasuredWell(
                    well: WellID(
                        plate: Barcode("P\(plate)"),
                        position: WellPosition(row: position / 24, column: position % 24)
                    ),
                    content: content,
                    embedding: add(offset, effect, drift, noise())
                )
            )
        }
        let zero = [Double](repeating: 0, count: features)
        func controls(on plate: Int) {
            for number in 0..<controlsPerPlate {
                let bad = plate == 1 && number == 0 ? badControl : 0
                place(
                    plate,
                    WellContent(role: .nonTargeting, a: control, b: control),
                    zero.map { $0 + bad }
                )
            }
        }
        for plate in 0..<2 {
            controls(on: plate)
            for gene in 0..<genes {
                for number in 0..<guides {
                    for replicate in 0..<singleReplicates where replicate % 2 == plate {
                        let bad = gene == 3 && number == 0 && replicate == 0 ? badSingle : 0
                        place(
                            plate,
                            WellContent(role: .single, a: guide(gene, number), b: control),
                            add(effects[gene], guideEffects[gene][number], zero.map { $0 + bad })
                        )
                    }
                }
            }
        }
        var pairNumber = 0
        for i in 0..<genes {
            for j in (i + 1)..<genes {
                let length = interaction(pairNumber, lengths[i], lengths[j])
                let extra = scaled(to: length)
                if let pair = Pair(names[i], names[j]) { truth.rewards[pair] = length * length }
                let combinations = (0..<guides).map { _ in draw(combinationSD) }
                for replicate in 0..<doubleReplicates {
                    let plate = 2 + doubleReplicates * (pairNumber / pairsPerPlate) + replicate
                    if filled[plate] == nil {
                        controls(on: plate)
                        for gene in 0..<3 {
                            place(
                                plate,
                                WellContent(role: .anchor, a: guide(gene, 0), b: control),
                                add(effects[gene], guideEffects[gene][0])
                            )
                        }
                    }
                    let isTurned = turnsReplicates && replicate % 2 == 1
                    let shift = isTurned && pairNumber == 0 ? turnedShift : 0
                    for number in 0..<guides {
                        let (one, other) = (guide(i, number), guide(j, number))
                        place(
                            plate,
                            WellContent(role: .double, a: isTurned ? other : one, b: isTurned ? one : other),
                            add(
                                double?(pairNumber, effects[i], effects[j])
                                    ?? add(effects[i], effects[j], extra),
                                add(guideEffects[i][number], guideEffects[j][number], combinations[number]),
                                zero.map { $0 + shift }
                            )
                        )
                    }
                }
                pairNumber += 1
            }
        }
        return truth
    }

    func estimates(
        of wells: [MeasuredWell],
        settings: ProfileSettings = .standard
    ) throws -> RewardEstimates {
        let profiles = try knockoutProfiles(of: wells, settings: settings)
        guard let spread = try knockoutSpread(of: wells, settings: settings, profiles: profiles) else {
            throw NoReplicates()
        }
        return rewardEstimates(from: profiles, spread: spread)
    }

    struct NoReplicates: Error {}
}

/// The distance of Kolmogorov and Smirnov from the uniform distribution, times √n.
func kolmogorovDistance(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let count = Double(sorted.count)
    var distance = 0.0
    for (place, value) in sorted.enumerated() {
        distance = max(distance, value - Double(place) / count, Double(place + 1) / count - value)
    }
    return distance * count.squareRoot()
}
