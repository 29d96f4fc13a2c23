import Figures

/// What a refit with its choice costs, against the number of genes and against the number of draws.
func scaleFigure(
    byGenes: [(genes: Int, seconds: Double)],
    byDraws: [(draws: Int, seconds: Double)],
    genes: Int
) -> Figure {
    Figure(
        "Refit and choice",
        description:
            "Seconds on one thread, against the genes of a screen and against the draws of its posterior.",
        width: 760,
        panelHeight: 300,
        columns: 2,
        panels: [
            panel("By genes", "genes", byGenes.map { Spot(Double($0.genes), $0.seconds) }),
            panel(
                "By draws, \(genes) genes",
                "draws (k)",
                byDraws.map { Spot(Double($0.draws), $0.seconds) }
            ),
        ],
        legend: []
    )
}

private func panel(_ title: String, _ label: String, _ spots: [Spot]) -> Panel {
    let tone = Tone.sequence[0]
    return Panel(
        title,
        x: Axis(label, .logarithmic, over: spots.map(\.x)),
        y: Axis("seconds", .logarithmic, over: spots.map(\.y)),
        marks: [.line(spots, tone), .points(spots, tone)]
    )
}
