import RealModule
import Rewards
package import Screen
package import Statistics

/// A screen made up from a seed: genes in pathways and complexes, guides of unequal strength, plates
/// with effects of their own, and the truth of every reward.
///
/// Each well's noise has a seed of its own, from plate and position, so that a well answers the same
/// whatever was asked before it.
package struct SimulatedScreen: LabScreen {
    package let configuration: SimulatedConfiguration
    package let genes: [Gene]
    package let features: [String]
    package let truth: ScreenTruth

    private let biology: SimulatedBiology
    private let seed: Seed
    /// Directions of the embedding that the latent dimensions point to.
    private let axes: [[Double]]
    private let base: [Double]
    private let cutting: [Double]
    private let delivery: [Double]
    private let positive: [Double]
    private let edge: [Double]

    package init(configuration: SimulatedConfiguration, seed: Seed) {
        var configuration = configuration
        configuration.latent = min(configuration.latent, configuration.dimension)
        self.configuration = configuration
        self.seed = seed
        genes = simulatedGenes(configuration.genes)
        features = (0..<configuration.dimension).map { "feature_\($0)" }
        let biology = SimulatedBiology(configuration, genes: genes, seed: seed.derived("biology"))
        self.biology = biology
        var generator = SeededGenerator(seed.derived("embedding"))
        let latent = configuration.latent
        axes = orthonormalVectors(latent, dimension: configuration.dimension, using: &generator)
        base = generator.normals(configuration.dimension)
        cutting = generator.direction(latent).map { configuration.cuttingEffect * $0 }
        delivery = generator.direction(latent).map { configuration.cuttingEffect * $0 }
        positive = generator.direction(latent).map { 3 * $0 }
        edge = generator.direction(latent)
        let shift = cutting
        let severities = biology.index.genes.enumerated().map {
            ($1, norm(plus(shift, 1, biology.singles[$0])))
        }
        truth = ScreenTruth(
            index: biology.index,
            rewards: biology.rewards,
            severities: Dictionary(uniqueKeysWithValues: severities)
        )
    }

    /// The guide library: `TP53_g1` … of each gene.
    package var guides: [Gene: [Guide]] {
        Dictionary(
            uniqueKeysWithValues: genes.map { gene in
                (gene, (0..<configuration.guidesPerGene).map { Guide("\(gene)_g\($0 + 1)", of: gene) })
            }
        )
    }

    /// The control guides by role.
    package var controls: [WellRole: [Guide]] {
        [
            .nonTargeting: (1...4).map { Guide("NT_\($0)", of: nil) },
            .cutting: (1...2).map { Guide("CUT_\($0)", of: nil) },
            .positive: [Guide("POS_1", of: nil)],
        ]
    }

    package func readings(of plates: [PlateLayout]) -> [WellReading] {
        plates.sorted { $0.barcode < $1.barcode }.flatMap { plate in
            let ground = plus(base, 1, plateShift(plate.barcode))
            return plate.sortedWells.map {
                reading(of: $0.content, on: plate, at: $0.position, ground: ground)
            }
        }
    }

    package func repeated(_ reading: WellReading, attempt: Int) -> WellReading {
        // The same cells under the microscope again: the well keeps its noise, the imaging adds some.
        var generator = SeededGenerator(wellSeed(reading.well).derived("imaged again", attempt))
        let sd = configuration.wellNoise / 2
        return WellReading(
            well: reading.well,
            content: reading.content,
            embedding: reading.embedding.map { $0 + sd * generator.normal() },
            cells: max(1, Int((Double(reading.cells) * (1 + 0.02 * generator.normal())).rounded())),
            synthetic: true
        )
    }

    /// The embedding a well would show without noise, plate, batch or edge.
    package func expected(of content: WellContent) -> [Double] { embedded(phenotype(of: content)) }

    // MARK: - One well

    private func reading(
        of content: WellContent,
        on plate: PlateLayout,
        at position: WellPosition,
        ground: [Double]
    ) -> WellReading {
        let well = WellID(plate: plate.barcode, position: position)
        var generator = SeededGenerator(wellSeed(well))
        let phenotype = phenotype(of: content)
        let ring = min(
            min(position.row, plate.format.rows - 1 - position.row),
            min(position.column, plate.format.columns - 1 - position.column)
        )
        let rim = ring == 0 ? 1 : ring == 1 ? 1.0 / 3 : 0
        let failed = generator.happens(configuration.failingWells)
        let health = Double.exp(-0.3 * norm(phenotype) - 0.15 * rim - (failed ? 2.5 : 0))
        let count = Double(configuration.cells) * health * generator.logNormal(sigma: 0.12)
        let cells = max(1, Int(count.rounded()))
        // An embedding is a mean over cells: few cells, a noisy mean.
        let loudness = min(3, (Double(configuration.cells) / 2 / Double(cells)).squareRoot())
        let scale = max(1, loudness)
        let latentNoise = generator.normals(configuration.latent, sd: scale * configuration.latentNoise)
        let wellNoise = generator.normals(configuration.dimension, sd: scale * configuration.wellNoise)
        let cell = plus(plus(phenotype, 1, latentNoise), configuration.edgeEffect * rim, edge)
        let embedding = plus(plus(ground, 1, embedded(cell)), 1, wellNoise)
        return WellReading(well: well, content: content, embedding: embedding, cells: cells, synthetic: true)
    }

    private func wellSeed(_ well: WellID) -> Seed {
        seed.derived("well \(well.plate)", well.position.row * 100 + well.position.column)
    }

    private func plateShift(_ barcode: Barcode) -> [Double] {
        var own = SeededGenerator(seed.derived("plate \(barcode)"))
        // Plates made together share all of their barcode but the last part: S1-R003-P01, S1-R003-P02.
        let parts = barcode.text.split(separator: "-")
        var shared = SeededGenerator(seed.derived("batch \(parts.dropLast().joined(separator: "-"))"))
        return plus(
            own.normals(configuration.dimension, sd: configuration.plateEffect),
            1,
            shared.normals(configuration.dimension, sd: configuration.batchEffect)
        )
    }

    private func embedded(_ latent: [Double]) -> [Double] {
        var result = [Double](repeating: 0, count: configuration.dimension)
        for (value, axis) in zip(latent, axes) {
            for dimension in result.indices { result[dimension] += value * axis[dimension] }
        }
        return result
    }

    // MARK: - Phenotypes

    private func phenotype(of content: WellContent) -> [Double] {
        let none = [Double](repeating: 0, count: configuration.latent)
        if content.role == .untreated { return delivery }
        var sum = none
        for guide in [content.a, content.b].compactMap({ $0 }) {
            let cuts = guide.gene != nil || content.role == .cutting
            if cuts { sum = plus(sum, 1, cutting) }
            let traits = traits(of: guide)
            sum = plus(sum, 1, traits.offTarget)
            if let gene = guide.gene, let single = biology.single(gene) {
                sum = plus(sum, traits.efficacy, single)
            }
        }
        if content.role == .positive { sum = plus(sum, 1, positive) }
        if let pair = content.pair, let interaction = biology.interaction(pair),
            let one = content.a, let other = content.b
        {
            sum = plus(sum, traits(of: one).efficacy * traits(of: other).efficacy, interaction)
        }
        return sum
    }

    /// How well a guide works and what else it does, from its name; a control guide does nothing else.
    private func traits(of guide: Guide) -> (efficacy: Double, offTarget: [Double]) {
        var generator = SeededGenerator(seed.derived("guide \(guide.name)"))
        let weakest = configuration.weakestGuide
        let efficacy = weakest + (1 - weakest) * generator.uniform()
        // The 3 is the reference simulation's: off-target effects are of the size of a weak phenotype.
        let sd =
            guide.gene == nil ? 0 : 3 * configuration.offTarget / Double(configuration.latent).squareRoot()
        return (efficacy, generator.normals(configuration.latent, sd: sd))
    }
}
