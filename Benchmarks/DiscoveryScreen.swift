import FoundationEssentials
import Lab
import Screen
import Statistics

/// A screen to discover on: what it holds, and how its wells err.
enum DiscoveryScreen: String, CaseIterable, Sendable {
    /// Rewards ruled by severity, saturation and hub genes.
    case hub
    case mixed
    /// Pathway by pathway.
    case block
    /// Half of the top pairs interact for no reason that others share.
    case isolated
    /// As `mixed`, with a fifth of the plates five times as noisy, and a third of the pairs with one well.
    case unequal
    /// As `mixed`, with one well of one single far off.
    case badSingle = "bad-single"
    /// The wells of a finished screen.
    case real

    /// `wells` names the file of the finished screen.
    func made(seed: Seed, wells: String?) throws -> (any LabScreen)? {
        switch self {
        case .hub: return try simulated("hub", seed)
        case .mixed: return try simulated("default", seed)
        case .block: return try simulated("block", seed)
        case .isolated: return try simulated("sparse", seed)
        case .unequal:
            return UnequalScreen(screen: try simulated("default", seed), seed: seed, kind: .platesAndWells)
        case .badSingle:
            return UnequalScreen(screen: try simulated("default", seed), seed: seed, kind: .oneSingle)
        case .real:
            guard let wells, FileManager.default.fileExists(atPath: wells) else { return nil }
            return try EmulatedScreen(wellsFile: URL(filePath: wells), seed: seed)
        }
    }

    var isReal: Bool { self == .real }

    private func simulated(_ preset: String, _ seed: Seed) throws -> SimulatedScreen {
        guard var configuration = SimulatedConfiguration(preset: preset) else { throw UnknownPreset() }
        configuration.guidesPerGene = 2
        configuration.dimension = 64
        // Twice the variance of the preset, so that four wells leave a reward in doubt.
        configuration.wellNoise *= 1.4
        configuration.latentNoise *= 1.4
        // because wells that went wrong are left out before anything is estimated
        configuration.failingWells = 0
        return SimulatedScreen(configuration: configuration, seed: seed)
    }

    struct UnknownPreset: Error {}
}

/// A screen whose wells err unequally.
struct UnequalScreen: LabScreen {
    enum Kind {
        case platesAndWells
        case oneSingle
    }

    let screen: SimulatedScreen
    let seed: Seed
    let kind: Kind

    var genes: [Gene] { screen.genes }
    var guides: [Gene: [Guide]] { screen.guides }
    var controls: [WellRole: [Guide]] { screen.controls }
    var features: [String] { screen.features }
    var truth: ScreenTruth { screen.truth }

    func readings(of plates: [PlateLayout]) -> [WellReading] {
        let readings = screen.readings(of: plates)
        switch kind {
        case .platesAndWells:
            var seen: Set<Pair> = []
            return readings.compactMap { reading in
                if let pair = reading.content.pair, !seen.insert(pair).inserted, hasOneWell(pair) {
                    return nil
                }
                return isLoud(reading.well.plate) ? loud(reading) : reading
            }
        case .oneSingle:
            // The gene in the middle of the list: neither hub nor weak by design.
            let gene = genes[genes.count / 2]
            guard let bad = readings.firstIndex(where: { $0.content.single == gene }),
                plates.contains(where: { $0.barcode.text.contains("-R000-") })
            else { return readings }
            var changed = readings
            // Its norm is 24: a twelfth of it or so reaches the mean of the gene's eight wells.
            let shift = 24 / Double(features.count).squareRoot()
            changed[bad] = moved(readings[bad], by: readings[bad].embedding.map { _ in shift })
            return changed
        }
    }

    func repeated(_ reading: WellReading, attempt: Int) -> WellReading {
        screen.repeated(reading, attempt: attempt)
    }

    private func isLoud(_ plate: Barcode) -> Bool {
        var generator = SeededGenerator(seed.derived("loud \(plate)"))
        return generator.uniform() < 0.2
    }

    private func hasOneWell(_ pair: Pair) -> Bool {
        var generator = SeededGenerator(seed.derived("one well \(pair.first) \(pair.second)"))
        return generator.uniform() < 0.33
    }

    private func loud(_ reading: WellReading) -> WellReading {
        let place = reading.well.position.row * 100 + reading.well.position.column
        var generator = SeededGenerator(seed.derived("loud well \(reading.well.plate)", place))
        let configuration = screen.configuration
        let trace =
            Double(configuration.latent) * configuration.latentNoise * configuration.latentNoise
            + Double(configuration.dimension) * configuration.wellNoise * configuration.wellNoise
        let sd = (4 * trace / Double(configuration.dimension)).squareRoot()
        return moved(reading, by: reading.embedding.map { _ in sd * generator.normal() })
    }

    private func moved(_ reading: WellReading, by shift: [Double]) -> WellReading {
        WellReading(
            well: reading.well,
            content: reading.content,
            embedding: zip(reading.embedding, shift).map { $0 + $1 },
            cells: reading.cells,
            synthetic: true
        )
    }
}
