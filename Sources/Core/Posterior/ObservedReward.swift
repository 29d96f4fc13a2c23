/// A measured reward: its pair's column of the `PairIndex`, R in its own units, and how sure it is.
package struct ObservedReward: Sendable, Hashable {
    package let column: Int
    package let reward: Double
    /// Nothing is known of the error where it is `nil`.
    package let error: RewardError?
    /// The batch it was measured in, by which forecasts are judged: what came later tests what came before.
    package let round: Int

    package init(column: Int, reward: Double, error: RewardError? = nil, round: Int = 0) {
        self.column = column
        self.reward = reward
        self.error = error
        self.round = round
    }
}

/// The error of one measured reward, by where it comes from; variances of R in the square of its units.
package struct RewardError: Sendable, Hashable {
    /// Of the pair alone.
    package let own: Double
    /// Of the first and of the second single: the same error in every pair of that gene.
    package let first: Double
    package let second: Double
    /// Of what all pairs of the screen share.
    package let screen: Double

    package init(own: Double, first: Double, second: Double, screen: Double) {
        precondition(
            [own, first, second, screen].allSatisfy { $0 >= 0 && $0.isFinite },
            "a variance is a finite number and not negative"
        )
        self.own = own
        self.first = first
        self.second = second
        self.screen = screen
    }

    package var sd: Double { (own + first + second + screen).squareRoot() }

    /// The error of the reward times `factor`.
    func scaled(by factor: Double) -> RewardError {
        let square = factor * factor
        return RewardError(
            own: own * square,
            first: first * square,
            second: second * square,
            screen: screen * square
        )
    }

    func isBelow(_ other: RewardError) -> Bool {
        (own, first, second, screen) < (other.own, other.first, other.second, other.screen)
    }
}
