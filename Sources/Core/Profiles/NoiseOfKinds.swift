import Statistics

/// The well noise of controls, singles and doubles, each kind with a level of its own.
struct NoiseOfKinds {
    private let controls: NoiseOfKind
    private let singles: NoiseOfKind
    private let doubles: NoiseOfKind

    init(_ groups: [ReplicateContrasts.Group], plates: Int) {
        var controls: [NoiseSource: NoiseOfKind.Own] = [:]
        var controlWells = [Int](repeating: 0, count: plates)
        for group in groups {
            guard case .controls(let plate) = group.source else { continue }
            controls[group.source] = .init(squares: group.squares, freedom: group.wells - 1)
            controlWells[plate] = group.wells
        }
        let controlNoise = NoiseOfKind(controls)
        self.controls = controlNoise
        // The trace of each plate's centre; a suspicious plate's own.
        let centres = controlWells.indices.map { plate -> Double in
            let source = NoiseSource.controls(plate: plate)
            let own = controls[source] ?? .init()
            let isSuspicious = controlNoise.suspicious.contains(source)
            let trace = isSuspicious ? own.squares / Double(own.freedom) : controlNoise.pooled ?? 0
            return trace / Double(max(1, controlWells[plate]))
        }
        // Without a plate of two controls their noise is taken for that of the wells.
        let controlsAreKnown = controlNoise.pooled != nil
        var singles: [NoiseSource: NoiseOfKind.Own] = [:]
        var doubles: [NoiseSource: NoiseOfKind.Own] = [:]
        for group in groups {
            // Replicates on different plates also differ by the noise of those plates' controls.
            let between = group.plates.reduce(0.0) { sum, share in
                let wells = Double(share.wells)
                let centre =
                    controlsAreKnown ? centres[share.plate] : 1 / Double(max(1, controlWells[share.plate]))
                return sum + (wells - wells * wells / Double(group.wells)) * centre
            }
            // The correction is an expectation; it may not take away more than nearly all of what is there.
            let freedom = Double(group.wells - 1)
            let squares =
                controlsAreKnown
                ? max(group.squares - between, 0.05 * group.squares)
                : group.squares * (freedom > 0 ? freedom / (freedom + between) : 1)
            switch group.source {
            case .controls: break
            case .single:
                singles[group.source, default: .init()].squares += squares
                singles[group.source, default: .init()].freedom += group.wells - 1
            case .double:
                doubles[group.source, default: .init()].squares += squares
                doubles[group.source, default: .init()].freedom += group.wells - 1
            }
        }
        self.singles = NoiseOfKind(singles)
        self.doubles = NoiseOfKind(doubles)
    }

    var suspicious: Set<NoiseSource> {
        controls.suspicious.union(singles.suspicious).union(doubles.suspicious)
    }

    func kind(of source: NoiseSource) -> NoiseOfKind {
        switch source {
        case .controls: controls
        case .single: singles
        case .double: doubles
        }
    }

    /// A kind without replicates borrows the level of singles, then of doubles, then of controls.
    func noise(of source: NoiseSource, dimension: Double, contrasts: [Double]?) -> WellNoise {
        let fallback = singles.pooled ?? doubles.pooled ?? controls.pooled ?? 0
        return kind(of: source)
            .noise(of: source, dimension: dimension, contrasts: contrasts, fallback: fallback)
    }
}
