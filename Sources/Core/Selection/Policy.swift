/// A rule by which the next pairs are chosen.
///
/// All rules but `random` and `severity` read the posterior's samples. The paper's "Thompson sampling"
/// minimises the expected regret alone, which is `greedy` here; `thompson` is sampling proper.
package enum Policy: Sendable, Hashable, Codable {
    /// Information-directed sampling (paper, equation 5) for the set of top pairs rather than the one best: the least
    /// Δ^λ / v with Δ = 1 − P, the regret of a well that finds no top pair, and v = P (1 − P), what the measurement tells
    /// of the pair's place in the set.
    ///
    /// For every λ of 1 and more that is the order of P, the probability to be a top pair; equal ones by their mean.
    case topIDS(lambda: Double)
    /// Information-directed sampling as published: the least regret^λ / v (paper, equation 5), with v what a
    /// measurement tells of which pair is the one best.
    ///
    /// `debiased` takes from v what the sampling noise of small groups adds to it.
    case ids(lambda: Double, debiased: Bool)
    case random
    /// The greatest ‖h_i‖ ‖h_j‖; nothing is learned from the doubles.
    case severity
    /// Every slot of the batch is the best pair of a posterior draw of its own.
    case thompson
    /// The greatest mean + β SD.
    case ucb(beta: Double)
    /// The greatest SD.
    case uncertainty
    /// The greatest mean.
    case greedy

    package static let standard = Policy.topIDS(lambda: 2)

    /// The rule's name without its numbers, as the configuration spells it.
    package var name: String {
        switch self {
        case .topIDS: "ids"
        case .ids: "ids-best"
        case .random: "random"
        case .severity: "severity"
        case .thompson: "thompson"
        case .ucb: "ucb"
        case .uncertainty: "uncertainty"
        case .greedy: "greedy"
        }
    }

    /// Whether the rule reads posterior samples; the others never need a fit.
    package var usesPosterior: Bool {
        switch self {
        case .random, .severity: false
        case .topIDS, .ids, .thompson, .ucb, .uncertainty, .greedy: true
        }
    }
}
