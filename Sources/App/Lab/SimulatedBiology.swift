import RealModule
import Rewards
import Screen
import Statistics

/// What the genes of a simulated screen do to cells, alone and in pairs, without any noise.
///
/// A double knockout is z_i + z_j + I_ij in a latent space; R(i,j) = ‖I_ij‖². I_ij sums saturation,
/// pathway by pathway terms, hub terms, masking inside a complex, buffering, and lone interactions.
struct SimulatedBiology: Sendable {
    let index: PairIndex
    /// z of each gene of `index`.
    private(set) var singles: [[Double]]
    /// I of each column of `index`.
    private(set) var interactions: [[Double]]

    private let configuration: SimulatedConfiguration
    private var pathway: [Int]
    private var complexes: [[Int]] = []
    private var severity: [Double] = []

    init(_ configuration: SimulatedConfiguration, genes: [Gene], seed: Seed) {
        self.configuration = configuration
        index = PairIndex(genes: genes)
        singles = []
        let none = [Double](repeating: 0, count: configuration.latent)
        interactions = Array(repeating: none, count: index.pairs.count)
        // A stream for each part, so that more of one leaves the others as they are.
        var generator = SeededGenerator(seed.derived("pathways"))
        pathway = generator.shuffled(genes.indices.map { $0 % configuration.pathways })
        let directions = makeDirections(seed)
        makeSeverities(seed)
        let hubs = chooseHubs(seed)
        let buffers = chooseBuffers(awayFrom: hubs, seed)
        singles = zip(severity, directions).map { size, direction in direction.map { size * $0 } }
        addSaturation()
        let loadings = makeLoadings(seed)
        addPathwayBlocks(loadings, seed)
        addHubs(hubs, loadings, directions, seed)
        maskInsideComplexes()
        add(to: buffers, strength: configuration.bufferStrength, sigma: 0.3, seed.derived("buffering"))
        let lone = choosePairs(
            configuration.lonePairs,
            among: Array(genes.indices),
            seed.derived("lone pairs")
        )
        add(to: lone, strength: configuration.loneStrength, sigma: 0.4, seed.derived("lone strengths"))
    }

    /// ‖I‖² of each column.
    var rewards: [Double] { interactions.map { $0.reduce(0) { $0 + $1 * $1 } } }

    func interaction(_ pair: Pair) -> [Double]? { index.column(of: pair).map { interactions[$0] } }

    func single(_ gene: Gene) -> [Double]? { index.position(of: gene).map { singles[$0] } }

    // MARK: - Genes alone

    private mutating func makeDirections(_ seed: Seed) -> [[Double]] {
        let setting = configuration
        var generator = SeededGenerator(seed.derived("directions"))
        let shared = (0..<setting.pathways).map { _ in generator.direction(setting.latent) }
        let own = pathway.map { _ in generator.direction(setting.latent) }
        func mixed(_ common: [Double], _ alone: [Double], cosine: Double) -> [Double] {
            unit(plus(common.map { cosine.squareRoot() * $0 }, (1 - cosine).squareRoot(), alone))
        }
        var directions = pathway.indices.map {
            mixed(shared[pathway[$0]], own[$0], cosine: setting.pathwayCosine)
        }
        var wanted = Int((setting.complexShare * Double(pathway.count)).rounded())
        for number in generator.shuffled(Array(0..<setting.pathways)) where wanted > 0 {
            let members = pathway.indices.filter { pathway[$0] == number }
            guard members.count >= 2 else { continue }
            let complex = generator.shuffled(members).prefix(setting.complexSize).sorted()
            let common = unit(plus(shared[number], 0.7, generator.direction(setting.latent)))
            for gene in complex { directions[gene] = mixed(common, own[gene], cosine: setting.complexCosine) }
            complexes.append(complex)
            wanted -= complex.count
        }
        return directions
    }

    private mutating func makeSeverities(_ seed: Seed) {
        var generator = SeededGenerator(seed.derived("severities"))
        severity = pathway.map { _ in generator.logNormal(sigma: configuration.severitySigma) }
        for complex in complexes {
            let shared = Double.exp(mean(complex.map { Double.log(severity[$0]) }))
            for gene in complex { severity[gene] = shared * generator.logNormal(sigma: 0.2) }
        }
    }

    private mutating func chooseHubs(_ seed: Seed) -> [Int] {
        var generator = SeededGenerator(seed.derived("hubs"))
        let hubs = generator.sample(min(configuration.hubs, pathway.count), below: pathway.count).sorted()
        for hub in hubs { severity[hub] = max(severity[hub], 1) * 1.5 }
        return hubs
    }

