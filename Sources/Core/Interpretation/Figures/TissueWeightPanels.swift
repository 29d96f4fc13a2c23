package import Figures
import Screen

extension Figure {
    /// Weights of the modifier genes in each tissue as bars, a panel a tissue.
    ///
    /// Rosenski et al. 2023, figure 5A–F; with the split-half correlation, without which noise looks like
    /// biology.
    ///
    /// - `modifiers`: at most so many are shown, those with the greatest mean magnitude.
    package static func tissueWeights(
        _ title: String,
        _ weights: TissueWeights,
        modifiers: Int = 12,
        tissues: Int = 6
    ) -> Figure {
        let columns = weights.leadingColumns(modifiers)
        let models = weights.models.sorted { $0.lineCount > $1.lineCount }.prefix(tissues)
        let shown = models.flatMap { model in columns.map { model.weights[$0].magnitude } }
        let limit = max(1.08 * (shown.max() ?? 0), 1e-6)
        let names = columns.map { weights.modifiers[$0].symbol }
        let panels = models.map { model in
            func boxes(_ isKept: (Double) -> Bool) -> [Box] {
                columns.enumerated().filter { isKept(model.weights[$0.element]) }.map { place, column in
                    let y = Double(columns.count - 1 - place)
                    let weight = model.weights[column]
                    return Box(
                        min(0, weight),
                        max(0, weight),
                        y - 0.36,
                        y + 0.36,
                        note: "\(names[place]): \(numberText(weight, places: 3))"
                    )
                }
            }
            return Panel(
                "\(shortened(model.tissue, to: 22)) (\(model.lineCount) lines, split-half r "
                    + "\(correlationText(model.splitHalfCorrelation)))",
                x: Axis("Change of effect per SD of expression", from: -limit, to: limit),
                y: Axis("", categories: names.reversed()),
                marks: [
                    .bars(boxes { $0 > 0 }, .orange, opacity: 0.8),
                    .bars(boxes { $0 < 0 }, .blue, opacity: 0.8),
                    .vertical(0, .soft, .solid),
                ]
            )
        }
        return Figure(
            title,
            description: "Ridge weights of \(columns.count) modifier genes in \(models.count) tissues.",
            width: panels.count > 1 ? 900 : 560,
            panelHeight: max(60, 20 * Double(columns.count)),
            columns: panels.count > 1 ? 2 : 1,
            panels: panels,
            legend: signs
        )
    }

    /// Weights of the modifier genes in all tissues as a heat map: tissues by modifiers.
    package static func tissueWeightMap(
        _ title: String,
        _ weights: TissueWeights,
        modifiers: Int = 24
    ) -> Figure {
        let columns = weights.leadingColumns(modifiers)
        let models = weights.models
        let shares = weights.shares
        func cells(_ sign: Double) -> [Cell] {
            models.indices.flatMap { row in
                columns.enumerated().compactMap { place, column in
                    let share = sign * shares[row][column]
                    guard share > 0 else { return nil }
                    let x = Double(place)
                    let y = Double(models.count - 1 - row)
                    return Cell(Box(x - 0.47, x + 0.47, y - 0.46, y + 0.46), strength: share)
                }
            }
        }
        let names = models.map {
            "\(shortened($0.tissue, to: 24)) (\($0.lineCount), r \(correlationText($0.splitHalfCorrelation)))"
        }
        let greatest = decimal(weights.greatest, 2)
        let genes = columns.map { weights.modifiers[$0].symbol }
        let width = 760.0
        let room = width - 60 - (names.map { Diagram.width(of: $0) }.max() ?? 0)
        let widest = genes.map { Diagram.width(of: $0, size: 13.5) }.max() ?? 0
        // Labels of one length are all turned as soon as the longest would touch its neighbour.
        let isTight = (widest + 6) * Double(genes.count) > room
        let length = isTight ? genes.map(\.count).max() ?? 0 : 0
        let labels = genes.map { String(repeating: "\u{A0}", count: max(0, length - $0.count)) + $0 }
        return Figure(
            title,
            description: "Weights from none to \(greatest); in brackets lines and split-half correlation.",
            width: width,
            panelHeight: max(80, 24 * Double(models.count)),
            panels: [
                Panel(
                    x: Axis("Modifier gene", categories: labels),
                    y: Axis("Tissue (lines, split-half r)", categories: names.reversed()),
                    marks: [.heat(cells(1), .orange), .heat(cells(-1), .blue)],
                    grid: false
                )
            ],
            legend: [
                LegendEntry("positive weight, full at \(greatest)", .orange, .area),
                LegendEntry("negative weight, full at −\(greatest)", .blue, .area),
            ]
        )
    }

    private static var signs: [LegendEntry] {
        [
            LegendEntry("positive: more expression, higher effect", .orange, .area),
            LegendEntry("negative: more expression, lower effect", .blue, .area),
        ]
    }
}

extension TissueWeights {
    /// Columns by mean magnitude of their weights over the tissues, greatest first.
    func leadingColumns(_ most: Int) -> [Int] {
        let sizes = modifiers.indices.map { column in
            models.reduce(0) { $0 + $1.weights[column].magnitude }
        }
        let order = sizes.indices.sorted { left, right in
            sizes[left] != sizes[right] ? sizes[left] > sizes[right] : left < right
        }
        return Array(order.prefix(most))
    }
}
