package import Screen

/// What other labs and data sets call their control wells, and which roles of ours those names may stand for.
///
/// Most names leave no doubt. Some are used for several kinds of control; a layout then decides, and where
/// there is none the first role of the list counts.
package enum ControlNames {
    /// The roles that a name may stand for, the likeliest first; empty for a name that is none of a control.
    ///
    /// Capitals, blanks, hyphens and underscores do not matter, nor does a number at the end (`NTC_3`).
    package static func roles(of name: String) -> [WellRole] {
        let plain = plain(name)
        if let roles = table[plain] { return roles }
        // JUMP-Target: poscon_cp, poscon_diverse, poscon_orf
        if plain.hasPrefix("poscon") { return [.positive] }
        var stem = plain
        while let last = stem.last, last.isNumber { stem.removeLast() }
        for ending in ["guide", "sgrna", "grna"] where stem.hasSuffix(ending) && stem.count > ending.count {
            stem.removeLast(ending.count)
        }
        return stem == plain ? [] : table[stem] ?? []
    }

    /// The role that a name can only mean; `nil` for an ambiguous or unknown one.
    static func definiteRole(of name: String) -> WellRole? {
        let roles = roles(of: name)
        return roles.count == 1 ? roles.first : nil
    }

    private static func plain(_ name: String) -> String {
        String(name.lowercased().filter { $0.isLetter || $0.isNumber })
    }

    private static let untreated: [(names: [String], source: String)] = [
        (["emptycontrol"], "RxRx3: the wells of gene plates without a guide"),
        (["noguide", "nosgrna", "nogrna"], "JUMP CRISPR (datasets#96): transfected without a guide"),
        (["empty"], "JUMP (JUMP-Target#29): cells, no treatment"),
        (["untreated", "untransfected", "untransduced", "uninfected", "parental", "cellsonly"], "usual"),
    ]
    private static let nonTargeting: [(names: [String], source: String)] = [
        (
            ["nontargeting", "nontargetingcontrol", "nontargetingguide", "ntc", "sgnt", "nt"],
            "JUMP, cpg0016, cpg0021"
        ),
        (["scramble", "scrambled", "scrambledcontrol", "sgscramble"], "siRNA and shRNA libraries"),
        (
            ["lacz", "luciferase", "bfp", "hcred", "fluc", "rluc", "ctrlfluc"],
            "JUMP ORF negcons; RNAi screens"
        ),
    ]
    private static let cutting: [(names: [String], source: String)] = [
        (["cutting", "cuttingcontrol", "intergenic", "intergeniccontrol"], "cut where no gene is"),
        (["safetargeting", "safeharbor", "safeharbour", "aavs1", "rosa26"], "safe harbour loci"),
    ]
    private static let positive: [(names: [String], source: String)] = [
        (["positive", "positivecontrol", "poscon", "posctrl"], "JUMP production, RxRx1")
    ]
    private static let ambiguous: [(names: [String], roles: [WellRole], source: String)] = [
        // A guide that does nothing to a gene; the data set does not say whether it cuts.
        (["crisprcontrol"], [.nonTargeting, .cutting], "RxRx3"),
        // JUMP: no-guide and non-targeting guides alike are negcons, RxRx1's negative_control is untreated.
        (
            ["negcon", "negative", "negativecontrol", "negctrl", "neg"],
            [.nonTargeting, .cutting, .untreated],
            "JUMP, RxRx1"
        ),
        // The vehicle of compounds; on a gene plate, cells that got nothing else, or the house negative.
        (["dmso", "mock", "vehicle"], [.untreated, .nonTargeting, .cutting], "JUMP compounds, BBBC022"),
        // JUMP ORF's positive control, elsewhere a guide against a gene that the cells do not have.
        (["egfp", "gfp"], [.nonTargeting, .positive], "JUMP ORF"),
        (
            ["control", "ctrl", "controls"], [.nonTargeting, .cutting, .untreated, .positive],
            "JUMP-Target pert_type"
        ),
    ]

    private static let table: [String: [WellRole]] = {
        var table: [String: [WellRole]] = [:]
        for (names, _) in untreated { for name in names { table[name] = [.untreated] } }
        for (names, _) in nonTargeting { for name in names { table[name] = [.nonTargeting] } }
        for (names, _) in cutting { for name in names { table[name] = [.cutting] } }
        for (names, _) in positive { for name in names { table[name] = [.positive] } }
        for (names, roles, _) in ambiguous { for name in names { table[name] = roles } }
        return table
    }()
}