    private mutating func chooseBuffers(awayFrom hubs: [Int], _ seed: Seed) -> [(Int, Int)] {
        var generator = SeededGenerator(seed.derived("buffers"))
        let free = pathway.indices.filter { !hubs.contains($0) }
        let count = configuration.bufferPairs
        guard Double(count * 2) <= Double(free.count) * 0.6 else {
            return choosePairs(count, among: free, seed.derived("buffer pairs"))
        }
        let picked = generator.shuffled(free).prefix(2 * count)
        for gene in picked { severity[gene] *= 0.35 }
        return stride(from: 0, to: picked.count, by: 2).map { (picked[$0], picked[$0 + 1]) }
    }

    private func choosePairs(_ count: Int, among genes: [Int], _ seed: Seed) -> [(Int, Int)] {
        var generator = SeededGenerator(seed)
        var columns: [(Int, Int)] = []
        for (place, i) in genes.enumerated() {
            for j in genes[(place + 1)...] { columns.append((i, j)) }
        }
        return Array(generator.shuffled(columns).prefix(count))
    }

    // MARK: - Pairs

    private mutating func add(_ factor: Double, _ vector: [Double], i: Int, j: Int) {
        guard let pair = Pair(index.genes[i], index.genes[j]), let column = index.column(of: pair) else {
            return
        }
        interactions[column] = plus(interactions[column], factor, vector)
    }

    private mutating func addSaturation() {
        for (column, member) in index.members.enumerated() {
            let sum = plus(singles[member.i], 1, singles[member.j])
            let x = norm(sum) / configuration.saturation
            guard x > 1e-9 else { continue }
            interactions[column] = plus(interactions[column], Double.tanh(x) / x - 1, sum)
        }
    }

    /// How far each gene takes part in interactions: saturates with severity, heavy tailed.
    private func makeLoadings(_ seed: Seed) -> [Double] {
        var generator = SeededGenerator(seed.derived("loadings"))
        return severity.map { Double.tanh($0) * generator.logNormal(sigma: 0.5) }
    }

    private mutating func addPathwayBlocks(_ loadings: [Double], _ seed: Seed) {
        var generator = SeededGenerator(seed.derived("pathway blocks"))
        let all = (0..<configuration.pathways).flatMap { p in (p..<configuration.pathways).map { (p, $0) } }
        for (p, r) in generator.shuffled(all).prefix(configuration.pathwayPairs) {
            let strength = configuration.pathwayStrength * generator.logNormal(sigma: 0.4)
            let direction = generator.direction(configuration.latent)
            for (i, j) in index.members where Set([pathway[i], pathway[j]]) == Set([p, r]) {
                guard !complexes.contains(where: { $0.contains(i) && $0.contains(j) }) else { continue }
                add(strength * loadings[i] * loadings[j], direction, i: i, j: j)
            }
        }
    }

    private mutating func addHubs(_ hubs: [Int], _ loadings: [Double], _ directions: [[Double]], _ seed: Seed)
    {
        var generator = SeededGenerator(seed.derived("hub terms"))
        let latent = configuration.latent
        for hub in hubs {
            // Partly against the hub's own phenotype, so that hubs mask as well as add.
            let own = -0.5 * Double(latent).squareRoot()
            let direction = unit(plus(generator.normals(latent), own, directions[hub]))
            let strength = configuration.hubStrength * generator.logNormal(sigma: 0.3)
            for gene in pathway.indices {
                let partner =
                    0.25 + 0.75 * generator.gamma(shape: 1.2, scale: 0.8) * Double.tanh(loadings[gene])
                if gene != hub { add(strength * partner, direction, i: hub, j: gene) }
            }
        }
    }

    /// Inside a complex the double looks like the severer single, whatever else was said of it.
    private mutating func maskInsideComplexes() {
        for complex in complexes {
            for (place, i) in complex.enumerated() {
                for j in complex[(place + 1)...] {
                    guard let pair = Pair(index.genes[i], index.genes[j]),
                        let column = index.column(of: pair)
                    else { continue }
                    interactions[column] = singles[severity[i] < severity[j] ? i : j].map { -$0 }
                }
            }
        }
    }

    private mutating func add(to pairs: [(Int, Int)], strength: Double, sigma: Double, _ seed: Seed) {
        var generator = SeededGenerator(seed)
        for (i, j) in pairs {
            let size = strength * generator.logNormal(sigma: sigma)
            add(size, generator.direction(configuration.latent), i: i, j: j)
        }
    }
}
