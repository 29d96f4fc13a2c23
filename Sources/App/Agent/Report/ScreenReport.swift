package import Figures
import Profiles
import Relations
package import Rewards
import Screen
package import Settings
import Statistics

/// What a screen shows so far, as figures with their captions and numbers: those of the paper's section 5 and of
/// its rewards.
package struct ScreenReport: Sendable {
    /// One measured pair.
    struct Row: Sendable {
        let reward: Reward
        let estimate: RewardEstimate?
        let anatomy: PairAnatomy?
        /// S(w) of the paper: of the double, and of the singles along its signs.
        let severityDouble: Double
        let severityFirst: Double
        let severitySecond: Double
        let isKnown: Bool

        var pair: Pair { reward.pair }
        /// The debiased reward where it is known.
        var value: Double { estimate?.debiased ?? reward.value }
    }

    let campaign: CampaignID
    let index: PairIndex
    /// Ascending by pair.
    let rows: [Row]
    let held: Int
    let relations: KnownRelations
    let summary: AnatomySummary?
    let trend: SeverityTrend?
    let null: NullFit?
    let seed: Seed
    /// What is done to wells before they are averaged, by name.
    let method: String

    /// - Parameters:
    ///   - evidence: The campaign's rewards.
    ///   - anatomies: Theirs; may be empty.
    ///   - settings: Of the campaign.
    package init(_ evidence: Evidence, anatomies: [PairAnatomy], settings: CampaignSettings) {
        campaign = settings.id
        index = PairIndex(genes: settings.genes)
        relations = settings.relations
        held = evidence.table.held.count
        summary = anatomies.isEmpty ? nil : AnatomySummary(anatomies)
        trend = evidence.estimates?.trend
        null = evidence.estimates?.null
        seed = settings.seed.derived("report")
        method = settings.profile.methodName
        let estimates = Dictionary(
            uniqueKeysWithValues: (evidence.estimates?.estimates ?? []).map { ($0.pair, $0) }
        )
        let anatomyOfPair = Dictionary(uniqueKeysWithValues: anatomies.map { ($0.pair, $0) })
        let known = settings.relations.pairs
        rows = evidence.table.rewards.map { reward in
            let double = evidence.profiles.doubles[reward.pair] ?? []
            func along(_ gene: Gene) -> Double {
                evidence.profiles.singles[gene].map { severity($0, signedBy: double) } ?? .nan
            }
            return Row(
                reward: reward,
                estimate: estimates[reward.pair],
                anatomy: anatomyOfPair[reward.pair],
                severityDouble: severity(double, signedBy: double),
                severityFirst: along(reward.pair.first),
                severitySecond: along(reward.pair.second),
                isKnown: known.contains(reward.pair)
            )
        }
    }

    package var figures: [ReportFigure] {
        [
            rewardDistribution, rewardMatrix, severityTrend, scaleOfDoubles, classCounts, rewardAgainstCosine,
            pathways, severityOfRelated, recoveryOfRelations, recoveryBySource,
        ]
    }

    var hasEstimates: Bool { rows.contains { $0.estimate != nil } }

    /// Of rewards: linear where they are noise.
    var rootScale: Axis.Scale {
        let noises = rows.compactMap { $0.estimate?.noise }.filter(\.isFinite)
        return .root(linear: noises.isEmpty ? 0 : max(quantile(noises, 0.5), 0))
    }

    /// Notes on every point of a large screen would make a page that no browser opens.
    var hasNotes: Bool { rows.count <= 5_000 }

    func spot(_ x: Double, _ y: Double, _ row: Row) -> Spot {
        guard hasNotes else { return Spot(x, y) }
        var note = "\(row.pair.first) + \(row.pair.second): R \(shortNumber(row.value))"
        if let estimate = row.estimate { note += ", q \(shortNumber(estimate.q))" }
        note += ", C \(shortNumber(row.reward.cosine))"
        let names = relations.names(of: row.pair)
        if !names.isEmpty { note += " — \(names.joined(separator: ", "))" }
        return Spot(x, y, note: note)
    }
}

/// One figure of a report: what it shows, and the numbers behind it.
package struct ReportFigure: Sendable {
    /// Of its files, such as `recovery`.
    package let name: String
    package let title: String
    /// Sentences for a scientist, the first of which says what to look for.
    package let caption: String
    /// What keeps it from being drawn, and what to do about it.
    package let missing: String?
    package let figure: Figure?
    /// A header and lines.
    package let table: String

    init(_ name: String, _ title: String, caption: String, figure: Figure, table: String) {
        self.name = name
        self.title = title
        self.caption = caption
        self.figure = figure
        self.table = table
        missing = nil
    }

    init(_ name: String, _ title: String, missing: String) {
        self.name = name
        self.title = title
        self.missing = missing
        caption = ""
        figure = nil
        table = ""
    }
}

let errorsMissing =
    "Nothing is known of the noise yet: no knockout and no control has two wells. Measure replicates."
