import LinearAlgebra
import Screen
import Statistics
import Tables

/// Reads the values of a file of samples and brings them to log2(TPM + 1).
struct SampleReader {
    let table: Table
    let grid: SampleGrid
    /// How many genes the model has.
    let width: Int
    let training: TrainingDistribution

    /// Samples × genes of the model, the unit that the file has, and why it may be another.
    func values(
        _ declared: DeclaredUnit?
    ) throws(Rejection) -> (values: Matrix, unit: DeclaredUnit, doubts: [String]) {
        switch grid.format {
        case .salmon, .kallisto, .rsem:
            try checkFixed(.tpm, declared)
            return (try linear(.tpm), .tpm, [])
        case .featureCounts:
            try checkFixed(.counts, declared)
            return (try linear(.counts), .counts, [])
        case .samplesAsRows, .genesAsRows: break
        }
        let evidence = UnitEvidence(table, grid)
        guard evidence.values > 0 || grid.matched.pairs.isEmpty else {
            throw noValues(expected: "expression of most genes in each sample")
        }
        switch declared {
        case .tpm?:
            if evidence.areCounts { throw wholeNumbers(evidence.positive) }
            let matrix = try linear(.tpm)
            try checkTPM(matrix, evidence)
            return (matrix, .tpm, [])
        case .counts?:
            guard grid.lengths != nil else { throw noLengths }
            try checkCounts(evidence)
            return (try linear(.counts), .counts, [])
        case .log2TPM?, .naturalLogTPM?, .log10TPM?, nil:
            if grid.areTranscripts { throw logarithmsOfTranscripts }
            try checkLogScale(evidence, isDeclared: declared != nil)
            if evidence.areWithinOne { throw notExpression(evidence.greatest) }
            let unit = declared ?? .log2TPM
            var matrix = Matrix(rows: grid.samples.count, columns: width, storage: try raw(unit))
            if declared == nil { try checkLogarithm(matrix, evidence) }
            if let factor = unit.log2Factor, factor != 1 {
                matrix.storage.withUnsafeMutableBufferPointer { values in
                    for place in values.indices { values[place] *= factor }
                }
            }
            return (matrix, unit, try doubts(unit, matrix, evidence, isDeclared: declared != nil))
        }
    }

    /// The values as the file has them, a row a sample; NaN where nothing was measured.
    private func raw(_ unit: DeclaredUnit) throws(Rejection) -> [Double] {
        let pairs = grid.matched.pairs
        let indices = pairs.map { grid.allGenes[$0.label] }
        let samples = grid.samples.map(\.index)
        let numbers =
            grid.genesAreRows
            ? try measurements(table, rows: indices, columns: samples)
            : try measurements(table, rows: samples, columns: indices)
        var storage = [Double](repeating: .nan, count: samples.count * width)
        // Of another logarithm the limit is that of a million TPM, because log2 declared as it must not pass.
        let limit = unit == .log2TPM ? greatestLogExpression : greatestLog2TPM
        let greatest = limit / (unit.log2Factor ?? 1)
        let least = training.least < 0 ? -Double.infinity : 0
        var fault: (sample: Int, pair: Int)?
        for (sample, _) in samples.enumerated() {
            for (place, pair) in pairs.enumerated() {
                let index = grid.genesAreRows ? place * samples.count + sample : sample * pairs.count + place
                let value = numbers[index]
                if value > greatest || value < least { fault = fault ?? (sample, place) }
                // of two copies of a gene the first
                let target = sample * width + pair.gene
                if storage[target].isNaN { storage[target] = value }
            }
        }
        if let fault {
            let (row, column) = grid.cell(sample: samples[fault.sample], gene: indices[fault.pair])
            let isAbove = (table.number(row: row, column: column) ?? 0) > 0
            if isAbove, unit != .log2TPM { throw aboveDeclared(unit, greatest, row: row, column: column) }
            throw isAbove
                ? notLogScale(table, row: row, column: column)
                : negativeExpression(table, row: row, column: column, reason: Self.belowZero)
        }
        return storage
    }

