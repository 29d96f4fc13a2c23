import Statistics

/// A target's correlation over all lines beside that within lineages, and that of lineages alone.
package struct LineageCorrelations: Sendable {
    /// Lines with a known effect that a lineage needs to count, unless told otherwise.
    package static let fewestLines = 10
    /// Lines beside others of their lineage and fold, by which alone `within` is trusted.
    static let fewestWithin = 30

    /// Of predicted and measured, over the lines of lineages with enough lines.
    package let overall: Double
    /// The same after the mean of the lineage in the line's fold is taken from both.
    ///
    /// Not the mean over all folds: a line of high effect lacks in what its own prediction was learnt from, so that
    /// across folds the predictions of a lineage run against its measurements by construction.
    package let within: Double
    /// Of measured effects and the mean of the line's lineage in the other folds.
    package let lineageAlone: Double
    package let lines: Int
    /// Lines that `within` is of: those that were told together with others of their lineage.
    package let linesWithin: Int

    /// `within` where enough lines tell it; 0 where predictions or measurements do not vary within lineages.
    var knownWithin: Double? { linesWithin < Self.fewestWithin ? nil : within.isNaN ? 0 : within }

    /// - Parameters:
    ///   - measured: a value a line, NaN where unknown.
    ///   - predicted: of the same lines, by models that had not seen them.
    ///   - lineages: of each line, empty where unknown.
    ///   - minimumLines: with a known effect, for a lineage to count.
    ///   - groups: of each line, `nil` where it was not held out; lines of one group were told by one model.
    package init(
        measured: [Double],
        predicted: [Double],
        lineages: [String],
        minimumLines: Int = fewestLines,
        groups: [Int?]
    ) {
        var members: [String: [Int]] = [:]
        for line in measured.indices
        where measured[line].isFinite && predicted[line].isFinite && !lineages[line].isEmpty {
            members[lineages[line], default: []].append(line)
        }
        let kept = members.filter { $0.value.count >= minimumLines }.sorted {
            $0.key.utf8.lexicographicallyPrecedes($1.key.utf8)
        }
        let all = kept.flatMap(\.value)
        lines = all.count
        overall = pearson(all.map { predicted[$0] }, all.map { measured[$0] })
        let numbers = Set(groups.compactMap(\.self)).sorted()
        var told: [Double] = []
        var found: [Double] = []
        for (_, members) in kept {
            for number in numbers {
                let cell = members.filter { groups[$0] == number }
                guard cell.count > 1 else { continue }
                let (toldMean, foundMean) = (
                    mean(cell.map { predicted[$0] }), mean(cell.map { measured[$0] })
                )
                told += cell.map { predicted[$0] - toldMean }
                found += cell.map { measured[$0] - foundMean }
            }
        }
        within = pearson(told, found)
        linesWithin = told.count
        var alone: [Double] = []
        var against: [Double] = []
        for (_, members) in kept {
            let sum = members.reduce(0) { $0 + measured[$1] }
            for number in numbers {
                let cell = members.filter { groups[$0] == number }
                let others = members.count - cell.count
                guard others > 0 else { continue }
                let othersMean = (sum - cell.reduce(0) { $0 + measured[$1] }) / Double(others)
                alone += cell.map { _ in othersMean }
                against += cell.map { measured[$0] }
            }
        }
        lineageAlone = pearson(alone, against)
    }
}
