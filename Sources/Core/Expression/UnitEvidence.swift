import RealModule
import Screen
import Statistics
import Tables

/// What all values of a file say of their unit.
///
/// Looks at all genes, since the few that a model needs may be low in any unit, and at 32 samples at most, spread
/// over the file. A column that is no gene, such as an age, must not spoil a file: only a share of the values counts.
struct UnitEvidence {
    private(set) var values = 0
    private(set) var above = 0
    private(set) var positive = 0
    private(set) var negative = 0
    private(set) var fractions = 0
    private(set) var firstAbove: (row: Int, column: Int)?
    /// The sums of the values, of a sample each.
    private(set) var sums: [Double] = []
    /// The sums of TPM if the values were logarithms, by `TranscriptomeSums.logarithms`, of a sample each.
    private(set) var powerSums: [[Double]] = TranscriptomeSums.logarithms.map { _ in [] }
    private(set) var greatest = -Double.infinity
    private(set) var mean = 0.0
    private(set) var sd = 0.0
    let genes: Int

    init(_ table: Table, _ grid: SampleGrid) {
        genes = grid.allGenes.count
        var (sum, squares) = (0.0, 0.0)
        for place in Self.spread(grid.samples.count) {
            var sampleSum = 0.0
            var transcriptome = TranscriptomeSums()
            for gene in grid.allGenes {
                let cell = grid.cell(sample: grid.samples[place].index, gene: gene)
                guard let value = table.number(row: cell.row, column: cell.column) else { continue }
                values += 1
                if value > 0 { positive += 1 }
                if value < 0 { negative += 1 }
                if value != value.rounded() { fractions += 1 }
                if value > greatestLogExpression {
                    above += 1
                    firstAbove = firstAbove ?? cell
                }
                sampleSum += value
                squares += value * value
                greatest = max(greatest, value)
                transcriptome.add(value)
            }
            sum += sampleSum
            sums.append(sampleSum)
            for (place, powerSum) in transcriptome.values.enumerated() { powerSums[place].append(powerSum) }
        }
        mean = sum / Double(max(values, 1))
        sd = max(0, squares / Double(max(values, 1)) - mean * mean).squareRoot()
    }

    /// Up to 32 places out of `count`, the first and then evenly.
    static func spread(_ count: Int) -> [Int] {
        guard count > 32 else { return Array(0..<count) }
        return (0..<32).map { $0 * count / 32 }
    }

    var areMostlyAbove: Bool { above * 20 > values }
    var areCounts: Bool { fractions == 0 && positive >= 50 }
    /// Sums near a million, of enough genes to be the whole of a transcriptome.
    var areTPM: Bool { genes >= 5000 && sums.allSatisfy { (4e5...1.2e6).contains($0) } }
    /// Nothing else than log2(TPM + 1) of a transcriptome has these sums.
    var areSurelyLog2: Bool { genes >= 5000 && (5e5...1.1e6).contains(quantile(powerSums[0], 0.5)) }
    /// What the values sum to as each logarithm; `nil` where there are too few genes to be a transcriptome.
    var transcriptome: TranscriptomeSums? {
        genes >= TranscriptomeSums.fewestGenes && values > 0
            ? TranscriptomeSums(values: powerSums.map { quantile($0, 0.5) }) : nil
    }
    /// Hundreds of genes none of which is above 1: no expression that was ever measured.
    var areWithinOne: Bool { genes >= 100 && positive > 0 && negative == 0 && greatest <= 1 }
    var areStandardised: Bool { negative * 10 > values && mean.magnitude < 0.5 && (0.5...1.6).contains(sd) }
}

/// How high the strongly expressed genes of a sample are, over what they were in training.
///
/// The median ratio of upper quantiles over genes, the sample's to those of the training means: about 1 for
/// log2(TPM + 1), .693 for the natural logarithm and .301 for log10. Lower quantiles vary more between samples; these
/// are within .81 to 1.16 in every one of 442 lines of DepMap. `nil` where fewer than 50 genes tell.
func logarithmRatio(_ values: ArraySlice<Double>, _ training: TrainingDistribution) -> Double? {
    var own: [Double] = []
    var known: [Double] = []
    for (value, mean) in zip(values, training.means) where !value.isNaN && mean.isFinite {
        own.append(value)
        known.append(mean)
    }
    guard own.count >= 50 else { return nil }
    own.sort()
    known.sort()
    let ratios = [0.85, 0.9, 0.95, 0.98].compactMap { share -> Double? in
        let place = Int(share * Double(own.count - 1))
        return known[place] > 1 ? own[place] / known[place] : nil
    }
    return ratios.isEmpty ? nil : quantile(ratios, 0.5)
}

/// The logarithm of a file by the median ratio of its samples; `nil` where it is none of the three.
func logarithm(ofRatio ratio: Double) -> DeclaredUnit? {
    switch ratio {
    case 0.81...1.25: .log2TPM
    case 0.55..<0.81: .naturalLogTPM
    case 0.23...0.38: .log10TPM
    default: nil
    }
}
