import ArgumentParser
import FoundationEssentials
import Lab
import Screen
import Statistics

struct LabCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lab",
        abstract: "The lab in a box: try the loop without a lab.",
        discussion: """
            'init' makes a folder with a configuration and a screen to find things in; 'simulate' or 'emulate' then \
            plays the lab there while 'pairwell run' runs in another terminal; 'score' says how well the campaign did.
            """,
        subcommands: [LabInit.self, LabSimulate.self, LabEmulate.self, LabScore.self]
    )
}

/// Where a lab in a box lives.
struct LabFolder: ParsableArguments {
    @Option(help: "The folder of the lab in a box.") var folder = "lab"

    var root: URL { URL(filePath: folder) }
    var campaign: URL { root.appending(path: "campaign") }
    var memory: URL { root.appending(path: "lab-memory") }
    private var recipe: URL { root.appending(path: "lab.json") }

    /// Whether 'init' has made it.
    var exists: Bool { FileManager.default.fileExists(atPath: recipe.path(percentEncoded: false)) }

    func save(_ recipe: LabRecipe) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            try FileManager.default.createDirectory(at: campaign, withIntermediateDirectories: true)
            try encoder.encode(recipe).write(to: self.recipe, options: .atomic)
        } catch {
            throw Failure(.cannotCreate, "\(folder) cannot be made: \(error)")
        }
    }

    func load() throws -> LabRecipe {
        do {
            return try JSONDecoder().decode(LabRecipe.self, from: Data(contentsOf: recipe))
        } catch {
            throw Failure(
                .noInput,
                "there is no lab in '\(folder)'. Make one with 'pairwell lab init --folder \(folder)'."
            )
        }
    }
}

struct LabInit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make a folder with a screen and the configuration that fits it."
    )

    @OptionGroup var lab: LabFolder
    @Option(help: "Seed of the simulated screen.") var seed: UInt64 = 1
    @Option(help: "Seed of the campaign's choices; that of the screen by default.") var campaignSeed: UInt64?
    @Option(help: "Kind of simulated screen: \(SimulatedConfiguration.presets.joined(separator: ", ")).")
    var preset = "default"
    @Option(help: "Genes of the simulated screen.") var genes: Int?
    @Option(help: "Dimensions of the simulated embedding.") var dimensions: Int?
    @Option(help: "Use this finished screen's wells instead of a simulation.") var wells: String?
    @Option(help: "Pairs in a batch.") var batchSize = 10
    @Option(help: "Rounds after which the campaign ends; none by default.") var rounds: Int?
    @Option(help: "How pairs are chosen: ids, ucb, thompson, uncertainty, greedy, severity or random.")
    var policy = "ids"
    @Option(help: "Settings of the posterior: standard, paper-uu or paper-uv.") var posterior = "standard"
    @Option(help: "Where the daemon serves HTTP; nowhere by default.") var listen: String?
    @Option(help: "A webhook on this machine that hears every notice.") var webhook: String?
    @Flag(help: "Files settle in a fraction of a second, for tests and demonstrations.") var quick = false

    func run() async throws {
        let recipe = LabRecipe(
            seed: seed,
            preset: preset,
            genes: genes,
            dimensions: dimensions,
            wells: wells.map { URL(filePath: $0).path(percentEncoded: false) }
        )
        let text = try LabConfiguration(
            recipe: recipe,
            campaignSeed: campaignSeed ?? seed,
            batchSize: batchSize,
            rounds: rounds,
            policy: policy,
            posterior: posterior,
            listen: listen,
            webhook: webhook,
            quick: quick
        ).yaml()
        try lab.save(recipe)
        let path = lab.root.appending(path: "pairwell.yaml").path(percentEncoded: false)
        try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
        print(
            """
            \(lab.folder) is ready. In one terminal:
              pairwell run --config \(path)
            and in another:
              pairwell lab \(wells == nil ? "simulate" : "emulate") --folder \(lab.folder)
            """
        )
    }
}

struct LabSimulate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Play the lab with a simulated screen: read layouts, wait, drop result files.",
        discussion: "Makes the folder with 50 genes and 128 dimensions where 'lab init' has not made another."
    )

    @OptionGroup var lab: LabFolder
    @OptionGroup var playing: LabPlaying

    func run() async throws {
        if !lab.exists { try await LabInit.parse(["--folder", lab.folder]).run() }
        let recipe = try lab.load()
        guard recipe.wells == nil else {
            throw Failure(
                .dataError,
                "'\(lab.folder)' holds a finished screen. Play it with 'pairwell lab emulate'."
            )
        }
        try await playing.play(try recipe.simulatedScreen(), recipe.seed, in: lab)
    }
}

struct LabEmulate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "emulate",
        abstract: "Play the lab with a finished screen: answer layouts with its measured wells.",
        discussion: "Makes the folder from --wells where 'lab init' has not made it."
    )

    @OptionGroup var lab: LabFolder
    @OptionGroup var playing: LabPlaying
    @Option(help: "The wells of the finished screen; those named at 'lab init' by default.") var wells:
        String?

    func run() async throws {
        if let wells, !lab.exists {
            try await LabInit.parse(["--folder", lab.folder, "--wells", wells]).run()
        }
        var recipe = try lab.load()
        if let wells { recipe.wells = URL(filePath: wells).path(percentEncoded: false) }
        guard recipe.wells != nil else {
            throw Failure(
                .dataError,
                "'\(lab.folder)' holds no finished screen. Name its wells with --wells FILE."
            )
        }
        try await playing.play(try recipe.emulatedScreen(), recipe.seed, in: lab)
    }
}

/// How the lab is played, whatever the screen.
struct LabPlaying: ParsableArguments {
    @Option(help: "Rounds of pairs to answer, besides the single knockouts; all by default.") var rounds: Int?
    @Option(help: "Seconds between a batch and its results.") var delay = 0.2
    @Option(help: "How untidy the lab is, from 0 (every file whole and once) to 1.") var mischief = 0.0
    @Option(help: "Share of wells that lose their cells, from 0 to 1.") var emptyWells = 0.0
    @Flag(help: "Say nothing.") var silent = false

    func play<Source: LabScreen>(_ screen: Source, _ seed: Seed, in lab: LabFolder) async throws {
        var settings = LabPlayer<Source>.Settings()
        settings.behaviour = .lively(mischief)
        settings.behaviour.empty = emptyWells
        settings.delay = .milliseconds(Int64(delay * 1000))
        settings.batches = rounds.map { $0 + 1 }
        let silent = silent
        let player = LabPlayer(
            campaign: lab.campaign,
            memory: lab.memory,
            screen: screen,
            settings: settings,
            seed: seed.derived("lab")
        ) { event in
            if !silent { print(event) }
        }
        do {
            try await player.play()
        } catch let fault as LabFault {
            throw Failure(.inputOutput, fault.description)
        }
    }
}
