package import Screen

/// Which releases of DepMap a file can be of, told by its header and its name.
///
/// A header often fits several; a file of one's own fits all of them.
package struct ReleaseDialect: Hashable, Sendable, Codable {
    /// The releases between two changes of the files' shape.
    package enum Era: Int, Hashable, Sendable, Codable, CaseIterable, Comparable {
        /// Up to 22Q2: `CRISPR_gene_effect.csv` with `DepMap_ID`, `CCLE_expression.csv`.
        case upTo22Q2
        /// 22Q4 to 24Q4: `CRISPRGeneEffect.csv`, `OmicsExpressionProteinCodingGenesTPMLogp1.csv`.
        case from22Q4
        /// From 25Q2: rows of expression are sequencing runs, with `ModelID` and `IsDefaultEntryForModel`.
        case from25Q2

        package static func < (left: Era, right: Era) -> Bool { left.rawValue < right.rawValue }

        package var words: String {
            switch self {
            case .upTo22Q2: "up to 22Q2"
            case .from22Q4: "22Q4 to 24Q4"
            case .from25Q2: "25Q2 or later"
            }
        }
    }

    /// Those the file can be of, the oldest first; never empty.
    package let eras: [Era]
    /// The release itself, such as `24Q4`, where the file's name has it.
    package let release: String?
    /// What tells, such as `its column DepMap_ID`; `nil` where nothing does.
    package let evidence: String?

    /// - Parameters:
    ///   - header: the column names of an effect or expression file.
    ///   - fileName: its name, or the path to it, where that is known.
    package init(header: [String], fileName: String? = nil) {
        let path = (fileName ?? "").lowercased()
        let name = path.split(separator: "/").last.map(String.init) ?? ""
        release = Self.release(in: path)
        var (eras, evidence) = Self.eras(header: Set(header.map { $0.lowercased() }))
        if let release {
            eras = [Self.era(of: release)]
            evidence = "the release \(release) in its name"
        } else if let known = Self.fileNames.first(where: { name.hasPrefix($0.name) }) {
            let both = eras.filter(known.eras.contains)
            if !both.isEmpty, both.count < Era.allCases.count {
                eras = both
                evidence = evidence ?? "its name"
            }
        }
        self.eras = eras
        self.evidence = evidence
    }

    /// Such as `up to 22Q2` or `24Q4`.
    package var words: String {
        if let release { return release }
        guard let first = eras.first, let last = eras.last, eras.count < Era.allCases.count else {
            return "any release"
        }
        if first == last { return first.words }
        return last == .from25Q2 ? "22Q4 or later" : "up to 24Q4"
    }

    private static func eras(header: Set<String>) -> ([Era], String?) {
        for profile in ["sequencingid", "profileid", "isdefaultentryformodel", "is_default_entry"]
        where header.contains(profile) {
            return ([.from25Q2], "its columns of sequencing runs")
        }
        if header.contains("depmap_id") { return ([.upTo22Q2], "its column DepMap_ID") }
        if header.contains("modelid") || header.contains("model_id") {
            return ([.from22Q4, .from25Q2], "its column ModelID")
        }
        return (Era.allCases, nil)
    }

    private static let fileNames: [(name: String, eras: [Era])] = [
        ("ccle_expression", [.upTo22Q2]), ("crispr_gene_effect", [.upTo22Q2]),
        ("crispr_gene_dependency", [.upTo22Q2]), ("achilles_gene_effect", [.upTo22Q2]),
        ("crisprgeneeffect", [.from22Q4, .from25Q2]), ("crisprgenedependency", [.from22Q4, .from25Q2]),
        ("omicsexpressionproteincodinggenestpmlogp1", [.from22Q4]),
        ("omicsexpressiontpmlogp1human", [.from25Q2]),
    ]

    /// `24Q4` in a lower-case path; the last one.
    private static func release(in path: String) -> String? {
        let bytes = Array(path.utf8)
        var found: String?
        for place in bytes.indices.dropLast(3)
        where isDigit(bytes[place]) && isDigit(bytes[place + 1]) && bytes[place + 2] == UInt8(ascii: "q")
            && (UInt8(ascii: "1")...UInt8(ascii: "4")).contains(bytes[place + 3])
        {
            found = String(decoding: bytes[place..<(place + 4)], as: UTF8.self).uppercased()
        }
        return found
    }

    /// There was no release 22Q3, 25Q1.
    private static func era(of release: String) -> Era {
        let place = String(release.filter { $0 != "Q" })
        if place < "223" { return .upTo22Q2 }
        return place < "251" ? .from22Q4 : .from25Q2
    }
}

/// Refuses an effect and an expression file that cannot be of one release.
///
/// Between releases lines are added, screens processed anew and genes renamed, so that a model of two of them is of
/// neither.
/// - Parameters:
///   - effect: of the effect file.
///   - expression: of the expression file.
///   - allowsMixing: takes them all the same.
/// - Throws: a `Rejection` of the rule `mixed-releases`; how mixing is allowed is for the caller to say.
package func checkReleases(
    effect: ReleaseDialect,
    expression: ReleaseDialect,
    allowsMixing: Bool = false
) throws(Rejection) {
    if allowsMixing { return }
    let namesDiffer =
        effect.release != nil && expression.release != nil && effect.release != expression.release
    guard namesDiffer || !effect.eras.contains(where: expression.eras.contains) else { return }
    func told(_ dialect: ReleaseDialect) -> String {
        Rejection.shortened(dialect.words) + (dialect.evidence.map { ", by \($0)" } ?? "")
    }
    throw Rejection(
        rule: "mixed-releases",
        reason: "The effect is of DepMap \(told(effect)); the expression is of \(told(expression)).",
        expected: "effect and expression of one release",
        remedy: "Give both files of one release."
    )
}
