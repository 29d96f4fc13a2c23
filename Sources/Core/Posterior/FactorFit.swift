import Statistics

/// What one fit found, by either way of inference.
package enum FactorFit: Sendable, Hashable {
    case independent(VariationalFactors)
    case correlated(CorrelatedFactors)

    package var nodes: Int {
        switch self {
        case .independent(let factors): factors.nodes
        case .correlated(let factors): factors.nodes
        }
    }

    package var rank: Int {
        switch self {
        case .independent(let factors): factors.rank
        case .correlated(let factors): factors.rank
        }
    }

    /// Posterior means, node by node.
    package var location: [Double] {
        switch self {
        case .independent(let factors): factors.location
        case .correlated(let factors): factors.location
        }
    }

    /// What turns standard normal numbers into draws of the factors.
    var spread: Spread {
        switch self {
        case .independent(let factors): .scales(factors.scale)
        case .correlated(let factors): .roots(factors.roots)
        }
    }

    enum Spread {
        case scales([Double])
        case roots([Double])
    }

    /// Replaces standard normal numbers, node by node, by a draw of the factors.
    func place(_ values: inout [Double], spread: Spread) {
        let location = location
        switch spread {
        case .scales(let scales):
            for place in values.indices { values[place] = location[place] + scales[place] * values[place] }
        case .roots(let roots):
            let rank = rank
            for node in 0..<nodes {
                // Backwards, because row p needs the normals of rows up to p.
                for p in (0..<rank).reversed() {
                    var sum = location[node * rank + p]
                    for q in 0...p { sum += roots[(node * rank + p) * rank + q] * values[node * rank + q] }
                    values[node * rank + p] = sum
                }
            }
        }
    }
}
