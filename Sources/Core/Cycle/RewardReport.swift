package import Screen

/// Which number of a pair the campaign is after: what the posterior learns and lists are ranked by.
package enum PursuedReward: String, Sendable, Hashable, Codable, CaseIterable {
    /// The paper's R, noise included.
    case reward
    /// R less what noise adds to it.
    case debiased
    /// What R is, without its noise, beyond what the severity of the singles predicts.
    case excess

    package static let standard = PursuedReward.debiased
}

/// How sure a pair's reward is; in the square of the profile's unit, but for `z`, `p` and `q`.
package struct EstimateReport: Sendable, Hashable, Codable {
    /// R less `noise`: below 0 for about half of the pairs that do not interact.
    package var debiased: Double
    /// What noise alone adds to R.
    package var noise: Double
    package var sd: Double
    /// A 90 % interval of the true reward.
    package var low: Double
    package var high: Double
    package var z: Double
    /// The chance of an R this high where nothing interacts, and the same for all measured pairs at once.
    package var p: Double
    package var q: Double
    /// Where the square of `sd` comes from: the pair's own wells, the two singles, the plates' controls.
    package var varianceOwn: Double
    package var varianceA: Double
    package var varianceB: Double
    package var varianceControls: Double
    /// What the severity of the singles predicts, and what `debiased` is beyond it; absent while too few pairs
    /// are measured.
    package var expected: Double?
    package var excess: Double?
    package var excessSD: Double?
    /// 1 is the largest excess.
    package var excessRank: Int?
    package var excessP: Double?
    package var excessQ: Double?
    /// What the reward rests on that looks bad.
    package var suspicious: [SuspicionReport] = []

    package init(
        debiased: Double,
        noise: Double,
        sd: Double,
        low: Double,
        high: Double,
        z: Double,
        p: Double,
        q: Double,
        varianceOwn: Double,
        varianceA: Double,
        varianceB: Double,
        varianceControls: Double
    ) {
        self.debiased = debiased
        self.noise = noise
        self.sd = sd
        self.low = low
        self.high = high
        self.z = z
        self.p = p
        self.q = q
        self.varianceOwn = varianceOwn
        self.varianceA = varianceA
        self.varianceB = varianceB
        self.varianceControls = varianceControls
    }
}

/// A single, a double or a plate's controls whose replicates differ far more than those of others.
package struct SuspicionReport: Sendable, Hashable, Codable {
    package enum Kind: String, Sendable, Hashable, Codable {
        case single
        case double
        case plate
        /// A double that differs from itself with its guides in the other order.
        case orientation
    }

    package var kind: Kind
    /// Of the gene, the pair or the plate.
    package var name: String
    /// How many times as far replicates are apart as those of a typical source of the kind; of an orientation,
    /// as far as noise puts both orders.
    package var times: Double

    package init(kind: Kind, name: String, times: Double) {
        self.kind = kind
        self.name = name
        self.times = times
    }

    /// As it stands in tables: `single BAX (8.1x)`.
    package var label: String { "\(kind.rawValue) \(name) (\(decimal(times, 1))x)" }
}

/// All rewards of a campaign in a few numbers.
package struct RewardSummary: Sendable, Hashable, Codable {
    package var pursues: PursuedReward
    /// Measured pairs with a q below 0.1, by R and by its excess; absent where nothing is known of the noise.
    package var significant: Int?
    package var significantExcess: Int?
    package var suspicious: [SuspicionReport]
    /// How wells became embeddings, by name and version, such as `centre@1`: rewards of two methods cannot be
    /// compared.
    package var method: String?

    package init(
        pursues: PursuedReward,
        significant: Int?,
        significantExcess: Int?,
        suspicious: [SuspicionReport],
        method: String? = nil
    ) {
        self.pursues = pursues
        self.significant = significant
        self.significantExcess = significantExcess
        self.suspicious = suspicious
        self.method = method
    }

    /// The q below which a pair counts as significant.
    package static let level = 0.1
}

/// A reward that moved by more than its error because something it rests on was measured again.
package struct RewardChange: Sendable, Hashable, Codable {
    package var geneA: Gene
    package var geneB: Gene
    /// Without noise where that is known.
    package var before: Double
    package var after: Double
    package var sd: Double?
    /// What moved: `single BAX`, `double` or `noise of the screen`.
    package var because: [String]
    /// The round that was closed last then.
    package var round: Int

    package init(pair: Pair, before: Double, after: Double, sd: Double?, because: [String], round: Int) {
        geneA = pair.first
        geneB = pair.second
        self.before = before
        self.after = after
        self.sd = sd
        self.because = because
        self.round = round
    }
}
