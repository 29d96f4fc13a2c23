/// The names that a misspelt one may stand for, nearest first, three at most.
///
/// Near is: the same but for capitals, punctuation and leading zeros of numbers (a spreadsheet's work), or
/// at most two letters typed, dropped or swapped, and fewer than a third of them.
func similarNames(to name: String, among known: some Sequence<String>) -> [String] {
    let plain = plainSpelling(name)
    let letters = Array(name.unicodeScalars.prefix(64))
    var found: [(distance: Int, name: String)] = []
    for candidate in known {
        let distance =
            plainSpelling(candidate) == plain
            ? 0 : editDistance(letters, Array(candidate.unicodeScalars.prefix(64)))
        if distance <= 2, distance * 3 <= letters.count { found.append((distance, candidate)) }
    }
    found.sort { $0.distance != $1.distance ? $0.distance < $1.distance : $0.name < $1.name }
    return found.prefix(3).map(\.name)
}

/// A sentence to append to a remedy, or nothing.
func didYouMean(_ name: String, among known: some Sequence<String>) -> String {
    let names = similarNames(to: name, among: known)
    return names.isEmpty ? "" : " Similar names that are known: \(names.joined(separator: ", "))."
}

private func plainSpelling(_ name: String) -> String {
    var result = ""
    var isInNumber = false
    for character in name.lowercased() where character.isLetter || character.isNumber {
        if character == "0", !isInNumber { continue }
        isInNumber = character.isNumber
        result.append(character)
    }
    return result
}

/// Levenshtein's distance.
private func editDistance(_ one: [UnicodeScalar], _ other: [UnicodeScalar]) -> Int {
    guard abs(one.count - other.count) <= 2 else { return .max / 4 }
    var previous = Array(0...other.count)
    for (row, left) in one.enumerated() {
        var current = [row + 1]
        for (column, right) in other.enumerated() {
            current.append(
                min(previous[column] + (left == right ? 0 : 1), previous[column + 1] + 1, current[column] + 1)
            )
        }
        previous = current
    }
    return previous[other.count]
}
