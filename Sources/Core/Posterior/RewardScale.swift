import RealModule
import Statistics

/// From rewards to the units in which the factors have a standard normal prior, and back.
///
/// Fitted to the measured rewards of the moment, at every refit, so that nothing leaks from pairs that
/// are still unmeasured.
package struct RewardScale: Sendable, Hashable, Codable {
    package let transform: PosteriorSettings.Transform
    /// Subtracted after the transform.
    package let offset: Double
    /// Divides what is left.
    package let spread: Double
    package let gain: Double

    /// Fits the scale to `rewards`, in any order.
    ///
    /// One reward alone becomes 0 (except with `.none`), because its distance from the rest is unknown.
    package init(
        of rewards: [Double],
        transform: PosteriorSettings.Transform,
        standardisation: PosteriorSettings.Standardisation,
        gain: Double
    ) {
        precondition(rewards.allSatisfy(\.isFinite), "a measured reward is a finite number")
        self.transform = transform
        self.gain = gain
        // Sorted, because the last bit of a sum depends on its order.
        let values = rewards.map { Self.transformed($0, by: transform) }.sorted()
        let least = 1e-9
        switch standardisation {
        case .none:
            offset = 0
            spread = 1
        case .zScore, .floor, .scale:
            guard values.count > 1 else {
                offset = values.first ?? 0
                spread = 1
                return
            }
            switch standardisation {
            case .zScore:
                offset = mean(values)
                spread = max(populationSD(values), least)
            case .floor:
                let low = quantile(values, 0.05)
                offset = low
                spread = max(mean(values.map { ($0 - low) * ($0 - low) }).squareRoot(), least)
            case .scale, .none:
                offset = 0
                spread = max(mean(values.map { $0 * $0 }).squareRoot(), least)
            }
        }
    }

    /// A reward in standardised units.
    package func standardised(_ reward: Double) -> Double {
        gain * (Self.transformed(reward, by: transform) - offset) / spread
    }

    /// The reward that a value in standardised units stands for; with `.sqrt`, never below 0.
    package func reward(_ standardised: Double) -> Double {
        let value = standardised / gain * spread + offset
        return switch transform {
        case .raw: value
        case .sqrt: max(value, 0) * max(value, 0)
        case .signedSqrt: value * value.magnitude
        case .log: portableExp(value)
        }
    }

    /// d(standardised)/d(reward), by which an error of a reward is brought to the model's scale (delta method).
    ///
    /// A bent transform is taken no nearer to 0 than one SD, where the reward may as well be: the SD of the
    /// root of a reward near 0 is then half the root of the reward's SD.
    func slope(at reward: Double, sd: Double) -> Double {
        let height = max(reward, sd, 1e-12)
        let bend =
            switch transform {
            case .raw: 1.0
            case .sqrt, .signedSqrt: 0.5 / height.squareRoot()
            case .log: 1 / height
            }
        return gain * bend / spread
    }

    private static func transformed(_ reward: Double, by transform: PosteriorSettings.Transform) -> Double {
        switch transform {
        case .raw: reward
        case .sqrt: max(reward, 0).squareRoot()
        case .signedSqrt: reward < 0 ? -(-reward).squareRoot() : reward.squareRoot()
        case .log: portableLog(max(reward, 1e-12))
        }
    }
}