    /// TPM, or counts by length, summed over the rows of each gene, as log2(TPM + 1).
    private func linear(_ unit: DeclaredUnit) throws(Rejection) -> Matrix {
        let pairs = grid.matched.pairs
        var storage = [Double](repeating: .nan, count: grid.samples.count * width)
        let lengths = unit == .counts ? try self.lengths() : []
        for (place, sample) in grid.samples.enumerated() {
            var rates = [Double](repeating: .nan, count: grid.allGenes.count)
            var sum = 0.0
            for (label, gene) in grid.allGenes.enumerated() {
                let cell = grid.cell(sample: sample.index, gene: gene)
                guard var value = try measurement(table, row: cell.row, column: cell.column) else { continue }
                guard value >= 0 else {
                    throw negativeExpression(
                        table,
                        row: cell.row,
                        column: cell.column,
                        reason: "The value is below 0, which \(unit.rawValue) never is."
                    )
                }
                if unit == .counts {
                    guard lengths[label] > 0 else { continue }
                    value /= lengths[label]
                }
                rates[label] = value
                sum += value
            }
            if unit == .tpm { try checkSum(sum, sample) }
            guard sum > 0 || unit == .tpm else { throw noReads(sample) }
            let scale = unit == .counts ? 1e6 / sum : 1
            let start = place * width
            for pair in pairs where !rates[pair.label].isNaN {
                let soFar = storage[start + pair.gene]
                storage[start + pair.gene] = (soFar.isNaN ? 0 : soFar) + rates[pair.label] * scale
            }
            for index in start..<(start + width) { storage[index] = log2OfTPM(storage[index]) }
        }
        return Matrix(rows: grid.samples.count, columns: width, storage: storage)
    }

    /// A length for each label; 0 where there is none.
    private func lengths() throws(Rejection) -> [Double] {
        guard let column = grid.lengths else { throw noLengths }
        var lengths: [Double] = []
        lengths.reserveCapacity(grid.allGenes.count)
        for row in grid.allGenes {
            lengths.append(max(0, try measurement(table, row: row, column: column) ?? 0))
        }
        return lengths
    }
}

extension SampleReader {
    private func checkFixed(_ unit: DeclaredUnit, _ declared: DeclaredUnit?) throws(Rejection) {
        guard let declared, declared != unit else { return }
        throw Rejection(
            rule: "unit-contradicted",
            reason: "The file is one of \(grid.format.rawValue), whose values are \(unit.rawValue) and not "
                + "\(declared.rawValue).",
            row: 1,
            expected: unit.rawValue,
            remedy: "Leave the unit out, or declare \(unit.rawValue)."
        )
    }

    private func checkLogScale(_ evidence: UnitEvidence, isDeclared: Bool) throws(Rejection) {
        if evidence.areMostlyAbove, let place = evidence.firstAbove {
            guard evidence.areTPM, evidence.fractions > 0 else {
                throw evidence.areCounts
                    ? wholeNumbers(evidence.positive)
                    : notLogScale(table, row: place.row, column: place.column)
            }
            throw Rejection(
                rule: "not-log-scale",
                reason: "The values of a sample sum to about a million: these are TPM, not log2(TPM + 1).",
                row: table.lineNumber(ofRow: place.row),
                column: table.header[place.column],
                value: table.text(row: place.row, column: place.column),
                expected: "log2(TPM + 1), 0 to about 18",
                remedy: "Declare the unit TPM, or take log2(TPM + 1) of every value."
            )
        }
        if evidence.areCounts { throw wholeNumbers(evidence.positive) }
        if training.least >= 0, evidence.areStandardised, evidence.values >= 20 {
            throw Rejection(
                rule: "negative-expression",
                reason: "The values have a mean of \(decimal(evidence.mean, 2)) and a standard deviation of "
                    + "\(decimal(evidence.sd, 2)), \(evidence.negative) of \(evidence.values) below 0: these are "
                    + "z-scores.",
                expected: "log2(TPM + 1), 0 to about 18",
                remedy: "Give log2(TPM + 1), neither centred nor scaled."
            )
        }
    }

