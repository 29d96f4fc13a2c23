package import Screen

/// One embedding for each knockout of a campaign: h_i and h_ij of the paper's equation 2.
///
/// In units of the file (or of its log2), or of the SD between replicates where scaling is on. Zero is the
/// mean of the plate's control wells.
package struct KnockoutProfiles: Sendable, Equatable {
    /// `featureCount` values a gene.
    package let singles: [Gene: [Double]]
    /// `featureCount` values a pair.
    package let doubles: [Pair: [Double]]
    /// Wells behind each single, anchors included; repeated readings of a well count once.
    package let wellsOfSingle: [Gene: Int]
    package let wellsOfDouble: [Pair: Int]
    /// The SD that each feature was divided by; `nil` without scaling.
    package let replicateSD: [Double]?
    package let featureCount: Int
    /// Plates left out because none of their wells has the centring role, ascending.
    package let uncentred: [Barcode]

    package init(
        singles: [Gene: [Double]],
        doubles: [Pair: [Double]],
        wellsOfSingle: [Gene: Int],
        wellsOfDouble: [Pair: Int],
        replicateSD: [Double]? = nil,
        featureCount: Int,
        uncentred: [Barcode] = []
    ) {
        self.singles = singles
        self.doubles = doubles
        self.wellsOfSingle = wellsOfSingle
        self.wellsOfDouble = wellsOfDouble
        self.replicateSD = replicateSD
        self.featureCount = featureCount
        self.uncentred = uncentred
    }
}

/// The embedding of every knockout, from all readings of a campaign (paper, equation 2).
///
/// Repeated readings of a well are averaged first, then each plate is centred on the mean of its wells of
/// the centring role, then wells are averaged as the settings say. Everything is summed in the order of
/// plate and position, so the result is the same to the last bit whatever order `wells` came in.
///
/// - Parameters:
///   - wells: All readings; wells that hold no knockout and no control are passed over.
///   - settings: The control role to centre on, the way of averaging, logarithm and scaling.
///   - features: Names of the embedding's values, for the words of a fault; may be empty.
/// - Returns: A profile for each knockout with a well on a plate that could be centred.
/// - Throws: A fault that names the first well or feature, in the order of plate and position, that
///   cannot be averaged.
package func knockoutProfiles(
    of wells: [MeasuredWell],
    settings: ProfileSettings,
    features: [String] = []
) throws(ProfileFault) -> KnockoutProfiles {
    let readings = try SortedReadings(wells, features: features)
    var sums = KnockoutSums(contents: readings.contents, settings.aggregation, readings.featureCount)
    var spread = ReplicateSpread(featureCount: readings.featureCount)
    var uncentred: [Barcode] = []

    for plate in readings.plates {
        var block = try readings.block(of: plate, logarithm: settings.logarithm)
        guard block.centre(on: settings.centring) else {
            uncentred.append(plate.barcode)
            continue
        }
        sums.add(block)
        if settings.scaling == .replicateSD { spread.add(block) }
    }

    let replicateSD: [Double]? =
        switch settings.scaling {
        case .none: nil
        case .replicateSD: wells.isEmpty ? nil : try spread.standardDeviations(named: features)
        }
    return sums.profiles(dividedBy: replicateSD, uncentred: uncentred)
}
