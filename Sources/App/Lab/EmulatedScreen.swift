package import FoundationEssentials
import RealModule
package import Screen
package import Statistics

/// A real finished screen that answers plates it never saw: every double and single well gets the values
/// of one of the wells that were measured with its reagents.
///
/// The answer is the real well relieved of its plate (``EmulatedFit``) on an invented plate with an
/// invented effect. Three liberties, each because such a screen has no wells to spare for it:
/// - **Controls** are drawn from the residuals of the negative control's wells, and those of a plate are
///   shifted to sum to zero: the real wells were freed of their plate by some two hundred wells, and ten
///   noisy controls would put back an error that the screen does not have.
/// - **Singles** are a gene's wells with the negative control, shifted together so that all of a gene's
///   wells give its main effect, which rests on all its wells (correlation of both .99).
/// - **Anchors** are the mean of their reagent's single wells, so that repeating a few wells on each
///   batch does not weigh on the gene's mean.
package struct EmulatedScreen: LabScreen {
    package let features: [String]
    package let truth: ScreenTruth
    /// The genes of the campaign: all but controls, sorted.
    package let genes: [Gene]
    package let guides: [Gene: [Guide]]
    package let controls: [WellRole: [Guide]]
    /// Whether `truth` was read from a table of record rather than fitted here.
    package let hasTableOfRecord: Bool

    private let seed: Seed
    private let fit: EmulatedFit
    private let bench: RealWells
    private let negativeControl: String

    /// Reads the wells of a finished screen, and its table of record where that lies beside them as
    /// `singles.csv.gz` and `doubles.csv.gz`.
    ///
    /// `negativeControl` is the gene name of the negative control. Every gene whose name begins with
    /// `Ctrl_` is a control; the others of them are positive. Throws ``LabFault`` in words.
    package init(wellsFile: URL, negativeControl: String = "Ctrl_Fluc", seed: Seed) throws {
        let screen = try FinishedWells(FinishedWells.table(at: wellsFile), file: wellsFile.lastPathComponent)
        let fit = try EmulatedFit(screen, negativeControl: negativeControl)
        let bench = RealWells(screen, fit, negativeControl: negativeControl)
        let genes = fit.mainEffects.keys.filter { !$0.hasPrefix("Ctrl_") && $0 != negativeControl }
            .map { Gene($0) }.sorted()
        features = screen.features
        self.genes = genes
        self.seed = seed
        self.fit = fit
        self.bench = bench
        self.negativeControl = negativeControl
        guides = Dictionary(
            uniqueKeysWithValues: genes.map { gene in
                (gene, bench.reagents(of: gene.symbol).map { Guide($0, of: gene) })
            }
        )
        let positives = fit.mainEffects.keys.filter { $0.hasPrefix("Ctrl_") && $0 != negativeControl }
            .sorted()
        controls = [
            .nonTargeting: bench.reagents(of: negativeControl).map { Guide($0, of: nil) },
            .positive: positives.flatMap { bench.reagents(of: $0) }.map { Guide($0, of: nil) },
        ]
        let record = try TableOfRecord(beside: wellsFile)
        hasTableOfRecord = record != nil
        truth = try record?.truth(of: genes) ?? bench.truth(of: genes, fit)
    }

    package func readings(of plates: [PlateLayout]) -> [WellReading] {
        // Over all plates of the batch, so that replicates on different plates get different real wells.
        var asked: [WellContent: Int] = [:]
        var readings: [WellReading] = []
        for plate in plates.sorted(by: { $0.barcode < $1.barcode }) {
            let shift = plateShift(plate.barcode)
            var residuals = controlResiduals(of: plate)
            for (position, content) in plate.sortedWells {
                let value: [Double]?
                if content.role.isControl, content.role != .positive {
                    value = residuals[content.role]?.popLast()
                } else {
                    let turn = asked[content, default: 0]
                    asked[content] = turn + 1
                    value = bench.value(of: content, turn: turn)
                }
                // A pair that was never measured has no answer: its wells stay owed.
                guard let value else { continue }
                readings.append(
                    reading(
                        WellID(plate: plate.barcode, position: position),
                        content,
                        log2: plus(plus(fit.level, 1, shift), 1, value),
                        synthetic: content.role.isControl || content.role == .anchor
                    )
                )
            }
        }
        return readings
    }

    package func repeated(_ reading: WellReading, attempt: Int) -> WellReading {
        let place = reading.well.position.row * 100 + reading.well.position.column
        var generator = SeededGenerator(
            seed.derived("imaged again \(reading.well.plate)", place).derived("attempt", attempt)
        )
        let noise = bench.residualSD.map { 0.1 * $0 * generator.normal() }
        return self.reading(
            reading.well,
            reading.content,
            log2: plus(reading.embedding.map { .log2($0) }, 1, noise),
            synthetic: true
        )
    }

    private func reading(
        _ well: WellID,
        _ content: WellContent,
        log2: [Double],
        synthetic: Bool
    ) -> WellReading {
        let raw = log2.map { Double.exp2($0) }
        let count = features.firstIndex(of: "nrCells").map { raw[$0] } ?? 1
        return WellReading(
            well: well,
            content: content,
            embedding: raw,
            cells: Int(count.rounded()),
            synthetic: synthetic
        )
    }

    private func plateShift(_ barcode: Barcode) -> [Double] {
        var generator = SeededGenerator(seed.derived("plate \(barcode)"))
        return fit.plateSD.map { $0 * generator.normal() }
    }

    /// For each control role on the plate, as many residuals as it has wells, summing to zero.
    private func controlResiduals(of plate: PlateLayout) -> [WellRole: [[Double]]] {
        var result: [WellRole: [[Double]]] = [:]
        let counts = Dictionary(grouping: plate.wells.values.map(\.role)) { $0 }.mapValues(\.count)
        for (role, count) in counts where role.isControl && role != .positive {
            var generator = SeededGenerator(seed.derived("controls \(plate.barcode) \(role.rawValue)"))
            let drawn = (0..<count).map { _ in bench.residuals[generator.index(below: bench.residuals.count)]
            }
            let mean = features.indices.map { feature in Statistics.mean(drawn.map { $0[feature] }) }
            result[role] = drawn.map { plus($0, -1, mean) }
        }
        return result
    }
}
