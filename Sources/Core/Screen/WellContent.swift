/// What a well is for.
///
/// Control roles are kept apart: centring uses one named role only.
package enum WellRole: String, CaseIterable, Sendable, Codable, Comparable {
    /// Cells and nothing else.
    case untreated
    /// Guides that cut nowhere.
    case nonTargeting = "non-targeting"
    /// Guides that cut where no gene is: the cutting load of a knockout without the knockout.
    case cutting
    /// A known strong phenotype.
    case positive
    /// One gene's guide with a control guide.
    case single
    /// A single repeated on a batch's plates, to see drift between plates.
    case anchor
    /// Two genes' guides.
    case double
    case empty

    package var isControl: Bool {
        switch self {
        case .untreated, .nonTargeting, .cutting, .positive: true
        case .single, .anchor, .double, .empty: false
        }
    }

    package static func < (left: WellRole, right: WellRole) -> Bool { left.rawValue < right.rawValue }
}

/// What a well holds: a role and up to two guides.
///
/// A single or anchor has its gene's guide as `a` and the control guide beside it as `b`; a double has
/// `a < b`; a control has control guides (none when untreated).
package struct WellContent: Sendable, Codable {
    package let role: WellRole
    package let a: Guide?
    package let b: Guide?
    /// Whether a double was named with `b` first, as platemaps do where the place on the construct is told.
    ///
    /// Says nothing of what the well holds: contents are equal whichever was named first.
    package let isTurned: Bool

    /// The genes that its guides are of.
    package var genes: [Gene] { [a?.gene, b?.gene].compactMap { $0 } }

    package init(role: WellRole, a: Guide? = nil, b: Guide? = nil, isTurned: Bool = false) {
        self.role = role
        if let one = a, let other = b, one.gene != nil, other.gene != nil {
            self.a = min(one, other)
            self.b = max(one, other)
            self.isTurned = isTurned != (other < one)
            return
        }
        self.isTurned = false
        if let other = b, a?.gene == nil, other.gene != nil {
            self.a = other
            self.b = a
        } else {
            self.a = a
            self.b = b
        }
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            role: try values.decode(WellRole.self, forKey: .role),
            a: try values.decodeIfPresent(Guide.self, forKey: .a),
            b: try values.decodeIfPresent(Guide.self, forKey: .b),
            isTurned: try values.decodeIfPresent(Bool.self, forKey: .isTurned) ?? false
        )
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(role, forKey: .role)
        try values.encodeIfPresent(a, forKey: .a)
        try values.encodeIfPresent(b, forKey: .b)
        if isTurned { try values.encode(isTurned, forKey: .isTurned) }
    }

    private enum CodingKeys: String, CodingKey {
        case role
        case a
        case b
        case isTurned
    }

    package static let empty = WellContent(role: .empty)

    /// The gene of a single or anchor well.
    package var single: Gene? { role == .single || role == .anchor ? a?.gene : nil }

    /// The pair of a double well.
    package var pair: Pair? {
        guard role == .double, let one = a?.gene, let other = b?.gene else { return nil }
        return Pair(one, other)
    }

    /// `BCL2L1_g1 + MCL1_g2`, `non-targeting`: as a person would name the well.
    package var name: String {
        let guides = [a, b].compactMap { $0?.name }
        return guides.isEmpty ? role.rawValue : guides.joined(separator: " + ")
    }
}

extension WellContent: Hashable {
    package static func == (left: WellContent, right: WellContent) -> Bool {
        left.role == right.role && left.a == right.a && left.b == right.b
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(role)
        hasher.combine(a)
        hasher.combine(b)
    }
}
