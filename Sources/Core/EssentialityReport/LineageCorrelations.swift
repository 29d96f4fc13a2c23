import Regression
import Statistics

/// A target's correlation over all lines beside that within lineages, and that of lineages alone.
struct LineageCorrelations: Sendable {
    /// Of predicted and measured, over the lines of lineages with enough lines.
    let overall: Double
    /// The same after the mean of the lineage in the line's fold is taken from both.
    ///
    /// Not the mean over all folds: a line of high effect lacks in what its own prediction was learnt from, so that
    /// across folds the predictions of a lineage run against its measurements by construction.
    let within: Double
    /// Of measured effects and the mean of the line's lineage in the other folds.
    let lineageAlone: Double
    let lines: Int

    /// - Parameters:
    ///   - measured: a value a line, NaN where unknown.
    ///   - predicted: of the same lines, by models that had not seen them.
    ///   - lineages: of each line.
    ///   - minimumLines: with a known effect, for a lineage to count.
    ///   - folds: of the training, by which lines were told together.
    init(
        measured: [Double],
        predicted: [Double],
        lineages: [String],
        minimumLines: Int,
        folds: [KFold.Fold]
    ) {
        var groups: [String: [Int]] = [:]
        for line in measured.indices
        where measured[line].isFinite && predicted[line].isFinite && !lineages[line].isEmpty {
            groups[lineages[line], default: []].append(line)
        }
        let kept = groups.filter { $0.value.count >= minimumLines }.sorted {
            $0.key.utf8.lexicographicallyPrecedes($1.key.utf8)
        }
        let all = kept.flatMap(\.value)
        lines = all.count
        overall = pearson(all.map { predicted[$0] }, all.map { measured[$0] })
        var fold = [Int](repeating: 0, count: measured.count)
        for (number, part) in folds.enumerated() {
            for line in part.test { fold[line] = number }
        }
        var told: [Double] = []
        var found: [Double] = []
        for (_, members) in kept {
            for number in folds.indices {
                let cell = members.filter { fold[$0] == number }
                guard cell.count > 1 else { continue }
                let (toldMean, foundMean) = (
                    mean(cell.map { predicted[$0] }), mean(cell.map { measured[$0] })
                )
                told += cell.map { predicted[$0] - toldMean }
                found += cell.map { measured[$0] - foundMean }
            }
        }
        within = pearson(told, found)
        var alone: [Double] = []
        var against: [Double] = []
        for (_, members) in kept {
            for line in members {
                let others = members.filter { fold[$0] != fold[line] }
                guard !others.isEmpty else { continue }
                alone.append(mean(others.map { measured[$0] }))
                against.append(measured[line])
            }
        }
        lineageAlone = pearson(alone, against)
    }
}
