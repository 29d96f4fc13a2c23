import Statistics

/// All contenders on one screen with several seeds.
package struct Tournament: Sendable {
    package struct Standing: Sendable {
        package let contender: Contender
        /// Of all its campaigns together, on one thread each.
        package let seconds: Double
        /// By seed.
        package let campaigns: [ReplayedCampaign]

        package init(contender: Contender, seconds: Double, campaigns: [ReplayedCampaign]) {
            self.contender = contender
            self.seconds = seconds
            self.campaigns = campaigns
        }

        /// The mean over seeds of a quantity of each round.
        package func mean(_ quantity: KeyPath<ReplayedCampaign, [Double]>, round: Int) -> Double {
            Statistics.mean(campaigns.map { $0[keyPath: quantity][round] })
        }
    }

    package let screen: FinishedScreen
    package let settings: ReplaySettings
    package let standings: [Standing]

    package init(screen: FinishedScreen, settings: ReplaySettings, standings: [Standing]) {
        self.screen = screen
        self.settings = settings
        self.standings = standings
    }

    /// The share that each found on average, over all rounds.
    package func meanRecall(_ standing: Standing) -> Double {
        mean(standing.campaigns.map { mean($0.recall) })
    }

    /// The difference of two contenders after a round, seed by seed: its mean and 95 % interval (Student's t).
    package func difference(
        _ one: Standing,
        _ other: Standing,
        round: Int
    ) -> (mean: Double, low: Double, high: Double) {
        let differences = zip(one.campaigns, other.campaigns).map { $0.recall[round] - $1.recall[round] }
        return meanInterval(differences)
    }
}
