/// The known name that a misspelt one most likely meant; `nil` where none is near.
///
/// Near means: at most a third of the letters added, dropped, changed or swapped with their neighbour, or
/// the beginning of one known name only. Ties go to the first by alphabet.
func nearestName(to name: String, among known: some Sequence<String>) -> String? {
    let known = known.sorted()
    let spelt = normalised(name)
    let ranked = known.map { (name: $0, distance: distance(spelt, normalised($0))) }
    if let best = ranked.min(by: { $0.distance < $1.distance }),
        best.distance <= (spelt.count < 3 ? 0 : max(1, spelt.count / 3))
    {
        return best.name
    }
    let begun = known.filter { spelt.count >= 3 && normalised($0).starts(with: spelt) }
    return begun.count == 1 ? begun[0] : nil
}

/// Lower case, with `_` and blanks as `-`: the commonest mistakes count for nothing.
private func normalised(_ name: String) -> [Character] {
    name.lowercased().map { $0 == "_" || $0 == " " ? "-" : $0 }
}

/// Optimal string alignment distance.
private func distance(_ one: [Character], _ other: [Character]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...other.count)
    for i in one.indices {
        var row = [i + 1]
        for j in other.indices {
            var best = min(last[j + 1] + 1, row[j] + 1, last[j] + (one[i] == other[j] ? 0 : 1))
            if i > 0, j > 0, one[i] == other[j - 1], one[i - 1] == other[j] {
                best = min(best, beforeLast[j - 1] + 1)
            }
            row.append(best)
        }
        beforeLast = last
        last = row
    }
    return last[other.count]
}
