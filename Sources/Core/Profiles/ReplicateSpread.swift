import Screen

/// How much each feature varies between wells that hold the same guides.
///
/// Control, single and anchor wells only: the pairs of a chosen batch are enriched for strong effects, and
/// a scale taken from them would shrink as the campaign finds more.
struct ReplicateSpread {
    private let featureCount: Int
    private var places: [WellContent: Int] = [:]
    private var wells: [Int] = []
    /// A row of `featureCount` running means for each group of replicates.
    private var means: [Double] = []
    /// Squared deviations from the group's mean, summed over all groups.
    private var squares: [Double]
    /// The largest plate centre of each feature, without its sign.
    private var magnitudes: [Double]

    init(featureCount: Int) {
        self.featureCount = featureCount
        magnitudes = Array(repeating: 0, count: featureCount)
        squares = Array(repeating: 0, count: featureCount)
    }

    /// Welford's update, so that one pass over the plates is enough.
    mutating func add(_ block: PlateBlock) {
        for feature in 0..<featureCount {
            magnitudes[feature] = max(magnitudes[feature], block.centre[feature].magnitude)
        }
        for (row, content) in block.contents.enumerated() {
            guard let group = ReplicateSpread.group(of: content) else { continue }
            let place = place(of: group)
            wells[place] += 1
            let count = Double(wells[place])
            let start = place * featureCount
            for feature in 0..<featureCount {
                let value = block.values[row * featureCount + feature]
                let step = value - means[start + feature]
                means[start + feature] += step / count
                squares[feature] += step * (value - means[start + feature])
            }
        }
    }

    /// The pooled SD of each feature; groups of one well have no say in it.
    func standardDeviations(named features: [String]) throws(ProfileFault) -> [Double] {
        let freedom = wells.reduce(0) { $0 + $1 - 1 }
        guard freedom > 0 else { throw .noReplicates }
        var deviations: [Double] = []
        deviations.reserveCapacity(featureCount)
        for feature in 0..<featureCount {
            let deviation = (squares[feature] / Double(freedom)).squareRoot()
            // Centring leaves the rounding of its mean behind, so a constant feature is not quite constant.
            guard deviation > 1e-12 * magnitudes[feature] else {
                throw .constantFeature(
                    .init(index: feature, name: feature < features.count ? features[feature] : nil)
                )
            }
            deviations.append(deviation)
        }
        return deviations
    }

    private mutating func place(of group: WellContent) -> Int {
        if let place = places[group] { return place }
        let place = wells.count
        places[group] = place
        wells.append(0)
        means.append(contentsOf: repeatElement(0, count: featureCount))
        return place
    }

    /// An anchor is a replicate of the single with the same guides.
    private static func group(of content: WellContent) -> WellContent? {
        switch content.role {
        case .untreated, .nonTargeting, .cutting, .positive: content
        case .single, .anchor: WellContent(role: .single, a: content.a, b: content.b)
        case .double, .empty: nil
        }
    }
}
