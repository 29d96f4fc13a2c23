package import Figures
import Screen

extension Figure {
    /// Targets whose modifiers hold a paralogue, against the counts of random gene sets.
    package static func paralogRecovery(_ title: String, _ recovery: ParalogRecovery) -> Figure {
        let null = PoissonBinomial(recovery.targets.map(\.chance))
        let last = max(recovery.observed, (null.mass.lastIndex { $0 > 1e-6 } ?? 0)) + 1
        let shown = 0...max(last, 2)
        let rounds = Double(max(recovery.permutations, 1))
        let boxes = shown.filter { $0 < recovery.permuted.count && recovery.permuted[$0] > 0 }.map { count in
            let share = 100 * Double(recovery.permuted[count]) / rounds
            return Box(
                Double(count) - 0.4,
                Double(count) + 0.4,
                0,
                share,
                note: "\(count) targets in \(decimal(share, 1)) % of rounds"
            )
        }
        let expectation = shown.filter { $0 < null.mass.count }.map { Spot(Double($0), 100 * null.mass[$0]) }
        let told =
            "\(recovery.observed) of \(recovery.targets.count) targets, \(shortNumber(recovery.expected)) expected; "
            + "exact p = \(shortNumber(recovery.exactP)), by permutation \(shortNumber(recovery.permutationP))"
        let highest = max(boxes.map(\.y1).max() ?? 0, expectation.map(\.y).max() ?? 0, 1)
        return Figure(
            title,
            description: told,
            panelHeight: 240,
            panels: [
                Panel(
                    told,
                    x: Axis(
                        "Targets with a paralogue among their modifiers",
                        from: -0.5,
                        to: Double(shown.upperBound) + 0.5
                    ),
                    y: Axis("Rounds of random gene sets, %", from: 0, to: 1.06 * highest),
                    marks: [
                        .bars(boxes, .sky, opacity: 0.6),
                        .points(expectation, .ink, .ring, size: 3.5),
                        .vertical(Double(recovery.observed), .orange, .solid),
                    ]
                )
            ],
            legend: [
                LegendEntry("random sets", .sky, .area),
                LegendEntry("exact null", .ink, .symbol(.ring)),
                LegendEntry("observed", .orange, .line(.solid)),
            ]
        )
    }

    /// Targets with an enriched pathway beside the same count of random gene sets, for each convention.
    package static func enrichmentBaselines(_ title: String, _ baselines: [EnrichmentBaseline]) -> Figure {
        let names = baselines.map { baseline in
            switch baseline.convention {
            case .allSets: "adjusted over all sets"
            case .overlappingSets: "adjusted over overlapping sets (Enrichr)"
            }
        }
        var observed: [Box] = []
        var random: [Box] = []
        var ranges: [Segment] = []
        for (place, baseline) in baselines.enumerated() {
            let y = Double(baselines.count - 1 - place)
            let share = 100 / Double(max(baseline.targets, 1))
            observed.append(
                Box(
                    0,
                    share * Double(baseline.enriched),
                    y + 0.04,
                    y + 0.36,
                    note: "\(baseline.enriched) of \(baseline.targets) targets"
                )
            )
            guard let least = baseline.randomCounts.min(), let most = baseline.randomCounts.max() else {
                continue
            }
            random.append(
                Box(
                    0,
                    share * baseline.randomMean,
                    y - 0.36,
                    y - 0.04,
                    note: "\(decimal(baseline.randomMean, 1)) of \(baseline.targets) random sets"
                )
            )
            ranges.append(
                Segment(from: Spot(share * Double(least), y - 0.2), to: Spot(share * Double(most), y - 0.2))
            )
        }
        return Figure(
            title,
            description:
                "Share of modifier sets with at least one enriched pathway, and of random gene sets.",
            panelHeight: max(70, 56 * Double(baselines.count)),
            panels: [
                Panel(
                    x: Axis("Sets of genes with an enriched pathway, %", from: 0, to: 100),
                    y: Axis("", categories: names.reversed()),
                    marks: [
                        .bars(observed, .blue, opacity: 0.8), .bars(random, .soft, opacity: 0.45),
                        .segments(ranges, .ink, width: 1.6),
                    ],
                    grid: false
                )
            ],
            legend: [
                LegendEntry("modifier genes", .blue, .area),
                LegendEntry("random genes, mean of rounds", .soft, .area),
                LegendEntry("least to most of the rounds", .ink, .line(.solid)),
            ]
        )
    }
}
