import Yams

/// What stands at one key of a configuration file.
///
/// Each reading function returns `nil` after it has noted what is wrong, so that one run finds all faults.
struct Field {
    let path: String
    let node: Node
    let place: Problems.Place
    let problems: Problems

    init(path: String, node: Node, place: Problems.Place, problems: Problems) {
        self.path = path
        self.node = node
        self.place = place
        self.problems = problems
        problems.note(path, at: place)
    }

    /// The text of a scalar, quoted or not; `nil` for lists and sections.
    var scalar: String? { node.scalar?.string }

    var isList: Bool { node.sequence != nil }

    /// The number of a list's entries; `nil` for anything else.
    var entryCount: Int? { node.sequence?.count }

    var isSection: Bool { node.mapping != nil }

    /// Nothing, `~` or `null`, without quotes.
    var isEmpty: Bool {
        guard let scalar = node.scalar, scalar.style == .any || scalar.style == .plain else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }

    func fail(value: String? = nil, _ reason: String, remedy: String) {
        problems.add(path, at: place, value: value, reason, remedy: remedy)
    }

    /// Any text that is not empty.
    func text(_ remedy: String = "Give a text, or leave the key out.") -> String? {
        guard let scalar = plain(remedy) else { return nil }
        guard !scalar.isEmpty else {
            fail("is empty", remedy: remedy)
            return nil
        }
        return scalar
    }

    /// The entries of a list, each with a path of its own.
    func list(_ remedy: String = "Give a list, for example [A, B].") -> [Field]? {
        guard let sequence = node.sequence else {
            fail(isEmpty ? "is empty" : "is not a list", remedy: remedy)
            return nil
        }
        return sequence.enumerated().map { number, entry in
            Field(
                path: "\(path)[\(number)]",
                node: entry,
                place: Problems.Place(file: place.file, line: entry.mark?.line ?? place.line),
                problems: problems
            )
        }
    }

    func section(_ remedy: String = "Give keys and values, indented below it.") -> Section? {
        guard isSection else {
            fail(
                isEmpty ? "is empty" : isList ? "is a list, not a section" : "is not a section",
                remedy: remedy
            )
            return nil
        }
        return Section([self], path: path, problems: problems)
    }

    func boolean() -> Bool? {
        let remedy = "Give true or false."
        guard let scalar = plain(remedy) else { return nil }
        switch scalar {
        case "true": return true
        case "false": return false
        default:
            fail(value: scalar, "which is neither true nor false", remedy: remedy)
            return nil
        }
    }

    /// One of a few names.
    func choice<Value>(_ choices: KeyValuePairs<String, Value>) -> Value? {
        let remedy = "Give \(alternatives(choices.map(\.key)))."
        guard let scalar = plain(remedy) else { return nil }
        if let found = choices.first(where: { $0.key == scalar }) { return found.value }
        let nearest =
            nearestName(to: scalar, among: choices.map(\.key)).map { "Did you mean '\($0)'? " } ?? ""
        fail(value: scalar, "which is not known", remedy: nearest + remedy)
        return nil
    }

    /// The scalar's text, or `nil` with a fault noted where this is no scalar.
    func plain(_ remedy: String) -> String? {
        guard !isEmpty, let scalar else {
            fail(isEmpty ? "is empty" : isList ? "is a list" : "is a section", remedy: remedy)
            return nil
        }
        return scalar
    }
}

/// `a`, `a or b`, `a, b or c`.
func alternatives(_ names: [String]) -> String {
    guard let last = names.last, names.count > 1 else { return names.first ?? "" }
    return names.dropLast().joined(separator: ", ") + " or " + last
}
