import Cycle
import Screen

/// What is left to find, and what other rules would have found by now.
struct OutlookView {
    struct Rule {
        let name: String
        let tone: String
        let pairs: String
        let found: String
        let interval: String
        let meter: String
    }

    let heading: String
    let lines: [String]
    let rules: [Rule]
    let words: String

    init(_ outlook: OutlookReport) {
        heading = "Outlook at round \(outlook.round)"
        lines = outlook.lines
        let total = Double(max(outlook.topPairs, 1))
        rules = outlook.rules.map { rule in
            let found = countWords(rule.found.mean)
            return Rule(
                name: rule.isOwn ? "this campaign (\(rule.name))" : rule.name,
                tone: rule.isOwn ? "own" : "",
                pairs: rule.pairs.map(String.init) ?? "–",
                found: found,
                interval: "\(countWords(rule.found.low)) to \(countWords(rule.found.high))",
                meter: meter(
                    min(max(rule.found.mean / total, 0), 1),
                    label: "\(found) of \(outlook.topPairs) top pairs"
                )
            )
        }
        words = """
            Estimates: a pair that is not measured counts by what is believed of it. severity and random are followed to the \
            letter; of a rule that learns it is counted what it would have chosen each round from what this campaign knew.
            """
    }
}

/// A number of pairs: below ten with one decimal, as 0.4 is neither none nor one.
private func countWords(_ value: Double) -> String {
    value < 10 && value != value.rounded() ? decimal(value, 1) : decimal(value, 0)
}
