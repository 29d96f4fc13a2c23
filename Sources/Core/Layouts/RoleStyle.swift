import Screen

/// How a role looks on a picture.
///
/// The hues are those of Okabe and Ito, lightened so that black text stands on all of them. No role is told
/// by its hue alone: each has a letter, controls have a heavy outline and singles a broken one, so that a
/// black-and-white print says the same.
struct RoleStyle {
    let name: String
    /// In the well's corner and in the legend.
    let letter: String
    let fill: String
    let outline: String
    let outlineWidth: Double
    let dashes: String?

    static let ink = "#111111"

    init(_ role: WellRole) {
        let look: (name: String, letter: String, fill: String, width: Double, dashes: String?) =
            switch role {
            case .double: ("double knockout", "D", "#D3E9F8", 0.6, nil)
            case .single: ("single knockout", "S", "#BFE6D5", 1.2, "4 2")
            case .anchor: ("anchor single", "A", "#FFF5A0", 1.2, "4 2")
            case .nonTargeting: ("non-targeting", "N", "#CFCFCF", 2.2, nil)
            case .cutting: ("cutting", "C", "#F7C873", 2.2, nil)
            case .positive: ("positive", "P", "#F0946A", 2.2, nil)
            case .untreated: ("untreated", "U", "#FFFFFF", 2.2, nil)
            case .empty: ("empty", "", "#FAFAFA", 0.4, nil)
            }
        name = look.name
        letter = look.letter
        fill = look.fill
        outlineWidth = look.width
        dashes = look.dashes
        outline = role == .empty ? "#BDBDBD" : "#333333"
    }

    /// What a batch adds first, then the controls, then nothing.
    static let legendOrder: [WellRole] = [
        .double, .single, .anchor, .nonTargeting, .cutting, .untreated, .positive, .empty,
    ]
}
