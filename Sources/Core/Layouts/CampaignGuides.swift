package import Screen

/// The guides a campaign can dispense: those of its genes, and the controls by role.
package struct CampaignGuides: Sendable, Hashable {
    /// In the order in which combinations number them.
    package var guides: [Gene: [Guide]]
    /// A role is on every plate if it is named here; `.untreated` has no guides and is named with an
    /// empty list.
    package var controls: [WellRole: [Guide]]
    /// The control role whose wells are a plate's zero.
    package var centring: WellRole

    package init(guides: [Gene: [Guide]], controls: [WellRole: [Guide]], centring: WellRole = .nonTargeting) {
        self.guides = guides
        self.controls = controls
        self.centring = centring
    }

    /// Control roles on every plate, positives aside: the centring role first, then by name.
    package var negativeRoles: [WellRole] {
        let others = WellRole.allCases.filter { role in
            guard role.isControl, role != .positive, role != centring, let guides = controls[role] else {
                return false
            }
            return role == .untreated || !guides.isEmpty
        }
        return [centring] + others.sorted()
    }

    /// The guides that stand beside a gene's guide in a single knockout.
    ///
    /// With one of them a single cuts as often as a double. They are those of the centring role or, where
    /// cells without guides are the zero, of the next role that has any; empty where the campaign has no
    /// negative-control guide at all.
    package var companions: [Guide] {
        let roles = [centring, .cutting, .nonTargeting]
        return roles.lazy.compactMap { controls[$0] }.first { !$0.isEmpty } ?? []
    }

    /// Checks what every layout relies on.
    package func check() throws(LayoutFault) {
        guard centring.isControl, centring != .positive else {
            throw LayoutFault(
                key: "profiles.centring",
                reason: "Wells of the role '\(centring.rawValue)' cannot be a plate's zero.",
                remedy: "Name non-targeting, cutting or untreated."
            )
        }
        if centring != .untreated, controls[centring, default: []].isEmpty {
            throw LayoutFault(
                key: "controls.\(centring.rawValue)",
                reason: "Plates are centred on wells of this role, but it has no guides.",
                remedy: "List its guides, or centre on another role."
            )
        }
        var owners: [String: Guide] = [:]
        for gene in guides.keys.sorted() {
            let names = guides[gene, default: []]
            guard Set(names).count == names.count else {
                throw LayoutFault(
                    key: "guides",
                    reason: "A guide of \(gene) is listed twice.",
                    remedy: "List each guide of a gene once."
                )
            }
            for guide in names { try check(guide, &owners) }
        }
        for role in controls.keys.sorted() {
            for guide in controls[role, default: []] { try check(guide, &owners) }
        }
    }

    // Platemaps name a well by its guides joined with '+', in tab-separated lines without quotes.
    private func check(_ guide: Guide, _ owners: inout [String: Guide]) throws(LayoutFault) {
        let unfit = guide.name.unicodeScalars.contains {
            $0 == "+" || $0.properties.generalCategory == .control
        }
        guard !unfit, !guide.name.isEmpty, guide.name.first != " ", guide.name.last != " " else {
            throw LayoutFault(
                key: "guides",
                reason: "'\(Rejection.shortened(guide.name))' cannot be written into a platemap.",
                remedy: "Name guides without '+', tabs, line breaks and outer spaces, for example MCL1_g1."
            )
        }
        if let owner = owners.updateValue(guide, forKey: guide.name), owner != guide {
            throw LayoutFault(
                key: "guides",
                reason: "The guide name '\(guide.name)' stands for two different guides.",
                remedy: "Give each guide a name of its own."
            )
        }
    }
}
