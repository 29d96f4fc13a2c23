package import Cycle
import Layouts
import Profiles
import Relations
package import Rewards
package import Screen
package import Settings
import Store

/// The hits of a campaign as a person or a program reads them, with what confirmed them.
package struct HitList: Sendable {
    package let campaign: CampaignID
    package let order: HitOrder
    package let entries: [HitReport]
    /// Measured pairs that have an estimate.
    package let pairs: Int
    /// Requests to confirm hits, oldest first.
    package let confirmations: [ConfirmationReport]

    /// - Parameters:
    ///   - wells: All usable readings.
    ///   - requests: To confirm hits, in the order they were taken.
    ///   - rounds: The round of each plate that the campaign laid out.
    ///   - settings: Of the campaign.
    ///   - order: What hits are ranked by.
    ///   - q: The false discovery rate.
    /// - Throws: What keeps the wells from being averaged.
    package init(
        _ wells: [MeasuredWell],
        requests: [ConfirmationRequest],
        rounds: [Barcode: Int],
        settings: CampaignSettings,
        order: HitOrder,
        below q: Double
    ) throws {
        let evidence = try Evidence(wells, settings: settings.profile, pursues: settings.pursues)
        let anatomies = try evidence.anatomies(wells, settings: settings, significance: q)
        let estimates = evidence.estimates?.estimates ?? []
        let found = hits(among: estimates, anatomies: anatomies, by: order, below: q)
        let verdicts = try requests.map { request in
            try HitList.verdicts(of: request, wells, requests, rounds, settings, significance: q)
        }
        var verdictOfPair: [Pair: Confirmation] = [:]
        // The latest that was measured counts.
        for (request, verdicts) in zip(requests, verdicts) {
            for pair in request.pairs {
                let verdict = verdicts[pair] ?? .notMeasured
                if verdict != .notMeasured || verdictOfPair[pair] == nil { verdictOfPair[pair] = verdict }
            }
        }
        let agreement = try guideAgreement(
            of: wells,
            settings: settings.profile,
            profiles: evidence.profiles,
            spread: evidence.spread
        )
        let agreementOfKnockout = Dictionary(
            uniqueKeysWithValues: agreement.knockouts.map { ($0.knockout, $0) }
        )
        let wellsOfPair = Dictionary(grouping: wells.filter { $0.content.pair != nil }) { $0.content.pair }
        campaign = settings.id
        self.order = order
        pairs = estimates.count
        entries = found.map { hit in
            let own = Set((wellsOfPair[hit.pair] ?? []).map(\.well)).sorted()
            let contents = Set((wellsOfPair[hit.pair] ?? []).map(\.content))
            return HitReport(
                hit,
                novelty: confirmationWells(
                    of: hit.pair,
                    guides: settings.guides.guides,
                    used: contents,
                    count: 1
                ).novelty,
                guides: HitGuides(hit.pair, agreementOfKnockout),
                relations: settings.relations.names(of: hit.pair),
                wells: own,
                images: settings.images.map { pattern in
                    own.map { pattern.address(of: $0, campaign: settings.id) }
                } ?? [],
                confirmation: verdictOfPair[hit.pair]
            )
        }
        confirmations = zip(requests, verdicts).map { request, verdicts in
            ConfirmationReport(
                round: request.round,
                pairs: request.pairs.map {
                    .init(geneA: $0.first, geneB: $0.second, verdict: verdicts[$0] ?? .notMeasured)
                }
            )
        }
    }

    /// What the double wells that a request laid out say of its pairs, and they alone.
    ///
    /// Singles and controls are those of the whole campaign.
    private static func verdicts(
        of request: ConfirmationRequest,
        _ wells: [MeasuredWell],
        _ requests: [ConfirmationRequest],
        _ rounds: [Barcode: Int],
        _ settings: CampaignSettings,
        significance: Double
    ) throws -> [Pair: Confirmation] {
        guard let round = request.round else { return [:] }
        let confirming = ConfirmingWells(wells, requests, rounds)
        func parts(
            _ isOwn: (MeasuredWell) -> Bool,
            significance: Double
        ) throws -> ([RewardEstimate], [PairAnatomy]) {
            let kept = wells.filter { $0.content.pair == nil || isOwn($0) }
            let evidence = try Evidence(kept, settings: settings.profile, pursues: settings.pursues)
            let anatomies = try evidence.anatomies(kept, settings: settings, significance: significance)
            return (evidence.estimates?.estimates ?? [], anatomies)
        }
        let before = try parts({ confirming.round(of: $0) == nil }, significance: significance)
        // Above every q: each pair is classed, and its p decides.
        let after = try parts({ confirming.round(of: $0) == round }, significance: 2)
        return Rewards.confirmations(
            of: request.pairs,
            found: before.1,
            confirming: (estimates: after.0, anatomies: after.1)
        )
    }
}

/// One hit, for people and programs.
package struct HitReport: Sendable, Codable {
    package let rank: Int
    package let geneA: Gene
    package let geneB: Gene
    /// What is believed of R once all rewards are known.
    package let shrunken: Double
    /// R less its noise, with the ends of its 90 % interval.
    package let reward: Double
    package let low: Double
    package let high: Double
    package let p: Double
    package let q: Double
    /// R beyond what the severity of the singles predicts.
    package let excess: Double?
    package let excessQ: Double?
    package let interaction: InteractionClass
    /// The class in words, with the genes' names.
    package let kind: String
    package let scale: Double?
    package let cosine: Double
    /// log2 of the cell count over the product of the singles'.
    package let cellsDeviation: Double?
    package let sameArm: Bool?
    package let relations: [String]
    package let guides: HitGuides
    package let confirmation: Confirmation?
    /// What a confirmation can be measured with that the pair has not met.
    package let confirmableBy: ConfirmationWells.Novelty
    /// Double wells, by plate.
    package let wells: [String]
    package let images: [String]
    /// What it rests on that looks bad.
    package let suspicious: Bool

    init(
        _ hit: Hit,
        novelty: ConfirmationWells.Novelty,
        guides: HitGuides,
        relations: [String],
        wells: [WellID],
        images: [String],
        confirmation: Confirmation?
    ) {
        confirmableBy = novelty
        rank = hit.rank
        geneA = hit.pair.first
        geneB = hit.pair.second
        shrunken = hit.shrunken
        reward = hit.estimate.debiased
        low = hit.estimate.low
        high = hit.estimate.high
        p = hit.estimate.p
        q = hit.estimate.q
        excess = hit.estimate.adjusted?.excess
        excessQ = hit.estimate.adjusted?.q
        interaction = hit.anatomy.interaction
        kind = hit.anatomy.interaction.words(for: hit.pair)
        scale = hit.anatomy.trueScale
        cosine = hit.anatomy.cosine
        cellsDeviation = hit.anatomy.cells?.deviation
        sameArm = hit.anatomy.sameArm
        self.relations = relations
        self.guides = guides
        self.confirmation = confirmation
        self.wells = wells.map(\.description)
        self.images = images
        suspicious = !hit.estimate.suspicions.isEmpty
    }
}

/// What became of one request to confirm hits.
package struct ConfirmationReport: Sendable, Codable {
    package struct Entry: Sendable, Codable {
        package let geneA: Gene
        package let geneB: Gene
        package let verdict: Confirmation
    }

    /// `nil` until a round is planned.
    package let round: Int?
    package let pairs: [Entry]
}