    /// Refuses other logarithms, told by the model's training distribution.
    private func checkLogarithm(_ matrix: Matrix, _ evidence: UnitEvidence) throws(Rejection) {
        if evidence.areSurelyLog2 { return }
        let ratios = UnitEvidence.spread(matrix.rows).compactMap { logarithmRatio(matrix.row($0), training) }
        guard !ratios.isEmpty else { return }
        let ratio = quantile(ratios, 0.5)
        guard let unit = logarithm(ofRatio: ratio), unit != .log2TPM else { return }
        let name = unit == .naturalLogTPM ? "the natural logarithm, ln(TPM + 1)" : "log10(TPM + 1)"
        throw Rejection(
            rule: unit == .naturalLogTPM ? "natural-log" : "log10",
            reason: "Expressed genes are at \(decimal(ratio, 2)) of what they were in the model's lines, as "
                + "\(name) would have them.",
            expected: "log2(TPM + 1), 0 to about 18",
            remedy: "Declare the unit \(unit.rawValue), or \(DeclaredUnit.log2TPM.rawValue) if that is what "
                + "it is; or take log2(TPM + 1) of every value."
        )
    }

    /// Refuses a declared logarithm that the sums contradict; says why a logarithm may be another.
    ///
    /// Values that lie as those of the model's lines do are like these, whatever they are called.
    private func doubts(
        _ unit: DeclaredUnit,
        _ matrix: Matrix,
        _ evidence: UnitEvidence,
        isDeclared: Bool
    ) throws(Rejection) -> [String] {
        let ratios = UnitEvidence.spread(matrix.rows).compactMap { logarithmRatio(matrix.row($0), training) }
        let ratio = ratios.isEmpty ? nil : quantile(ratios, 0.5)
        if ratio.flatMap(logarithm(ofRatio:)) == .log2TPM { return [] }
        var doubts: [String] = []
        if let doubt = evidence.transcriptome?.doubt(unit) {
            guard !isDeclared || !doubt.isSure else {
                let other = evidence.transcriptome?.logarithm
                throw Rejection(
                    rule: "unit-contradicted",
                    reason: "The unit was declared as \(unit.rawValue). \(doubt.reason)",
                    expected: unit.rawValue,
                    remedy: other.map { "Declare the unit \($0.rawValue)." }
                        ?? "Declare the unit that the file has, or give log2(TPM + 1)."
                )
            }
            doubts.append(doubt.reason)
        }
        if let ratio, isDeclared {
            doubts.append(
                "The unit was declared as \(unit.rawValue), but expressed genes are at \(decimal(ratio, 2)) of "
                    + "what they were in the model's lines, where 0.81 to 1.25 is usual."
            )
        }
        return doubts
    }

    /// Refuses logarithms that were declared to be TPM: none is above 20, though the model's genes reach hundreds.
    private func checkTPM(_ matrix: Matrix, _ evidence: UnitEvidence) throws(Rejection) {
        let ratios = UnitEvidence.spread(matrix.rows).compactMap { logarithmRatio(matrix.row($0), training) }
        guard evidence.greatest <= greatestLog2TPM, !ratios.isEmpty, quantile(ratios, 0.5) < 0.6 else {
            return
        }
        throw Rejection(
            rule: "not-tpm",
            reason:
                "No value is above \(decimal(evidence.greatest, 2)), and expressed genes are far below what "
                + "they were in the model's lines: these are logarithms, not TPM.",
            expected: "TPM",
            remedy: "Declare the unit log2(TPM+1), ln(TPM+1) or log10(TPM+1)."
        )
    }

