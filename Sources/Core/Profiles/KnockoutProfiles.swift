package import Screen

/// One embedding for each knockout of a campaign: h_i and h_ij of the paper's equation 2.
///
/// In the unit that the normalisation's name stands for: of the file (or of its log2) where wells are only
/// centred; in units of the SD between replicates where scaling is on. Zero is the mean of the plate's control
/// wells, whatever the normalisation.
package struct KnockoutProfiles: Sendable, Equatable {
    /// `featureCount` values a gene: numbers of a reading, or fewer after TVN.
    package let singles: [Gene: [Double]]
    /// `featureCount` values a pair.
    package let doubles: [Pair: [Double]]
    /// Wells behind each single, anchors included; repeated readings of a well count once.
    package let wellsOfSingle: [Gene: Int]
    package let wellsOfDouble: [Pair: Int]
    /// The SD that each feature was divided by; `nil` without scaling.
    package let replicateSD: [Double]?
    package let featureCount: Int
    /// What wells went through before they were averaged.
    package let normalisation: FittedNormalisation
    /// Plates left out because none of their wells has the centring role, ascending.
    package let uncentred: [Barcode]

    package init(
        singles: [Gene: [Double]],
        doubles: [Pair: [Double]],
        wellsOfSingle: [Gene: Int],
        wellsOfDouble: [Pair: Int],
        replicateSD: [Double]? = nil,
        featureCount: Int,
        normalisation: FittedNormalisation? = nil,
        uncentred: [Barcode] = []
    ) {
        self.singles = singles
        self.doubles = doubles
        self.wellsOfSingle = wellsOfSingle
        self.wellsOfDouble = wellsOfDouble
        self.replicateSD = replicateSD
        self.featureCount = featureCount
        self.normalisation = normalisation ?? FittedNormalisation(centringOnly: featureCount)
        self.uncentred = uncentred
    }
}

/// The embedding of every knockout, from all readings of a campaign (paper, equation 2).
///
/// Repeated readings of a well are averaged first, then each plate is centred on the mean of its wells of
/// the centring role, wells are normalised by what all controls say, and averaged as the settings say.
/// Everything is summed in the order of plate and position, so the result is the same to the last bit whatever
/// order `wells` came in; after a normalisation by matrices, on the same BLAS kernel.
///
/// - Parameters:
///   - wells: All readings; wells that hold no knockout and no control are passed over.
///   - settings: The control role to centre on, logarithm, normalisation, averaging and scaling.
///   - features: Names of the embedding's values, for the words of a fault; may be empty.
/// - Returns: A profile for each knockout with a well on a plate that could be centred.
/// - Throws: A fault that names the first well or feature, in the order of plate and position, that
///   cannot be averaged, or what controls a normalisation wants.
package func knockoutProfiles(
    of wells: [MeasuredWell],
    settings: ProfileSettings,
    features: [String] = []
) throws(ProfileFault) -> KnockoutProfiles {
    let readings = try SortedReadings(wells, features: features)
    let normalisation = try FittedNormalisation(readings, settings: settings, features: features)
    let featureCount = normalisation.featureCount
    var sums = KnockoutSums(contents: readings.contents, settings.aggregation, featureCount)
    var spread = ReplicateSpread(featureCount: featureCount)
    var uncentred: [Barcode] = []

    for plate in readings.plates {
        guard let block = try readings.block(of: plate, settings, normalisation) else {
            uncentred.append(plate.barcode)
            continue
        }
        sums.add(block)
        if settings.scaling == .replicateSD { spread.add(block) }
    }

    // The names of features are not those of components.
    let names = normalisation.keepsFeatures ? features : []
    let replicateSD: [Double]? =
        switch settings.scaling {
        case .none: nil
        case .replicateSD: wells.isEmpty ? nil : try spread.standardDeviations(named: names)
        }
    return sums.profiles(dividedBy: replicateSD, normalisation: normalisation, uncentred: uncentred)
}
