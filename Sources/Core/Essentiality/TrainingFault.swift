package import Screen

/// Why no model can be trained, in words for the scientist.
package enum TrainingFault: Error, Sendable, Hashable, CustomStringConvertible {
    case setting(name: String, value: String, expected: String)
    case noCommonLines(inEffect: String, inExpression: String)
    case tooFewLines(Int, needed: Int)
    case unknownTargets([Gene], known: Int)
    /// No gene is measured in half of the common lines.
    case noExpression(lines: Int)
    /// Every gene has one value in all common lines.
    case constantExpression(genes: Int)
    /// The kernel of the lines cannot be taken apart.
    case expressionNotFinite
    /// What the file system or a record of earlier work said.
    case record(String)
    /// Not one of the targets asked for can be trained.
    case allSkipped([SkippedTarget])

    package var description: String {
        switch self {
        case .setting(let name, let value, let expected):
            "The \(name) is \(value); it must be \(expected)."
        case .noCommonLines(let effect, let expression):
            "No cell line is in both files: the effect file begins with '\(Rejection.shortened(effect))', the "
                + "expression file with '\(Rejection.shortened(expression))'. Give two files of one release that "
                + "name their lines alike, or the release's table of lines too, which knows their other names."
        case .tooFewLines(let count, let needed):
            "Only \(count) cell lines are in both files; at least \(needed) are needed to train and judge a "
                + "model. Give two files of one release."
        case .unknownTargets(let genes, let known):
            "The effect file, of \(known) genes, has no column for \(listed(genes)). Check the spelling, or "
                + "use the symbol of that release."
        case .noExpression(let lines):
            "No gene's expression is known in half of the \(lines) lines that both files have. Give the expression "
                + "file of the release as it is."
        case .constantExpression(let genes):
            "Each of the \(genes) genes has the same expression in all lines that both files have: nothing can be told "
                + "from it. Check the export of the expression file."
        case .expressionNotFinite:
            "The kernel of the lines cannot be taken apart: a value of the expression is not finite."
        case .record(let message): message
        case .allSkipped(let skipped):
            "None of the \(skipped.count) targets can be trained, such as "
                + "\(skipped.first?.description ?? "none"). Give an effect file with more values."
        }
    }
}

/// A target that was asked for and has no model.
package struct SkippedTarget: Sendable, Hashable, Codable, CustomStringConvertible {
    package let gene: Gene
    /// A clause such as `its effect is known in 4 lines, of which 10 are needed`.
    package let reason: String

    package var description: String { "\(gene): \(reason)" }
}

/// The first ten genes of a list, and how many more there are.
func listed(_ genes: [Gene]) -> String {
    let shown = genes.prefix(10).map { Rejection.shortened($0.symbol) }.joined(separator: ", ")
    return genes.count > 10 ? "\(shown) and \(genes.count - 10) more" : shown
}
