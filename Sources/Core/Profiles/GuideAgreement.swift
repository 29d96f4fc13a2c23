package import Screen

/// Whether the guides of each knockout say the same.
///
/// A guide is judged by products of embeddings of different guides, which noise leaves unbiased, against the
/// noise that replicates show. Derivation and measured error rates: `docs/Normalisation.md`.
package struct GuideAgreement: Sendable, Hashable {
    /// Singles by gene, then doubles by pair.
    package let knockouts: [KnockoutAgreement]

    /// Those with a guide that is outvoted, in the same order.
    package var outvoted: [KnockoutAgreement] { knockouts.filter { $0.verdict == .outvoted } }
}

/// What the guides of one knockout (of a double: its guide combinations) make of each other.
package struct KnockoutAgreement: Sendable, Hashable {
    package enum Knockout: Sendable, Hashable {
        case single(Gene)
        case double(Pair)
    }

    package enum Verdict: String, CaseIterable, Sendable, Hashable {
        /// They share an effect.
        case agree
        /// One guide's effect is not that of the others, who agree; three guides at least.
        case outvoted
        /// They have effects and do not share them, and no majority says who is right.
        case disagree
        /// No shared effect shows beyond noise: nothing to agree on.
        case weak
        /// One guide, or no replicates to tell noise by.
        case unknown
    }

    package let knockout: Knockout
    package let verdict: Verdict
    /// The mean over pairs of guides of the cosine between their embeddings, noise included; `nil` for one guide.
    package let meanCosine: Double?
    /// In the order of their names.
    package let votes: [GuideVote]
}

/// One guide of a single, or guide combination of a double, beside the others of its knockout.
package struct GuideVote: Sendable, Hashable {
    /// Why a guide is outvoted.
    package enum Fault: String, CaseIterable, Sendable, Hashable {
        /// It does little or nothing: less than half of what the others do, in any direction.
        case weak
        /// Its effect is another one.
        case elsewhere
        /// Its effect points against that of the others.
        case opposed
    }

    /// One for a single, two for a double.
    package let guides: [Guide]
    package let wells: Int
    /// The norm of its mean embedding, noise included.
    package let severity: Double
    /// With the mean of the others; `nil` for one guide.
    package let cosine: Double?
    /// How far its part along the others is from a third of their effect, in SD of noise; below 0 it has less.
    ///
    /// `nil` with fewer than three guides or without replicates.
    package let z: Double?
    /// `nil` unless it is outvoted.
    package let fault: Fault?
}

/// Judges the guides of every knockout.
///
/// Profiles and spread are of the same wells and settings; without a spread there are cosines, but no verdicts.
///
/// - Returns: Every knockout with a well on a plate that could be centred.
/// - Throws: What ``knockoutProfiles(of:settings:features:)`` throws.
package func guideAgreement(
    of wells: [MeasuredWell],
    settings: ProfileSettings,
    profiles: KnockoutProfiles,
    spread: KnockoutSpread?,
    features: [String] = []
) throws(ProfileFault) -> GuideAgreement {
    let readings = try SortedReadings(wells, features: features)
    let uncentred = Set(profiles.uncentred)
    var contrasts = ReplicateContrasts(featureCount: profiles.featureCount, centring: settings.centring)
    for (number, plate) in readings.plates.filter({ !uncentred.contains($0.barcode) }).enumerated() {
        let block = try readings.scaledBlock(of: plate, settings, profiles)
        contrasts.add(block, plate: number) { _, _ in }
    }
    var members: [KnockoutAgreement.Knockout: [Int]] = [:]
    for (place, group) in contrasts.groups.enumerated() {
        switch group.source {
        case .controls: break
        case .single(let gene): members[.single(gene), default: []].append(place)
        case .double(let pair): members[.double(pair), default: []].append(place)
        }
    }
    let knockouts = members.map { knockout, places in
        let sorted = places.sorted {
            contrasts.groups[$0].guides.lexicographicallyPrecedes(contrasts.groups[$1].guides)
        }
        return GuideBallot(knockout, sorted.map { ($0, contrasts) }, spread: spread).agreement
    }
    return GuideAgreement(knockouts: knockouts.sorted { $0.knockout.precedes($1.knockout) })
}

extension KnockoutAgreement.Knockout {
    package func precedes(_ other: KnockoutAgreement.Knockout) -> Bool {
        switch (self, other) {
        case (.single(let one), .single(let two)): one < two
        case (.double(let one), .double(let two)): one < two
        case (.single, .double): true
        case (.double, .single): false
        }
    }
}
