import Essentiality
import Expression
import Screen

/// Which genes of a screened line should not be knocked out, as far as its expression tells, in words for the person
/// who plans the wells.
///
/// Wells of a gene that the line needs hold few cells, alone and in every pair. Nothing is excluded by itself.
func lethalText(_ sample: SamplePrediction, scale: EffectScale) -> String {
    let lethal = sample.lethalGenes(on: scale)
    let open = sample.genes.count { $0.verdict == .notPredictable }
    var lines = ["\(sample.sample): \(sample.verdict.rawValue)\(sample.remarks.map { ". \($0)" }.joined())"]
    if lethal.isEmpty {
        lines.append("  No gene that can be foretold is predicted to kill the cells by its loss.")
    } else {
        lines.append(
            "  Their loss is predicted to kill the cells, so that their wells, alone and in pairs, may hold too few:"
        )
        for gene in lethal {
            lines.append(
                "    \(gene.gene)  \(decimal(gene.value, 2)) (\(decimal(gene.low, 2)) to \(decimal(gene.high, 2))), "
                    + "\(gene.verdict.rawValue): \(gene.reason.rawValue)"
            )
        }
        lines.append(
            "  To keep their pairs out of batches, take the genes off the campaign's list or name pairs under limits: exclude."
        )
    }
    if open > 0 {
        lines.append(
            "  Nothing can be said of \(counted(open, "gene")), which expression foretells too badly."
        )
    }
    return lines.joined(separator: "\n")
}
