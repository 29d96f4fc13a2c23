import Profiles
import Screen

/// Builds the noise budget of each pair and single of a screen.
struct RewardNoise {
    private let spread: KnockoutSpread
    private var singles: [Gene: SuspiciousTerm] = [:]
    private var doubles: [Pair: SuspiciousTerm] = [:]
    private var controls: [Int: SuspiciousTerm] = [:]

    init(_ spread: KnockoutSpread) {
        self.spread = spread
        var sources = 0
        func term(_ noise: WellNoise) -> SuspiciousTerm? {
            guard let suspicion = noise.suspicion else { return nil }
            sources += 1
            return SuspiciousTerm(source: sources, suspicion, shape: spread.shape)
        }
        for (gene, error) in spread.singles { singles[gene] = term(error.noise) }
        for (pair, error) in spread.doubles { doubles[pair] = term(error.noise) }
        for (plate, noise) in spread.controls.enumerated() { controls[plate] = term(noise) }
    }

    /// Cov(w_ij h_ij − w_i h_i − w_j h_j), with all weights 1 the error of the residual; `nil` for a pair whose
    /// wells the spread has not seen.
    func budget(
        of pair: Pair,
        double doubleWeight: Double = 1,
        first firstWeight: Double = 1,
        second secondWeight: Double = 1
    ) -> NoiseBudget? {
        guard let double = spread.doubles[pair], let first = spread.singles[pair.first],
            let second = spread.singles[pair.second]
        else { return nil }
        var budget = NoiseBudget()
        for (knockout, weight, share, outlying) in [
            (double, doubleWeight, NoiseBudget.Share.own, doubles[pair]),
            (first, firstWeight, .first, singles[pair.first]),
            (second, secondWeight, .second, singles[pair.second]),
        ] {
            let factor = weight * weight * knockout.squaredWeights
            budget.add(knockout.noise, times: factor, share: share, outlying: outlying)
        }
        // A plate's centre enters with what stands on it of the double, less that of the singles.
        var shares: [Int: Double] = [:]
        for (knockout, weight) in [(double, doubleWeight), (first, -firstWeight), (second, -secondWeight)] {
            for share in knockout.plateShares { shares[share.plate, default: 0] += weight * share.share }
        }
        addControls(shares, to: &budget)
        let combinations =
            double.groups.reduce(0) { $0 + $1.weight * $1.weight } * doubleWeight * doubleWeight
        budget.add(trace: spread.combinationTrace * combinations, share: .own)
        for (gene, single, weight, share) in [
            (pair.first, first, firstWeight, NoiseBudget.Share.first),
            (pair.second, second, secondWeight, .second),
        ] {
            // A guide that weighs the same in the double and in the single drops out of their difference.
            var weights: [Guide: Double] = [:]
            for group in double.groups {
                for guide in group.guides where guide.gene == gene {
                    weights[guide, default: 0] += doubleWeight * group.weight
                }
            }
            for group in single.groups {
                for guide in group.guides { weights[guide, default: 0] -= weight * group.weight }
            }
            let mismatch = weights.values.map { $0 * $0 }.sorted().reduce(0, +)
            budget.add(trace: (spread.guideTrace[gene] ?? 0) * mismatch, share: share)
        }
        return budget
    }

    /// tr Cov(h_i): what noise adds to the square of a single's norm.
    func noise(of gene: Gene, inflation: Double) -> Double {
        guard let single = spread.singles[gene] else { return 0 }
        var budget = NoiseBudget()
        budget.add(single.noise, times: single.squaredWeights, share: .first, outlying: nil)
        addControls(
            Dictionary(uniqueKeysWithValues: single.plateShares.map { ($0.plate, $0.share) }),
            to: &budget
        )
        let guides = single.groups.reduce(0) { $0 + $1.weight * $1.weight }
        budget.add(trace: (spread.guideTrace[gene] ?? 0) * guides, share: .first)
        return budget.inflated(by: inflation).trace
    }

    private func addControls(_ shares: [Int: Double], to budget: inout NoiseBudget) {
        for (plate, share) in shares.sorted(by: { $0.key < $1.key }) where share.magnitude > 1e-12 {
            let wells = Double(max(1, spread.controlWells[plate]))
            budget.add(
                spread.controls[plate],
                times: share * share / wells,
                share: .controls,
                outlying: controls[plate]
            )
        }
    }
}
