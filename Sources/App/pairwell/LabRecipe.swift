import FoundationEssentials
import Lab
import Screen
import Statistics

/// What a lab in a box was made of, so that every command sees the same screen.
struct LabRecipe: Codable {
    var seed: Seed
    var preset: String
    var genes: Int?
    var dimensions: Int?
    /// The wells of a finished screen; a simulation where absent.
    var wells: String?

    init(seed: UInt64, preset: String, genes: Int?, dimensions: Int?, wells: String?) {
        self.seed = Seed(seed)
        self.preset = preset
        self.genes = genes
        self.dimensions = dimensions
        self.wells = wells
    }

    func simulatedScreen() throws -> SimulatedScreen {
        guard var configuration = SimulatedConfiguration(preset: preset) else {
            let known = SimulatedConfiguration.presets.joined(separator: ", ")
            throw Failure(.dataError, "there is no kind of screen '\(preset)'. The kinds are: \(known).")
        }
        if let genes {
            guard genes >= 8 else {
                throw Failure(.dataError, "a simulated screen needs 8 genes or more, not \(genes).")
            }
            configuration.genes = genes
        }
        if let dimensions {
            guard dimensions >= 2 else {
                throw Failure(.dataError, "an embedding needs 2 dimensions or more.")
            }
            configuration.dimension = dimensions
            configuration.latent = min(configuration.latent, dimensions)
        }
        return SimulatedScreen(configuration: configuration, seed: seed)
    }

    func emulatedScreen() throws -> EmulatedScreen {
        guard let wells else { throw Failure(.dataError, "no finished screen is named.") }
        guard FileManager.default.fileExists(atPath: wells) else {
            throw Failure(.noInput, "there is no file \(wells).")
        }
        do {
            return try EmulatedScreen(wellsFile: URL(filePath: wells), seed: seed)
        } catch {
            throw Failure(.dataError, "\(error)")
        }
    }

    /// Genes, guides and controls as the screen has them, and the truth to score by.
    func contents() throws -> (
        genes: [Gene], guides: [Gene: [Guide]], controls: [WellRole: [Guide]], truth: ScreenTruth
    ) {
        if wells != nil {
            let screen = try emulatedScreen()
            return (screen.genes, screen.guides, screen.controls, screen.truth)
        }
        let screen = try simulatedScreen()
        return (screen.genes, screen.guides, screen.controls, screen.truth)
    }
}
