import Screen
import Statistics

/// What guides of one knockout differ by beyond the noise of their wells (one-way analysis of variance).
struct GuideSpread {
    private(set) var guideTrace: [Gene: Double] = [:]
    private(set) var combinationTrace = 0.0

    private let contrasts: ReplicateContrasts
    /// Trace of the covariance of each plate's centre.
    private let controls: [Double]

    init(
        _ contrasts: ReplicateContrasts,
        places: [NoiseSource: [Int]],
        singles: [Gene: KnockoutError],
        doubles: [Pair: KnockoutError],
        controls: [Double],
        dimension: Double
    ) {
        self.contrasts = contrasts
        self.controls = controls
        for (gene, error) in singles {
            guard let places = places[.single(gene)], places.count > 1 else { continue }
            let terms = places.map { [(1.0, $0)] }
            let noise = { (_: Int) in error.noise.trace }
            guideTrace[gene] = max(0, excess(terms, noise))
        }
        var excesses: [Double] = []
        for (pair, error) in doubles {
            guard let first = singles[pair.first], let second = singles[pair.second],
                [first, second, error].allSatisfy({ $0.noise.suspicion == nil }),
                let combinations = places[.double(pair)], combinations.count > 1
            else { continue }
            var guides: [Guide: Int] = [:]
            for gene in [pair.first, pair.second] {
                for place in places[.single(gene)] ?? [] {
                    for guide in contrasts.groups[place].guides { guides[guide] = place }
                }
            }
            let terms = combinations.compactMap { place -> [(Double, Int)]? in
                let singles = contrasts.groups[place].guides.compactMap { guides[$0] }
                return singles.count == 2 ? [(1, place)] + singles.map { (-1, $0) } : nil
            }
            guard terms.count > 1 else { continue }
            let noise = { (place: Int) in
                switch contrasts.groups[place].source {
                case .single(let gene): gene == pair.first ? first.noise.trace : second.noise.trace
                default: error.noise.trace
                }
            }
            // The middle of a chi-square is below its mean (Wilson and Hilferty 1931).
            let middle = 1 - 2 / (9 * Double(terms.count - 1) * dimension)
            excesses.append(excess(terms, noise, over: middle * middle * middle))
        }
        // The median, because guides of unequal strength differ by more where there is an interaction.
        combinationTrace = excesses.isEmpty ? 0 : max(0, quantile(excesses, 0.5))
    }

    /// The trace between the vectors Σ coefficient · group mean, less what the noise of wells and plate
    /// centres puts there.
    private func excess(
        _ terms: [[(coefficient: Double, place: Int)]],
        _ noise: (Int) -> Double,
        over share: Double = 1
    ) -> Double {
        let count = Double(terms.count)
        var middle: [Int: Double] = [:]
        for term in terms {
            for part in term { middle[part.place, default: 0] += part.coefficient / count }
        }
        let featureCount = contrasts.featureCount
        var between = 0.0
        var expected = 0.0
        for term in terms {
            var coefficients = middle.mapValues { -$0 }
            for part in term { coefficients[part.place, default: 0] += part.coefficient }
            let parts = coefficients.sorted { $0.key < $1.key }
            var vector = [Double](repeating: 0, count: featureCount)
            var plates: [Int: Double] = [:]
            for (place, coefficient) in parts {
                let group = contrasts.groups[place]
                contrasts.means.withUnsafeBufferPointer { means in
                    for feature in 0..<featureCount {
                        vector[feature] += coefficient * means[place * featureCount + feature]
                    }
                }
                expected += coefficient * coefficient * noise(place) / Double(group.wells)
                for (plate, wells) in group.plates {
                    plates[plate, default: 0] += coefficient * Double(wells) / Double(group.wells)
                }
            }
            for value in vector { between += value * value }
            for (plate, share) in plates.sorted(by: { $0.key < $1.key }) {
                expected += share * share * controls[plate]
            }
        }
        return (between / share - expected) / (count - 1)
    }
}
