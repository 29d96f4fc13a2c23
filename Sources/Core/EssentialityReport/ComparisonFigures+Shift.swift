import Figures
import Screen
import Statistics

extension ComparisonFigures {
    /// What each way of predicting loses where held-out lines are measured otherwise.
    static func shifted(_ comparison: ModelComparison) -> ReportFigure {
        let ways = ModelComparison.shiftedWays
        func r(_ shift: PlatformShift, _ way: Way) -> Double {
            mean((comparison.shifts[shift]?[way] ?? []).map(\.r))
        }
        let shifts = PlatformShift.allCases
        let looks: [(Tone, Symbol)] = [
            (.blue, .circle), (.orange, .diamond), (.green, .square), (.purple, .triangle),
        ]
        var marks: [Mark] = []
        var all: [Double] = []
        for (number, way) in ways.enumerated() {
            let spots = shifts.enumerated().map { place, shift in
                let value = r(shift, way)
                all.append(value)
                // A little apart, so that equal values are both seen.
                let y = Double(shifts.count - 1 - place) + 0.12 * (1.5 - Double(number))
                return Spot(
                    value,
                    y,
                    note: "\(way.rawValue), \(shift.rawValue): \(numberText(value, places: 3))"
                )
            }
            marks.append(.points(spots, looks[number].0, looks[number].1, size: 4.5))
        }
        return ReportFigure(
            names.shift.0,
            names.shift.1,
            caption:
                "The mean correlation over \(counted(comparison.compared.count, "target")) where held-out lines are measured otherwise "
                + "than those learnt from, simulated: all genes of a line times a number from ½ to 2 (library size), each gene times a "
                + "number of its own (SD of a factor of 2 to the ½), both, and nothing seen below 1 TPM. Parts of the model are "
                + "learnt anew for each fold and shown by themselves. The kernel compares ranks within a line, so that a library "
                + "size costs it nothing. Real platforms differ in more ways than these.",
            svg: Figure(
                "Loss under a simulated platform shift",
                width: 860,
                panelHeight: 34 * Double(shifts.count),
                panels: [
                    Panel(
                        x: Axis("Mean Pearson's r over targets, held-out lines", over: all, including: [0]),
                        y: Axis("", categories: shifts.map(\.rawValue).reversed()),
                        marks: marks
                    )
                ],
                legend: ways.enumerated().map {
                    LegendEntry($1.rawValue, looks[$0].0, .symbol(looks[$0].1))
                }
            ).svg,
            table: reportTable(
                ["shift"] + ways.map { "mean_r, \($0.rawValue)" } + ways.map { "loss, \($0.rawValue)" },
                shifts.map { shift in
                    [shift.rawValue] + ways.map { cell(r(shift, $0)) }
                        + ways.map { cell(r(.none, $0) - r(shift, $0)) }
                }
            )
        )
    }
}
