package import Screen

/// A measured reward: its pair's column of the `PairIndex`, and R in its own units.
package struct ObservedReward: Sendable, Hashable {
    package let column: Int
    package let reward: Double

    package init(column: Int, reward: Double) {
        self.column = column
        self.reward = reward
    }
}

/// The measured rewards as edges between factor vectors, in an order of their own.
///
/// A node is a gene's vector u_i, or, in the rectangular form, u_i (node i) or v_i (node n + i). The model
/// of an edge (a, b) is Σ_k D_k x_ak x_bk.
package struct FactorGraph: Sendable {
    package let nodes: Int
    package let rank: Int
    /// D, `rank` signs.
    package let signs: [Double]
    /// Edges of node a are `starts[a] ..< starts[a + 1]`.
    package let starts: [Int]
    /// The other node of each edge.
    package let ends: [Int]
    /// The standardised reward of each edge.
    package let values: [Double]

    /// Takes edges in any order; they are sorted here, so that sums have one order.
    package init(nodes: Int, signs: [Double], edges: [(a: Int, b: Int, value: Double)]) {
        precondition(!signs.isEmpty, "a factor vector holds at least one number")
        precondition(
            edges.allSatisfy { (0..<nodes).contains($0.a) && (0..<nodes).contains($0.b) && $0.a != $0.b },
            "an edge joins two of the \(nodes) nodes"
        )
        let sorted = edges.sorted { ($0.a, $0.b, $0.value) < ($1.a, $1.b, $1.value) }
        var starts = [Int](repeating: 0, count: nodes + 1)
        for edge in sorted { starts[edge.a + 1] += 1 }
        for node in 0..<nodes { starts[node + 1] += starts[node] }
        self.nodes = nodes
        self.rank = signs.count
        self.signs = signs
        self.starts = starts
        self.ends = sorted.map(\.b)
        self.values = sorted.map(\.value)
    }

    package init(
        _ observed: [ObservedReward],
        index: PairIndex,
        settings: PosteriorSettings,
        scale: RewardScale
    ) {
        let edges = observed.flatMap { reward in
            precondition(index.pairs.indices.contains(reward.column), "a reward of a pair of this campaign")
            let value = scale.standardised(reward.reward)
            return settings.form.edges(of: reward.column, index: index).map {
                (a: $0.a, b: $0.b, value: value)
            }
        }
        let nodes = settings.form.nodes(genes: index.genes.count)
        self.init(nodes: nodes, signs: settings.form.signs(settings.rank), edges: edges)
    }
}

extension PosteriorSettings.Form {
    /// How many factor vectors `genes` genes have.
    func nodes(genes: Int) -> Int { self == .rectangular ? 2 * genes : genes }

    /// The nodes whose product is the reward of a column; the mean of two in the rectangular form.
    func edges(of column: Int, index: PairIndex) -> [(a: Int, b: Int)] {
        let (i, j) = index.members[column]
        let genes = index.genes.count
        return self == .rectangular ? [(i, genes + j), (j, genes + i)] : [(i, j)]
    }

    /// D: alternating in the signed form, else all +.
    package func signs(_ rank: Int) -> [Double] {
        (0..<rank).map { self == .signed && $0 % 2 == 1 ? -1 : 1 }
    }
}