    /// Refuses TPM and logarithms that were declared to be counts; counts may have fractions, of reads shared out.
    private func checkCounts(_ evidence: UnitEvidence) throws(Rejection) {
        let areLogarithms = evidence.positive >= 50 && evidence.greatest <= greatestLog2TPM
        guard evidence.fractions * 2 > evidence.positive, areLogarithms || evidence.areTPM else { return }
        throw Rejection(
            rule: "unit-contradicted",
            reason: areLogarithms
                ? "The unit was declared as counts, but no value is above \(decimal(evidence.greatest, 2)) and most "
                    + "are no whole numbers: these are logarithms."
                : "The unit was declared as counts, but the values of a sample sum to about a million and most are no "
                    + "whole numbers: these are TPM.",
            expected: "counts of reads",
            remedy: areLogarithms ? "Declare the unit log2(TPM+1)." : "Declare the unit TPM."
        )
    }

    private func aboveDeclared(_ unit: DeclaredUnit, _ greatest: Double, row: Int, column: Int) -> Rejection {
        Rejection(
            rule: "unit-contradicted",
            reason:
                "The unit was declared as \(unit.rawValue), which is \(decimal(greatest, 1)) for a gene that has "
                + "all of the million and never more.",
            row: table.lineNumber(ofRow: row),
            column: table.header[column],
            value: table.text(row: row, column: column),
            expected: "\(unit.rawValue), 0 to \(decimal(greatest, 1))",
            remedy: "Declare the unit log2(TPM+1), TPM or counts, whichever the file has."
        )
    }

    /// TPM of a whole transcriptome sum to a million, those of some genes to less.
    private func checkSum(_ sum: Double, _ sample: SampleGrid.Place) throws(Rejection) {
        let isTooMuch = sum > 1.2e6
        guard isTooMuch || (sum < 2e5 && grid.allGenes.count >= 15_000) else { return }
        throw Rejection(
            rule: "not-tpm",
            reason: "The values of sample \(Rejection.shortened(sample.label)) sum to \(decimal(sum, 0)); "
                + "transcripts per million sum to a million, or less where genes are left out.",
            column: grid.genesAreRows ? table.header[sample.index] : nil,
            expected: "TPM",
            remedy: isTooMuch
                ? "If these are counts, declare that and give the genes' lengths in a column 'length'."
                : "If these are logarithms already, declare log2(TPM+1) or ln(TPM+1)."
        )
    }

    private func noReads(_ sample: SampleGrid.Place) -> Rejection {
        Rejection(
            rule: "no-values",
            reason: "Sample \(Rejection.shortened(sample.label)) has no read in any gene that has a length.",
            column: table.header[sample.index],
            expected: "counts of reads",
            remedy: "Delete the sample, or count its reads again."
        )
    }

    private var noLengths: Rejection {
        Rejection(
            rule: "no-lengths",
            reason: "Counts become TPM by the genes' lengths, and the file has none.",
            row: 1,
            expected: "genes as rows, with a column 'length' in bases",
            remedy: "Give the table of featureCounts as it is, add the column, or give TPM."
        )
    }

    private var logarithmsOfTranscripts: Rejection {
        Rejection(
            rule: "transcript-level",
            reason: "The rows are transcripts; their logarithms cannot be summed to those of genes.",
            row: 1,
            expected: "a row a gene, or TPM of transcripts",
            remedy: "Sum TPM over the transcripts of each gene, then take log2(TPM + 1)."
        )
    }

    private static var belowZero: String {
        "The expression is below 0, which log2(TPM + 1) never is: these are z-scores, ratios or another logarithm."
    }

    private func negativeExpression(_ table: Table, row: Int, column: Int, reason: String) -> Rejection {
        Rejection(
            rule: "negative-expression",
            reason: reason,
            row: table.lineNumber(ofRow: row),
            column: table.header[column],
            value: table.text(row: row, column: column),
            expected: "log2(TPM + 1), 0 to about 18",
            remedy: "Give log2(TPM + 1), neither centred nor scaled."
        )
    }
}
