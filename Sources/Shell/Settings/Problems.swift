import Screen

/// Gathers all faults of one configuration, and remembers where each key stands.
final class Problems {
    struct Place {
        let file: String
        let line: Int?
    }

    let file: String
    private(set) var errors: [ConfigurationError] = []
    /// Every key that was asked for, present or not, with list positions as `[]`.
    private(set) var knownKeys: Set<String> = []
    private var places: [String: Place] = [:]

    init(file: String) { self.file = file }

    var isEmpty: Bool { errors.isEmpty }

    func note(_ path: String, at place: Place) { places[path] = place }

    func noteKnown(_ path: String) { knownKeys.insert(withoutPositions(path)) }

    /// Adds a fault of the key at `path`; where the key itself stands nowhere, its nearest section is named.
    func add(_ path: String, value: String? = nil, _ reason: String, remedy: String) {
        add(path, at: place(of: path), value: value, reason, remedy: remedy)
    }

    func add(_ path: String, at place: Place, value: String? = nil, _ reason: String, remedy: String) {
        let error = ConfigurationError(
            file: place.file,
            line: place.line,
            key: path,
            value: value.map(Rejection.shortened),
            reason: reason,
            remedy: remedy
        )
        if !errors.contains(error) { errors.append(error) }
    }

    /// In the order of the lines, the main file first.
    var sorted: [ConfigurationError] {
        errors.enumerated().sorted { left, right in
            let ours = (left.element.file == file ? 0 : 1, right.element.file == file ? 0 : 1)
            if ours.0 != ours.1 { return ours.0 < ours.1 }
            if left.element.file != right.element.file { return left.element.file < right.element.file }
            let lines = (left.element.line ?? 0, right.element.line ?? 0)
            return lines.0 != lines.1 ? lines.0 < lines.1 : left.offset < right.offset
        }.map(\.element)
    }

    private func place(of path: String) -> Place {
        var path = path[...]
        while true {
            if let place = places[String(path)] { return place }
            guard let cut = path.lastIndex(where: { $0 == "." || $0 == "[" }) else { break }
            path = path[..<cut]
        }
        return Place(file: file, line: nil)
    }

    private func withoutPositions(_ path: String) -> String {
        var result = ""
        var skipping = false
        for character in path {
            if character == "]" { skipping = false }
            if !skipping { result.append(character) }
            if character == "[" { skipping = true }
        }
        return result
    }
}
