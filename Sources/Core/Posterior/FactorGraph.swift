package import Screen

/// The measured rewards as edges between factor vectors, in an order of their own.
///
/// A node is a gene's vector u_i, or, in the rectangular form, u_i (node i) or v_i (node n + i). The model
/// of an edge (a, b) is Σ_k D_k x_ak x_bk + Σ_s l_s z_s, with standard normal z: the errors that it shares
/// with other edges, each with its load.
package struct FactorGraph: Sendable {
    /// One measured reward between two nodes.
    package struct Edge: Sendable {
        package var a: Int
        package var b: Int
        /// The standardised reward.
        package var value: Double
        /// Of its own error, beyond the noise that all rewards have.
        package var variance: Double = 0
        package var shared: [(error: Int, load: Double)] = []

        package init(
            a: Int,
            b: Int,
            value: Double,
            variance: Double = 0,
            shared: [(error: Int, load: Double)] = []
        ) {
            self.a = a
            self.b = b
            self.value = value
            self.variance = variance
            self.shared = shared
        }
    }

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
    /// What each edge's own error adds to the square of the noise.
    package let variances: [Double]
    /// How many shared errors there are.
    package let sharedErrors: Int
    /// Those of edge e are `sharedStarts[e] ..< sharedStarts[e + 1]`.
    let sharedStarts: [Int]
    let sharedPlaces: [Int]
    let sharedLoads: [Double]

    /// Takes edges in any order; they are sorted here, so that sums have one order.
    package init(nodes: Int, signs: [Double], edges: [(a: Int, b: Int, value: Double)]) {
        let edges = edges.map { Edge(a: $0.a, b: $0.b, value: $0.value) }
        self.init(nodes: nodes, signs: signs, edges: edges, sharedErrors: 0)
    }

    package init(nodes: Int, signs: [Double], edges: [Edge], sharedErrors: Int) {
        precondition(!signs.isEmpty, "a factor vector holds at least one number")
        precondition(
            edges.allSatisfy { (0..<nodes).contains($0.a) && (0..<nodes).contains($0.b) && $0.a != $0.b },
            "an edge joins two of the \(nodes) nodes"
        )
        precondition(
            edges.allSatisfy { $0.shared.allSatisfy { (0..<sharedErrors).contains($0.error) } },
            "an error that is shared is one of the \(sharedErrors)"
        )
        let sorted = edges.sorted {
            ($0.a, $0.b, $0.value, $0.variance) < ($1.a, $1.b, $1.value, $1.variance)
        }
        var starts = [Int](repeating: 0, count: nodes + 1)
        for edge in sorted { starts[edge.a + 1] += 1 }
        for node in 0..<nodes { starts[node + 1] += starts[node] }
        var sharedStarts = [0]
        for edge in sorted { sharedStarts.append(sharedStarts[sharedStarts.count - 1] + edge.shared.count) }
        self.nodes = nodes
        self.rank = signs.count
        self.signs = signs
        self.starts = starts
        self.ends = sorted.map(\.b)
        self.values = sorted.map(\.value)
        self.variances = sorted.map(\.variance)
        self.sharedErrors = sharedErrors
        self.sharedStarts = sharedStarts
        sharedPlaces = sorted.flatMap { $0.shared.map(\.error) }
        sharedLoads = sorted.flatMap { $0.shared.map(\.load) }
    }

    package init(
        _ observed: [ObservedReward],
        index: PairIndex,
        settings: PosteriorSettings,
        scale: RewardScale
    ) {
        let genes = index.genes.count
        let edges = observed.flatMap { reward -> [Edge] in
            precondition(index.pairs.indices.contains(reward.column), "a reward of a pair of this campaign")
            let (i, j) = index.members[reward.column]
            var edge = Edge(a: 0, b: 0, value: scale.standardised(reward.reward))
            if let error = reward.error, settings.errors != .equal {
                let slope = scale.slope(at: reward.reward, sd: error.sd)
                switch settings.errors {
                case .equal: break
                case .independent: edge.variance = slope * slope * error.sd * error.sd
                case .shared:
                    edge.variance = slope * slope * error.own
                    edge.shared = [
                        (i, slope * error.first.squareRoot()), (j, slope * error.second.squareRoot()),
                        (genes, slope * error.screen.squareRoot()),
                    ]
                }
            }
            return settings.form.edges(of: reward.column, index: index).map {
                (edge.a, edge.b) = ($0.a, $0.b)
                return edge
            }
        }
        let isShared = edges.contains { !$0.shared.isEmpty }
        self.init(
            nodes: settings.form.nodes(genes: genes),
            signs: settings.form.signs(settings.rank),
            edges: edges,
            sharedErrors: isShared ? genes + 1 : 0
        )
    }

    /// 1/(σ² + the edge's own variance).
    func precisions(noise: Double) -> [Double] {
        variances.map { $0 == 0 ? 1 / (noise * noise) : 1 / (noise * noise + $0) }
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
