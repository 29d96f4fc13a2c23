/// A colour of figures, with one shade for light pages and one for dark ones.
///
/// The coloured ones are close to the set of Okabe and Ito, which people with any kind of colour vision
/// tell apart.
package enum Tone: String, CaseIterable, Sendable {
    case ink
    case soft
    case grid
    case paper
    case blue
    case orange
    case green
    case purple
    case yellow
    case sky

    /// For sets that are told apart by colour, the most different first.
    package static let sequence: [Tone] = [.blue, .orange, .green, .purple, .yellow, .sky]

    var light: String {
        switch self {
        case .ink: "#222222"
        case .soft: "#6b6f76"
        case .grid: "#e3e5e8"
        case .paper: "#ffffff"
        case .blue: "#0072b2"
        case .orange: "#d55e00"
        case .green: "#00856a"
        case .purple: "#9b4f96"
        case .yellow: "#a67c00"
        case .sky: "#3d9bd9"
        }
    }

    var dark: String {
        switch self {
        case .ink: "#e8e8e8"
        case .soft: "#a0a5ad"
        case .grid: "#33373d"
        case .paper: "#16181c"
        case .blue: "#5ab0f0"
        case .orange: "#ff8f4a"
        case .green: "#3ccb9e"
        case .purple: "#d78fd2"
        case .yellow: "#e8c14a"
        case .sky: "#9ad4ff"
        }
    }

    /// Attributes that fill with the colour, and the class by which a dark page changes it.
    var fill: String { "class=\"f-\(rawValue)\" fill=\"\(light)\"" }

    var stroke: String { "class=\"s-\(rawValue)\" fill=\"none\" stroke=\"\(light)\"" }

    /// The light colours stand in attributes, which every program reads; only the dark ones need CSS.
    static let darkStyle: String = {
        let rules = allCases.map {
            ".pw .f-\($0.rawValue){fill:\($0.dark)}.pw .s-\($0.rawValue){stroke:\($0.dark)}"
        }
        return "<style>@media screen and (prefers-color-scheme:dark){\(rules.joined())}</style>"
    }()
}
