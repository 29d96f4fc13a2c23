import Profiles
import Screen
import Statistics

/// Which sources of a screen's noise stand out, and which pairs rest on them.
struct Suspicions {
    private let spread: KnockoutSpread
    private var singles: [Gene: Suspicion] = [:]
    private var doubles: [Pair: Suspicion] = [:]
    /// By the plate's place in the spread.
    private var plates: [Int: Suspicion] = [:]

    init(_ spread: KnockoutSpread) {
        self.spread = spread
        let typicalSingle = Suspicions.typical(spread.singles.values.map(\.noise))
        for (gene, error) in spread.singles {
            singles[gene] = Suspicions.suspicion(.single(gene), error.noise, typicalSingle)
        }
        let typicalDouble = Suspicions.typical(spread.doubles.values.map(\.noise))
        for (pair, error) in spread.doubles {
            doubles[pair] = Suspicions.suspicion(.double(pair), error.noise, typicalDouble)
        }
        let typicalPlate = Suspicions.typical(spread.controls)
        for (plate, noise) in spread.controls.enumerated() {
            plates[plate] = Suspicions.suspicion(.plate(spread.plates[plate]), noise, typicalPlate)
        }
    }

    /// Singles, then doubles, then plates, each ascending.
    var all: [Suspicion] {
        singles.sorted { $0.key < $1.key }.map(\.value) + doubles.sorted { $0.key < $1.key }.map(\.value)
            + plates.sorted { $0.key < $1.key }.map(\.value)
    }

    func of(_ pair: Pair) -> [Suspicion] {
        let shares = [
            spread.doubles[pair], spread.singles[pair.first], spread.singles[pair.second],
        ].compactMap { $0?.plateShares.map(\.plate) }
        return [singles[pair.first], singles[pair.second], doubles[pair]].compactMap(\.self)
            + Set(shares.joined()).sorted().compactMap { plates[$0] }
    }

    /// The trace in the middle of those that have replicates.
    private static func typical(_ noises: [WellNoise]) -> Double {
        quantile(noises.compactMap(\.ownTrace), 0.5)
    }

    private static func suspicion(
        _ source: Suspicion.Source,
        _ noise: WellNoise,
        _ typical: Double
    ) -> Suspicion? {
        guard noise.suspicion != nil, let own = noise.ownTrace else { return nil }
        return Suspicion(source: source, times: typical > 0 ? (own / typical).squareRoot() : 1)
    }
}
