package import LinearAlgebra

/// A regression tree of small depth, grown by the least squared error.
///
/// Source: Breiman, Friedman, Olshen, Stone 1984, chapter 8.
///
/// The same rules as scikit-learn's `DecisionTreeRegressor(max_depth:)`: values compared as 32-bit floats,
/// thresholds halfway between neighbours, left where value ≤ threshold. Of equally good splits the one of
/// the lowest column and threshold is taken, where scikit-learn draws lots. Nodes stand in the order of a
/// walk that goes left first: node 0 is the root.
package struct RegressionTree: FittedModel, Equatable {
    /// What a node asks, or what it answers.
    package struct Node: Sendable, Codable, Equatable {
        /// The column compared; −1 for a leaf.
        package let column: Int
        /// Left where the value is at most this; 0 for a leaf.
        package let threshold: Double
        /// The node to go on with; −1 for a leaf.
        package var left: Int
        package var right: Int
        /// The mean response of the lines here.
        package let value: Double
        /// How many lines of the fit came here.
        package let count: Int
        /// The variance of their response, divisor n.
        package let impurity: Double

        package var isLeaf: Bool { column < 0 }
    }

    package let nodes: [Node]
    /// For each column its share of the squared error that the splits took away; sum 1, or all 0.
    package let importances: [Double]

    /// `nil` where there is no line.
    ///
    /// - Parameters:
    ///   - design: a row a line, a column a gene; no value missing.
    ///   - response: a value a line.
    ///   - depth: at most so many questions to a leaf.
    ///   - leastLines: a split leaves so many on either side.
    package init?(design: Matrix, response: [Double], depth: Int = 4, leastLines: Int = 1) {
        precondition(response.count == design.rows, "\(response.count) responses for \(design.rows) lines")
        precondition(depth >= 0 && leastLines > 0, "a tree has a depth and lines in its leaves")
        guard design.rows > 0 else { return nil }
        var growth = TreeGrowth(design: design, response: response, leastLines: leastLines)
        growth.grow(from: 0, to: design.rows, depth: depth)
        nodes = growth.nodes
        importances = Self.importances(growth.nodes, columns: design.columns)
    }

    /// Reads a tree, and refuses nodes that no fit can have written.
    ///
    /// Branches must lead onwards, so that every walk ends, and columns must exist.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        nodes = try values.decode([Node].self, forKey: .nodes)
        importances = try values.decode([Double].self, forKey: .importances)
        let range = nodes.indices
        let areFit = zip(range, nodes).allSatisfy { place, node in
            let leads =
                node.isLeaf
                || node.column < importances.count && node.left > place && node.right > place
                    && range.contains(node.left) && range.contains(node.right)
            return leads && node.threshold.isFinite && node.value.isFinite
        }
        guard !nodes.isEmpty, areFit, importances.areFinite else {
            throw decoder.corrupted("the nodes do not form a tree")
        }
    }

    package func predict(_ design: Matrix) -> [Double] {
        precondition(design.columns == importances.count, "\(design.columns) columns, not those of the fit")
        return (0..<design.rows).map { row in
            var place = 0
            while !nodes[place].isLeaf {
                let node = nodes[place]
                let value = Double(Float(design.storage[row * design.columns + node.column]))
                place = value <= node.threshold ? node.left : node.right
            }
            return nodes[place].value
        }
    }

    private static func importances(_ nodes: [Node], columns: Int) -> [Double] {
        var gains = [Double](repeating: 0, count: columns)
        for node in nodes where !node.isLeaf {
            let children = [nodes[node.left], nodes[node.right]]
            let after = children.reduce(0) { $0 + Double($1.count) * $1.impurity }
            gains[node.column] += Double(node.count) * node.impurity - after
        }
        let total = gains.reduce(0, +)
        return total > 0 ? gains.map { $0 / total } : gains
    }
}
