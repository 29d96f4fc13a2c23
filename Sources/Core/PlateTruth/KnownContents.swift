import RealModule
package import Screen

/// What wells of a content are believed to look like, from plates that were taken before.
///
/// Values are features of the file (or their log2), with the mean of a plate's centring controls as zero.
/// May be empty: nothing is known then.
package struct KnownContents: Sendable {
    private var roles: [WellRole: [Double]] = [:]
    /// Of a positive control, by its guide.
    private var positives: [Guide: [Double]] = [:]
    /// Of a single or anchor, by its gene's guide.
    private var guides: [Guide: [Double]] = [:]
    private var genes: [Gene: [Double]] = [:]

    package init() {}

    /// Averages controls by role and single knockouts by guide.
    ///
    /// A plate without wells of the role `centring` has no zero and is passed over, as are wells whose
    /// values are not finite (after the logarithm, where it is asked for).
    package init(_ wells: [MeasuredWell], centring: WellRole, logarithm: Bool) {
        var sums = Sums()
        let byPlate = Dictionary(grouping: wells, by: \.well.plate)
        for plate in byPlate.keys.sorted() {
            let wells = byPlate[plate, default: []].sorted {
                $0.well != $1.well ? $0.well < $1.well : $0.embedding.lexicographicallyPrecedes($1.embedding)
            }
            let rows = wells.map { (content: $0.content, values: transformed($0.embedding, logarithm)) }
                .filter { row in row.values.allSatisfy(\.isFinite) }
            var zero = Mean()
            for row in rows where row.content.role == centring { zero.add(row.values) }
            guard let zero = zero.value else { continue }
            for row in rows where row.values.count == zero.count {
                sums.add(row.content, zip(row.values, zero).map { $0 - $1 })
            }
        }
        roles = sums.roles.compactMapValues(\.value)
        positives = sums.positives.compactMapValues(\.value)
        guides = sums.guides.compactMapValues(\.value)
        var ofGenes: [Gene: Mean] = [:]
        for guide in guides.keys.sorted() {
            if let gene = guide.gene, let value = guides[guide] { ofGenes[gene, default: Mean()].add(value) }
        }
        genes = ofGenes.compactMapValues(\.value)
    }

    package var isEmpty: Bool { roles.isEmpty && genes.isEmpty }

    /// What a well of this content should show; `nil` where that is not known.
    ///
    /// A double that of both its singles added up (Jain et al. 2024, equation 2).
    func expectation(of content: WellContent) -> [Double]? {
        switch content.role {
        case .empty: return nil
        case .untreated, .nonTargeting, .cutting: return roles[content.role]
        case .positive: return content.a.flatMap { positives[$0] }
        case .single, .anchor: return content.a.flatMap(single)
        case .double:
            guard let one = content.a.flatMap(single), let other = content.b.flatMap(single),
                one.count == other.count
            else { return nil }
            return zip(one, other).map { $0 + $1 }
        }
    }

    private func single(_ guide: Guide) -> [Double]? { guides[guide] ?? guide.gene.flatMap { genes[$0] } }
}

func transformed(_ embedding: [Double], _ logarithm: Bool) -> [Double] {
    logarithm ? embedding.map { .log2($0) } : embedding
}

private struct Mean {
    private var sum: [Double] = []
    private var count = 0

    mutating func add(_ values: [Double]) {
        if count == 0 { sum = [Double](repeating: 0, count: values.count) }
        guard values.count == sum.count else { return }
        for place in values.indices { sum[place] += values[place] }
        count += 1
    }

    var value: [Double]? { count == 0 ? nil : sum.map { $0 / Double(count) } }
}

private struct Sums {
    var roles: [WellRole: Mean] = [:]
    var positives: [Guide: Mean] = [:]
    var guides: [Guide: Mean] = [:]

    mutating func add(_ content: WellContent, _ values: [Double]) {
        switch content.role {
        case .untreated, .nonTargeting, .cutting: roles[content.role, default: Mean()].add(values)
        case .positive: if let guide = content.a { positives[guide, default: Mean()].add(values) }
        case .single, .anchor: if let guide = content.a { guides[guide, default: Mean()].add(values) }
        case .double, .empty: break
        }
    }
}
