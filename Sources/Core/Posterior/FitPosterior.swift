package import Screen
package import Statistics

/// Adam steps between two entries of the bound's trace.
private let traceInterval = 100
/// Coordinate ascent's sweeps before and after the precision is raised, and the move that counts as rest.
private let looseSweeps = 15
private let settledSweeps = 60
private let settledTolerance = 3e-3

/// The posterior of every pair's reward given those measured so far.
///
/// The same rewards, settings and seed give the same bits, in whatever order the rewards come and on
/// whatever machine. Rewards are in their own units, and a pair may come more than once. Without any reward
/// the posterior is the prior. The cost grows as restarts × steps × (rewards + genes) × rank.
package func fitPosterior(
    _ observed: [ObservedReward],
    index: PairIndex,
    settings: PosteriorSettings,
    seed: Seed
) -> LowRankPosterior {
    precondition(
        settings.rank > 0 && settings.steps > 0 && settings.restarts > 0,
        "a fit takes at least one step"
    )
    let observed = observed.sorted { left, right in
        guard (left.column, left.reward) == (right.column, right.reward) else {
            return (left.column, left.reward) < (right.column, right.reward)
        }
        guard let one = left.error, let other = right.error else {
            return right.error != nil && left.error == nil
        }
        return one.isBelow(other)
    }
    let scale = RewardScale(
        of: observed.map(\.reward),
        transform: settings.transform,
        standardisation: settings.standardisation,
        gain: settings.gain
    )
    let graph = FactorGraph(observed, index: index, settings: settings, scale: scale)
    let runs = (0..<settings.restarts).map { restart in
        observed.isEmpty
            ? prior(graph, settings: settings)
            : fitOnce(graph, settings: settings, seed: seed.derived("posterior-restart", restart))
    }
    let fits = runs.map(\.fit)
    return LowRankPosterior(
        index: index,
        form: settings.form,
        scale: scale,
        diagnostics: FitDiagnostics(
            elboTrace: meanTrace(runs.map(\.trace)),
            traceInterval: settings.inference == .stochastic ? traceInterval : 0,
            finalELBO: runs.compactMap(\.trace.last),
            noise: settings.noise,
            explainedVariance: explainedVariance(
                of: observed.map { scale.standardised($0.reward) },
                by: meanRewards(of: fits, form: settings.form, index: index, columns: observed.map(\.column))
            ),
            observed: observed.count,
            steps: settings.inference == .stochastic ? settings.steps : settledSweeps,
            restarts: settings.restarts
        ),
        fits: fits
    )
}

private func explainedVariance(of values: [Double], by estimates: [Double]) -> Double {
    let centre = mean(values)
    var total = 0.0
    var rest = 0.0
    for (value, estimate) in zip(values, estimates) {
        total += (value - centre) * (value - centre)
        rest += (value - estimate) * (value - estimate)
    }
    return values.count > 1 && total > 0 ? 1 - rest / total : 0
}

/// The mean at each place over the restarts, whose traces are of one length.
private func meanTrace(_ traces: [[Double]]) -> [Double] {
    (traces.first ?? []).indices.map { place in mean(traces.map { $0[place] }) }
}

private struct Run {
    let fit: FactorFit
    /// The evidence lower bound on the way, at its end the last.
    let trace: [Double]
}

private func prior(_ graph: FactorGraph, settings: PosteriorSettings) -> Run {
    let (nodes, rank) = (graph.nodes, graph.rank)
    return switch settings.inference {
    case .stochastic: Run(fit: .independent(.prior(nodes: nodes, rank: rank)), trace: [0])
    case .coordinateAscent: Run(fit: .correlated(.prior(nodes: nodes, rank: rank)), trace: [0])
    }
}

private func fitOnce(_ graph: FactorGraph, settings: PosteriorSettings, seed: Seed) -> Run {
    var generator = SeededGenerator(seed)
    return switch settings.inference {
    case .stochastic: climb(graph, settings: settings, using: &generator)
    case .coordinateAscent: ascend(graph, settings: settings, using: &generator)
    }
}

private func climb(
    _ graph: FactorGraph,
    settings: PosteriorSettings,
    using generator: inout SeededGenerator
) -> Run {
    let start = VariationalFactors.start(
        nodes: graph.nodes,
        rank: graph.rank,
        sharedErrors: graph.sharedErrors,
        using: &generator
    )
    let fit = StochasticFit(graph, noise: settings.noise, learningRate: settings.learningRate, start: start)
    var trace: [Double] = []
    for step in 1...settings.steps {
        fit.step(&generator)
        if step % traceInterval == 0 || step == settings.steps {
            trace.append(ExpectedBound(of: fit.posterior, on: graph, noise: settings.noise).value)
        }
    }
    return Run(fit: .independent(fit.posterior), trace: trace)
}

/// First sweeps at a ninth of the precision, so that the start matters less, then to rest.
private func ascend(
    _ graph: FactorGraph,
    settings: PosteriorSettings,
    using generator: inout SeededGenerator
) -> Run {
    let start = CorrelatedFactors.start(
        nodes: graph.nodes,
        rank: graph.rank,
        sharedErrors: graph.sharedErrors,
        using: &generator
    )
    let loose = coordinateAscent(
        from: start,
        on: graph,
        noise: 3 * settings.noise,
        sweeps: looseSweeps,
        tolerance: settledTolerance
    )
    let settled = coordinateAscent(
        from: loose.factors,
        on: graph,
        noise: settings.noise,
        sweeps: settledSweeps,
        tolerance: settledTolerance
    )
    let bounds = [loose.factors, settled.factors].map {
        ExpectedBound(of: $0, on: graph, noise: settings.noise).value
    }
    return Run(fit: .correlated(settled.factors), trace: bounds)
}
