import Posterior
import Testing

private let rewards = [4.0, 0, 1, 9, 16]

struct RewardScaleTests {
    private func standardised(
        _ values: [Double],
        _ transform: PosteriorSettings.Transform,
        _ standardisation: PosteriorSettings.Standardisation,
        gain: Double = 1
    ) -> [Double] {
        let scale = RewardScale(
            of: values,
            transform: transform,
            standardisation: standardisation,
            gain: gain
        )
        return values.map(scale.standardised)
    }

    private func close(_ values: [Double], _ expected: [Double]) -> Bool {
        // A square root and a division apart: a few last bits.
        zip(values, expected).allSatisfy { ($0 - $1).magnitude < 1e-14 }
    }

    @Test func `z-scores have mean 0 and standard deviation 1`() {
        // Mean 6, population variance 34.8.
        let sd = 34.8.squareRoot()
        #expect(close(standardised(rewards, .raw, .zScore), rewards.map { ($0 - 6) / sd }))
    }

    @Test func `floor puts the 5 % quantile at 0 and the root mean square at the gain`() {
        // Square roots 2 0 1 3 4; quantile at place 0.2 between 0 and 1 is 0.2.
        let lifted = [1.8, -0.2, 0.8, 2.8, 3.8]
        let rms = (lifted.map { $0 * $0 }.reduce(0, +) / 5).squareRoot()
        #expect(close(standardised(rewards, .sqrt, .floor, gain: 2), lifted.map { 2 * $0 / rms }))
    }

    @Test func `scale keeps 0 where it is`() {
        let rms = 6.0.squareRoot()
        #expect(close(standardised(rewards, .sqrt, .scale), [2, 0, 1, 3, 4].map { $0 / rms }))
    }

    @Test func `none leaves the transformed reward as it is`() {
        #expect(close(standardised(rewards, .sqrt, .none), [2, 0, 1, 3, 4]))
        let logs = standardised([1, 0, -1], .log, .none)
        // A reward of nothing is taken as 1e-12; log(1e-12) = -27.631021115928547.
        #expect(close(logs, [0, -27.631_021_115_928_547, -27.631_021_115_928_547]))
        #expect(standardised([-4], .sqrt, .none) == [0])
    }

    @Test func `a reward below 0 keeps its sign where the transform is to keep it`() {
        #expect(close(standardised([-4, 9, 0], .signedSqrt, .none), [-2, 3, 0]))
        let scale = RewardScale(of: rewards, transform: .signedSqrt, standardisation: .none, gain: 1)
        #expect(scale.reward(-3) == -9)
    }

    @Test func `one reward alone becomes 0, and no reward leaves the scale at 1`() {
        for standardisation in [PosteriorSettings.Standardisation.zScore, .floor, .scale] {
            #expect(standardised([7], .raw, standardisation) == [0])
        }
        let scale = RewardScale(of: [], transform: .raw, standardisation: .floor, gain: 1)
        #expect(scale.standardised(3) == 3)
    }

    @Test func `rewards that are all the same do not divide by nothing`() {
        #expect(standardised([2, 2, 2], .raw, .zScore) == [0, 0, 0])
        #expect(standardised([2, 2, 2], .sqrt, .floor) == [0, 0, 0])
    }

    @Test(arguments: PosteriorSettings.Transform.allCases, PosteriorSettings.Standardisation.allCases)
    func `a standardised reward finds its way back`(
        transform: PosteriorSettings.Transform,
        standardisation: PosteriorSettings.Standardisation
    ) {
        let scale = RewardScale(of: rewards, transform: transform, standardisation: standardisation, gain: 2)
        for reward in [1.0, 2.5, 16] {
            #expect((scale.reward(scale.standardised(reward)) - reward).magnitude < 1e-12)
        }
    }

    @Test func `the order of the rewards does not reach the bits`() {
        let values = [0.1, 0.7, 1e6, 0.3, 3e-3]
        let one = RewardScale(of: values, transform: .log, standardisation: .zScore, gain: 2)
        let other = RewardScale(of: values.reversed(), transform: .log, standardisation: .zScore, gain: 2)
        #expect(one == other)
    }
}
