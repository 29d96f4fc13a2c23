import Yams

/// A section of a configuration: keys and what stands at them.
///
/// The keys that are asked for are the keys that are known; `finish` reports the others.
final class Section {
    let path: String
    let problems: Problems
    private var fields: [String: Field] = [:]
    private var order: [String] = []
    private var asked: Set<String> = []

    /// A section made of several, of which the first that has a key counts.
    ///
    /// - Parameters:
    ///   - sources: sections; anything else among them is passed over.
    ///   - path: the path of the section itself, empty for the whole file.
    ///   - problems: takes the faults.
    init(_ sources: [Field], path: String, problems: Problems) {
        self.path = path
        self.problems = problems
        for source in sources {
            let place = source.place
            for (key, value) in source.node.mapping ?? [:] {
                guard let name = key.scalar?.string else {
                    problems.add(
                        path,
                        at: Problems.Place(file: place.file, line: key.mark?.line ?? place.line),
                        "has a key that is not a text",
                        remedy: "Give each key one name, followed by ':' and a blank."
                    )
                    continue
                }
                guard fields[name] == nil else { continue }
                fields[name] = Field(
                    path: path.isEmpty ? name : "\(path).\(name)",
                    node: value,
                    place: Problems.Place(file: place.file, line: key.mark?.line ?? place.line),
                    problems: problems
                )
                order.append(name)
            }
        }
    }

    /// The keys that are there, in their order.
    var keys: [String] { order }

    func has(_ key: String) -> Bool { fields[key] != nil }

    /// What stands at a key; asking makes the key known.
    func field(_ key: String) -> Field? {
        asked.insert(key)
        problems.noteKnown(path(of: key))
        return fields[key]
    }

    /// What stands at a key that must be there.
    func required(_ key: String, _ remedy: String) -> Field? {
        guard let field = field(key) else {
            problems.add(path(of: key), "is missing", remedy: remedy)
            return nil
        }
        return field
    }

    func path(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    /// Reports the keys that nobody asked for.
    func finish() {
        for key in order where !asked.contains(key) {
            let known = asked.subtracting(order)
            let remedy =
                nearestName(to: key, among: asked).map { "Did you mean '\($0)'?" }
                ?? "Remove it; known here are \(list(known.isEmpty ? asked : known))."
            problems.add(path(of: key), "is not a known key", remedy: remedy)
        }
    }

    private func list(_ names: Set<String>) -> String {
        let sorted = names.sorted()
        guard let last = sorted.last, sorted.count > 1 else { return sorted.first ?? "none" }
        return sorted.dropLast().joined(separator: ", ") + " and " + last
    }
}
