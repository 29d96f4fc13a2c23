package import Screen

/// One pair of a chosen batch and what was believed of it at that moment.
///
/// The figures of the posterior are in units of the transformed reward; they are `nil` where the choice
/// was made without a posterior. All numbers are finite, so that a manifest can hold them.
package struct ScoredPair: Sendable, Hashable, Codable {
    package let pair: Pair
    /// Posterior mean and population SD over the samples.
    package let mean: Double?
    package let sd: Double?
    /// The probability to be among the screen's top pairs.
    package let topProbability: Double?
    /// What the policy regrets: 1 − `topProbability` where it is after the top set, else E[max R − R(x)].
    package let regret: Double?
    /// v(x) of the policy: P (1 − P) of the pair's place in the top set, or Var(E[R(x) | best pair]).
    package let information: Double?
    /// regret^λ / v, with λ = 2 where the policy names none.
    package let ratio: Double?
    /// What the policy ranked by: the ratio, mean + β SD, SD, mean, the value of the pair's own draw, or the
    /// product of severities; `nil` for draws that rank nothing.
    package let score: Double?
    /// The pair's place in the policy's own order; 1 is best.
    package let rank: Int
    /// The pair's place among all candidates under other rules, by their names; 1 is best.
    package let ranks: [String: Int]

    package init(
        pair: Pair,
        mean: Double? = nil,
        sd: Double? = nil,
        topProbability: Double? = nil,
        regret: Double? = nil,
        information: Double? = nil,
        ratio: Double? = nil,
        score: Double? = nil,
        rank: Int,
        ranks: [String: Int] = [:]
    ) {
        self.pair = pair
        self.mean = mean
        self.sd = sd
        self.topProbability = topProbability
        self.regret = regret
        self.information = information
        self.ratio = ratio
        self.score = score
        self.rank = rank
        self.ranks = ranks
    }
}
