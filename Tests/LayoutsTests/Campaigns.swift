import Layouts
import Screen
import Statistics

/// Campaigns for the tests: genes G01, G02, … with guides, and controls.
func genes(_ count: Int) -> [Gene] {
    (1...count).map { Gene("G" + ($0 < 10 ? "0" : "") + "\($0)") }
}

func campaignGuides(
    _ genes: [Gene],
    each: Int = 3,
    controls: [WellRole: Int] = [.nonTargeting: 3, .cutting: 2, .positive: 2],
    centring: WellRole = .nonTargeting
) -> CampaignGuides {
    var guides: [Gene: [Guide]] = [:]
    for gene in genes { guides[gene] = (1...each).map { Guide("\(gene)_g\($0)", of: gene) } }
    var named: [WellRole: [Guide]] = [:]
    for (role, count) in controls {
        named[role] = (0..<count).map { Guide("\(role.rawValue)-\($0 + 1)", of: nil) }
    }
    return CampaignGuides(guides: guides, controls: named, centring: centring)
}

/// The first pairs of the upper triangle of just enough genes.
func pairs(_ count: Int) -> [Pair] {
    var size = 2
    while size * (size - 1) / 2 < count { size += 1 }
    return Array(PairIndex(genes: genes(size)).pairs.prefix(count))
}

func campaign(_ name: String = "test") -> CampaignID {
    guard let id = CampaignID(name) else { preconditionFailure("not a campaign name") }
    return id
}

func counts(_ layouts: [PlateLayout], of role: WellRole) -> [WellContent: Int] {
    var counts: [WellContent: Int] = [:]
    for layout in layouts {
        for content in layout.wells.values where content.role == role { counts[content, default: 0] += 1 }
    }
    return counts
}

func number(_ layout: PlateLayout, of role: WellRole) -> Int {
    layout.wells.values.count { $0.role == role }
}
