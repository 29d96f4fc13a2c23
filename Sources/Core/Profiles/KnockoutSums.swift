import Screen

/// Sums of centred wells, one for each knockout and guide, in one flat buffer.
struct KnockoutSums {
    /// Wells that are averaged before anything else is: those of one guide (or one guide each of two
    /// genes), or of the whole knockout where all wells weigh the same.
    private struct Group: Hashable, Comparable {
        let gene: Gene
        let partner: Gene?
        let guides: [Guide]

        init?(_ content: WellContent, _ aggregation: ProfileSettings.Aggregation) {
            if let single = content.single {
                gene = single
                partner = nil
                // The control guide beside the gene's is not part of the knockout.
                guides = aggregation == .flat ? [] : [content.a].compactMap { $0 }
            } else if let pair = content.pair {
                gene = pair.first
                partner = pair.second
                guides = aggregation == .flat ? [] : [content.a, content.b].compactMap { $0 }
            } else {
                return nil
            }
        }

        func isSameKnockout(as other: Group) -> Bool { gene == other.gene && partner == other.partner }

        static func < (left: Group, right: Group) -> Bool {
            if left.gene != right.gene { return left.gene < right.gene }
            if left.partner != right.partner {
                guard let one = left.partner, let other = right.partner else { return left.partner == nil }
                return one < other
            }
            return left.guides.lexicographicallyPrecedes(right.guides)
        }
    }

    private let aggregation: ProfileSettings.Aggregation
    private let featureCount: Int
    /// Ascending, so that the guides of a knockout stand together.
    private let groups: [Group]
    private let places: [Group: Int]
    private var wells: [Int]
    /// `groups.count` × `featureCount`, row-major.
    private var sums: [Double]

    init(
        contents: some Sequence<WellContent>,
        _ aggregation: ProfileSettings.Aggregation,
        _ featureCount: Int
    ) {
        self.aggregation = aggregation
        self.featureCount = featureCount
        groups = Set(contents.compactMap { Group($0, aggregation) }).sorted()
        places = Dictionary(uniqueKeysWithValues: groups.enumerated().map { ($1, $0) })
        wells = Array(repeating: 0, count: groups.count)
        sums = Array(repeating: 0, count: groups.count * featureCount)
    }

    mutating func add(_ block: PlateBlock) {
        for (row, content) in block.contents.enumerated() {
            guard let group = Group(content, aggregation), let place = places[group] else { continue }
            wells[place] += 1
            Profiles.add(
                block.values,
                from: row * featureCount,
                to: &sums,
                at: place * featureCount,
                count: featureCount
            )
        }
    }

    /// The mean of each knockout's groups, each the mean of its wells.
    func profiles(
        dividedBy scale: [Double]?,
        normalisation: FittedNormalisation,
        uncentred: [Barcode]
    ) -> KnockoutProfiles {
        var singles: [Gene: [Double]] = [:]
        var doubles: [Pair: [Double]] = [:]
        var wellsOfSingle: [Gene: Int] = [:]
        var wellsOfDouble: [Pair: Int] = [:]
        var start = 0
        while start < groups.count {
            let knockout = groups[start]
            var end = start + 1
            while end < groups.count, groups[end].isSameKnockout(as: knockout) { end += 1 }
            defer { start = end }
            let measured = (start..<end).filter { wells[$0] > 0 }
            guard !measured.isEmpty else { continue }
            var mean = [Double](repeating: 0, count: featureCount)
            for place in measured {
                for feature in 0..<featureCount {
                    mean[feature] += sums[place * featureCount + feature] / Double(wells[place])
                }
            }
            divide(&mean, 0, featureCount, by: Double(measured.count))
            if let scale {
                for feature in 0..<featureCount { mean[feature] /= scale[feature] }
            }
            let count = measured.reduce(0) { $0 + wells[$1] }
            if let partner = knockout.partner, let pair = Pair(knockout.gene, partner) {
                doubles[pair] = mean
                wellsOfDouble[pair] = count
            } else {
                singles[knockout.gene] = mean
                wellsOfSingle[knockout.gene] = count
            }
        }
        return KnockoutProfiles(
            singles: singles,
            doubles: doubles,
            wellsOfSingle: wellsOfSingle,
            wellsOfDouble: wellsOfDouble,
            replicateSD: scale,
            featureCount: featureCount,
            normalisation: normalisation,
            uncentred: uncentred
        )
    }
}
