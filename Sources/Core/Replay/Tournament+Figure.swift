package import Figures

extension Tournament {
    /// Shares found and regret by pairs measured, in the manner of the paper's figure 1: a line for the mean, a band
    /// from the least to the most.
    package var figure: Figure {
        let tones = Tone.sequence
        var panels = [
            panel("Top pairs found", "share of top pairs", \.recall),
            panel("Regret", "share of the optimal sum missed", \.regret),
        ]
        if standings.contains(where: { !($0.campaigns.first?.relations.isEmpty ?? true) }) {
            panels.append(panel("Known relations found", "share of known relations", \.relations))
        }
        return Figure(
            "What each rule has found",
            description:
                "Shares by the number of pairs measured: mean over seeds, band from the least to the most.",
            width: 380 * Double(panels.count),
            panelHeight: 300,
            columns: panels.count,
            panels: panels,
            legend: standings.enumerated().map { number, standing in
                LegendEntry(
                    standing.contender.name,
                    tones[number % tones.count],
                    .line(Dash.allCases[number / tones.count % Dash.allCases.count])
                )
            }
        )
    }

    private func panel(
        _ title: String,
        _ label: String,
        _ quantity: KeyPath<ReplayedCampaign, [Double]>
    ) -> Panel {
        let tones = Tone.sequence
        var marks: [Mark] = []
        var values: [Double] = []
        for (number, standing) in standings.enumerated() {
            let rounds = (0..<settings.rounds).filter { round in
                standing.campaigns.allSatisfy { $0[keyPath: quantity].indices.contains(round) }
            }
            let spans = rounds.map { round -> Span in
                let shares = standing.campaigns.map { $0[keyPath: quantity][round] }
                return Span(Double(pairs(after: round)), shares.min() ?? 0, shares.max() ?? 0)
            }
            values += spans.map(\.high)
            let tone = tones[number % tones.count]
            marks.append(.band(spans, tone))
            marks.append(
                .line(
                    rounds.map { Spot(Double(pairs(after: $0)), standing.mean(quantity, round: $0)) },
                    tone,
                    Dash.allCases[number / tones.count % Dash.allCases.count]
                )
            )
        }
        let most = Double(pairs(after: settings.rounds - 1))
        return Panel(
            title,
            x: Axis("pairs measured", from: 0, to: max(most, 1)),
            y: Axis(label, over: values, including: [0]),
            marks: marks
        )
    }
}
