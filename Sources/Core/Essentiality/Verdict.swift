/// What a prediction is good for, in a word.
package enum Verdict: String, Sendable, Hashable, Codable, Comparable {
    case use
    case caution
    case notPredictable = "not predictable"

    private var rank: Int {
        switch self {
        case .use: 0
        case .caution: 1
        case .notPredictable: 2
        }
    }

    package static func < (left: Verdict, right: Verdict) -> Bool { left.rank < right.rank }
}

/// What a verdict rests on, in a few words; `sentence` says it at length.
package enum VerdictReason: String, Sendable, Hashable, Codable, CaseIterable {
    case foretold = "foretold in lines not seen"
    case neededByNearlyAll = "needed by nearly all lines"
    case neededByNone = "needed by none of the lines"
    case neededByFew = "needed by few lines"
    case unsure = "too few lines to be sure of r"
    case betweenTissues = "tells mostly tissues apart"
    case weak = "foretold weakly"
    case notForetold = "hardly foretold in lines not seen"
    case lacksModifiers = "sample lacks most modifier genes"
    case lacksGenes = "sample lacks many genes"
    case farFromLines = "sample unlike the training lines"
    case doubtfulUnit = "sample's unit is doubtful"

    package var sentence: String {
        switch self {
        case .foretold:
            "In lines that the models had not seen, predictions went well with what was measured."
        case .neededByNearlyAll:
            "At least 98 % of the lines need the gene, and the interval lies wholly where it is needed: the value is "
                + "known, though not by expression."
        case .neededByNone:
            "Not one of the lines needs the gene, and the interval lies wholly where it is not needed: the value is "
                + "known, though not by expression."
        case .neededByFew:
            "At least 98 % of the lines do without the gene, and the interval lies wholly where it is not needed; but a "
                + "few need it, and expression hardly tells which."
        case .unsure:
            "Predictions went well with what was measured, but in so few lines, or by so few of them, that the "
                + "correlation may be below 0.15."
        case .betweenTissues:
            "Predictions tell one tissue from another, and hardly one line of a tissue from the next."
        case .weak:
            "Predictions went with what was measured, though weakly: good for ranking many lines, not for one."
        case .notForetold:
            "Predictions hardly went with what was measured in lines that the models had not seen."
        case .lacksModifiers:
            "The sample lacks more than half of the genes that go with this target; training means stood in."
        case .lacksGenes: "The sample lacks more than a tenth of the model's genes; training means stood in."
        case .doubtfulUnit: "The sample's values hardly look like the unit that they are taken for."
        case .farFromLines:
            "The sample's expression is further from the training lines than theirs from each other."
        }
    }
}
