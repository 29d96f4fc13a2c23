package import Figures
package import Screen

extension Diagram {
    /// Which of three tests chose each modifier gene: three overlapping circles with counts.
    ///
    /// Rosenski et al. 2023, figure 2A.
    package static func selectionOverlap(
        _ title: String,
        pearson: Set<Gene>,
        spearman: Set<Gene>,
        chiSquared: Set<Gene>
    ) -> Diagram {
        let all = pearson.union(spearman).union(chiSquared)
        func count(_ first: Bool, _ second: Bool, _ third: Bool) -> Int {
            all.count {
                pearson.contains($0) == first && spearman.contains($0) == second
                    && chiSquared.contains($0) == third
            }
        }
        // Centres on a triangle whose sides are a little longer than the radius.
        let radius = 92.0
        let left = (x: 205.0, y: 138.0)
        let right = (x: 315.0, y: 138.0)
        let below = (x: 260.0, y: 232.0)
        let regions: [(count: Int, x: Double, y: Double)] = [
            (count(true, false, false), 160, 112), (count(false, true, false), 360, 112),
            (count(false, false, true), 260, 282), (count(true, true, false), 260, 104),
            (count(true, false, true), 200, 205), (count(false, true, true), 320, 205),
            (count(true, true, true), 260, 172),
        ]
        var shapes: [Shape] = [
            .circle(x: left.x, y: left.y, radius: radius, .blue, strength: 0.18),
            .circle(x: right.x, y: right.y, radius: radius, .orange, strength: 0.18),
            .circle(x: below.x, y: below.y, radius: radius, .green, strength: 0.18),
            .text("Pearson (\(pearson.count))", x: 160, y: 34, size: 13, .middle, bold: true),
            .text("Spearman (\(spearman.count))", x: 360, y: 34, size: 13, .middle, bold: true),
            .text("chi-squared (\(chiSquared.count))", x: 260, y: 344, size: 13, .middle, bold: true),
        ]
        for region in regions {
            shapes.append(.text("\(region.count)", x: region.x, y: region.y + 6, size: 16, .middle))
        }
        return Diagram(
            title,
            description: "\(all.count) modifier genes, \(count(true, true, true)) chosen by all three tests",
            width: 520,
            height: 358,
            shapes: shapes
        )
    }
}
