package import Figures
import Screen

/// A decision tree as it is drawn: questions on a gene's expression, and predicted effects at the ends.
package indirect enum TreeNode: Sendable, Hashable {
    /// Lines whose expression is at most `threshold` go to `low`, the others to `high`.
    case question(gene: String, threshold: Double, lines: Int, low: TreeNode, high: TreeNode)
    /// `value` is the mean effect of the training lines that end here.
    case end(value: Double, lines: Int)

    /// Ends below the node.
    var endCount: Int {
        switch self {
        case .question(_, _, _, let low, let high): low.endCount + high.endCount
        case .end: 1
        }
    }

    /// Questions on the longest way down.
    var depth: Int {
        switch self {
        case .question(_, _, _, let low, let high): 1 + max(low.depth, high.depth)
        case .end: 0
        }
    }

    var lines: Int {
        switch self {
        case .question(_, _, let lines, _, _): lines
        case .end(_, let lines): lines
        }
    }

    var ends: [(value: Double, lines: Int)] {
        switch self {
        case .question(_, _, _, let low, let high): low.ends + high.ends
        case .end(let value, let lines): [(value, lines)]
        }
    }
}

extension Diagram {
    /// A decision tree from left to right, so that long gene symbols have room.
    ///
    /// Rosenski et al. 2023, figure 5G. Ends are coloured by how far they lie from the mean: orange below it,
    /// blue above; the thickness of a branch grows with its lines.
    package static func tree(_ title: String, scale: String = "gene effect", _ root: TreeNode) -> Diagram {
        var layout = TreeLayout(root)
        _ = layout.place(root, level: 0)
        return Diagram(
            title,
            description: "A tree of \(root.endCount) ends and depth \(root.depth) over \(root.lines) lines.",
            width: layout.width,
            height: layout.height,
            shapes: layout.branches + layout.boxes,
            legend: [
                LegendEntry(
                    "\(scale) below the mean (\(numberText(layout.mean, places: 2)))",
                    .orange,
                    .area
                ),
                LegendEntry("above it", .blue, .area),
                LegendEntry("upper branch: expression at most the number", .soft, .line(.solid)),
            ]
        )
    }
}

/// Places of nodes: a column a level, a row an end.
private struct TreeLayout {
    static let rowHeight = 42.0
    static let boxHeight = 34.0
    let boxWidth: Double
    let columnWidth: Double
    let endWidth = 92.0
    let width: Double
    let height: Double
    let mean: Double
    let furthest: Double
    let totalLines: Int
    var branches: [Diagram.Shape] = []
    var boxes: [Diagram.Shape] = []
    private var nextRow = 0

    init(_ root: TreeNode) {
        let ends = root.ends
        let lines = ends.reduce(0) { $0 + $1.lines }
        let sum = ends.reduce(0) { $0 + $1.value * Double($1.lines) }
        mean = lines > 0 ? sum / Double(lines) : 0
        let centre = mean
        furthest = ends.map { ($0.value - centre).magnitude }.max() ?? 0
        totalLines = max(root.lines, 1)
        let widest = TreeLayout.texts(of: root).map { Diagram.width(of: $0) }.max() ?? 0
        // because bold letters are about a fifth wider
        boxWidth = max(96, 1.22 * widest + 18)
        columnWidth = boxWidth + 44
        width = Double(root.depth) * columnWidth + endWidth + 24
        height = Double(root.endCount) * Self.rowHeight + 16
    }

    /// Draws the node and what is below it; the height of its middle.
    mutating func place(_ node: TreeNode, level: Int) -> Double {
        let x = 12 + Double(level) * columnWidth
        switch node {
        case .end(let value, let lines):
            let y = 8 + (Double(nextRow) + 0.5) * Self.rowHeight
            nextRow += 1
            let strength = furthest > 0 ? 0.08 + 0.52 * (value - mean).magnitude / furthest : 0.08
            boxes += [
                .box(
                    x: x,
                    y: y - Self.boxHeight / 2,
                    width: endWidth,
                    height: Self.boxHeight,
                    value < mean ? .orange : .blue,
                    strength: strength
                ),
                .text(
                    numberText(value, places: 3),
                    x: x + endWidth / 2,
                    y: y - 2,
                    size: 13,
                    .middle,
                    bold: true
                ),
                .text("\(lines) lines", x: x + endWidth / 2, y: y + 12, size: 11, .middle),
            ]
            return y
        case .question(let gene, let threshold, let lines, let low, let high):
            let upper = place(low, level: level + 1)
            let lower = place(high, level: level + 1)
            let y = (upper + lower) / 2
            for (child, childY) in [(low, upper), (high, lower)] {
                branches.append(
                    .branch(
                        fromX: x + boxWidth,
                        fromY: y,
                        toX: x + columnWidth,
                        toY: childY,
                        .soft,
                        width: 1 + 5 * Double(child.lines) / Double(totalLines)
                    )
                )
            }
            boxes += [
                .box(
                    x: x,
                    y: y - Self.boxHeight / 2,
                    width: boxWidth,
                    height: Self.boxHeight,
                    .soft,
                    strength: 0.08
                ),
                .text(
                    question(gene, threshold),
                    x: x + boxWidth / 2,
                    y: y - 2,
                    size: 12,
                    .middle,
                    bold: true
                ),
                .text("\(lines) lines", x: x + boxWidth / 2, y: y + 12, size: 11, .middle),
            ]
            return y
        }
    }

    private static func texts(of node: TreeNode) -> [String] {
        guard case .question(let gene, let threshold, _, let low, let high) = node else { return [] }
        return [question(gene, threshold)] + texts(of: low) + texts(of: high)
    }
}

private func question(_ gene: String, _ threshold: Double) -> String {
    "\(shortened(gene, to: 16)) ≤ \(numberText(threshold, places: 2))"
}
