package import Figures
import Screen
import Statistics

extension Figure {
    /// The held-out correlation of each target by one way of predicting against another.
    ///
    /// Rosenski et al. 2023, figure 3B; also one modifier against many. Above the diagonal the upright way is
    /// better.
    ///
    /// - `targets`: gene, and its correlation by either; those with an undefined one are left out.
    /// - `labelled`: how many of the greatest differences are named in the figure.
    package static func comparison(
        _ title: String,
        across: String,
        upright: String,
        _ targets: [(gene: String, across: Double, upright: Double)],
        labelled: Int = 6
    ) -> Figure {
        let known = targets.filter { $0.across.isFinite && $0.upright.isFinite }
        let values = known.flatMap { [$0.across, $0.upright] }
        let least = min(values.min() ?? 0, 0)
        let low = (10 * least - 1e-9).rounded(.down) / 10
        let better = known.count { $0.upright > $0.across }
        let difference = mean(known.map { $0.upright - $0.across })
        let spots = known.map { target in
            Spot(
                target.across,
                target.upright,
                note: "\(target.gene): \(decimal(target.upright, 2)) against \(decimal(target.across, 2))"
            )
        }
        var marks: [Mark] = [
            .line([Spot(low, low), Spot(1, 1)], .ink, .dashed, width: 1.2),
            .points(
                spots,
                .blue,
                size: known.count > 2_000 ? 1.8 : 3,
                opacity: known.count > 500 ? 0.35 : 0.75
            ),
        ]
        let order = known.indices.sorted { left, right in
            let first = (known[left].upright - known[left].across).magnitude
            let second = (known[right].upright - known[right].across).magnitude
            return first != second ? first > second : left < right
        }
        var taken: [Spot] = []
        for place in order where taken.count < labelled {
            let spot = spots[place]
            // A name needs a twentieth of the height to itself, and a quarter of the width.
            let room = 1 - low
            let isFree = taken.allSatisfy {
                ($0.x - spot.x).magnitude > 0.24 * room || ($0.y - spot.y).magnitude > 0.05 * room
            }
            guard isFree else { continue }
            taken.append(spot)
            // Names point away from the diagonal, where most points are, unless the edge is near.
            let reach = (Diagram.width(of: known[place].gene) / 440 + 0.03) * room
            let isLeft = spot.y > spot.x ? spot.x > low + reach : spot.x > 1 - reach
            marks.append(
                .text(
                    known[place].gene,
                    at: Spot(spot.x + (isLeft ? -0.014 : 0.014) * room, spot.y - 0.008 * room),
                    .ink,
                    isLeft ? .end : .start
                )
            )
        }
        let told =
            known.isEmpty
            ? "no targets"
            : "\(upright) better for \(better) of \(known.count); mean difference "
                + "\(numberText(difference, places: 3))"
        return Figure(
            title,
            description: told,
            width: 560,
            panelHeight: 440,
            panels: [
                Panel(
                    told,
                    x: Axis("Pearson's r, \(across)", from: low, to: 1),
                    y: Axis("Pearson's r, \(upright)", from: low, to: 1),
                    marks: marks
                )
            ]
        )
    }

    /// Two measurements of the same lines, with their correlation.
    ///
    /// Rosenski et al. 2023, figure 2B (expression of two genes) and 2C (expression and effect).
    package static func association(
        _ title: String,
        x: (label: String, values: [Double]),
        y: (label: String, values: [Double])
    ) -> Figure {
        precondition(x.values.count == y.values.count, "two values for each line")
        let places = x.values.indices.filter { x.values[$0].isFinite && y.values[$0].isFinite }
        let left = places.map { x.values[$0] }
        let right = places.map { y.values[$0] }
        let r = pearson(left, right)
        let p = pearsonPValue(r: r, n: places.count)
        let told =
            "\(places.count) lines, r = \(correlationText(r)), p = \(shortNumber(p)), "
            + "Spearman's ρ = \(correlationText(spearman(left, right)))"
        return Figure(
            title,
            description: told,
            width: 560,
            panelHeight: 360,
            panels: [
                Panel(
                    told,
                    x: Axis(x.label, over: left),
                    y: Axis(y.label, over: right),
                    marks: [
                        .points(zip(left, right).map { Spot($0, $1) }, .blue, opacity: 0.6)
                    ]
                )
            ]
        )
    }
}

/// A correlation to two places with a minus sign; a dash where it is not defined.
func correlationText(_ r: Double) -> String { r.isNaN ? "–" : numberText(r, places: 2) }
