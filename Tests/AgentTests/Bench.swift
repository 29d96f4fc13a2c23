import Agent
import Converter
import Cycle
import FoundationEssentials
import Lab
import Notices
import Screen
import Settings
import Statistics
import Store
import Testing

/// One campaign of eight genes in a folder of its own, and the lab that answers it.
///
/// Made again on the same folder it is the daemon after a restart.
struct Bench: Sendable {
    let folder: URL
    let settings: CampaignSettings
    let watch: WatchSettings
    let store: Store
    let clock: HandClock
    let lab: LabFolders

    /// `lines` are added to the campaign's section of the configuration.
    ///
    /// Unless a line says otherwise, every reading counts and nothing is repeated, so that wells can be counted.
    init(in folder: URL, _ lines: String..., clock: HandClock = HandClock()) async throws {
        let text = """
            state: \(folder.path())/state
            watch: {quiet-period: 5s}
            campaigns:
              - id: one
                folder: \(folder.path())/campaign
                genes: [\(Bench.screen.genes.map(\.symbol).joined(separator: ", "))]
                guides-per-gene: 2
                controls: {non-targeting: [NT_1, NT_2]}
                plates: {format: 96, empty-edge: 1, anchors-per-plate: 2, single-replicates: 4}
                posterior: {rank: 2, steps: 100, samples: 50, restarts: 1}
                batch-size: 3
                seed: 11

            """
        let unjudged =
            "quality: {minimum-cells: 0, minimum-cell-share: 0, outlying-controls: false, retries: 0}"
        let lines =
            lines
            + [unjudged, "maximum-rounds: 3"].filter { standard in
                !lines.contains { $0.split(separator: ":").first == standard.split(separator: ":").first }
            }
        let configuration = try parseConfiguration(
            text: text + lines.map { "    \($0)\n" }.joined(),
            fileName: "test.yaml",
            baseFolder: folder.path()
        )
        settings = try #require(configuration.campaigns.first)
        watch = configuration.watch
        self.folder = folder.appending(path: "campaign")
        self.clock = clock
        lab = LabFolders(root: self.folder)
        let state = URL(filePath: configuration.stateFolder)
        try FileManager.default.createDirectory(at: state, withIntermediateDirectories: true)
        store = try await Store.open(at: configuration.storePath)
    }

    static let screen = {
        var configuration = SimulatedConfiguration()
        configuration.genes = 8
        configuration.dimension = 6
        configuration.guidesPerGene = 2
        configuration.latent = 4
        configuration.pathways = 2
        configuration.hubs = 1
        configuration.pathwayPairs = 1
        configuration.bufferPairs = 1
        configuration.lonePairs = 2
        // because tests lose the wells that they mean to lose, and no others
        configuration.failingWells = 0
        return SimulatedScreen(configuration: configuration, seed: Seed(5))
    }()

    func desk() throws -> NoticeDesk {
        NoticeDesk([try Destination(name: "lab", kind: .webhook, url: Secret("http://127.0.0.1:9/"))])
    }

    /// A loop that has entered the campaign.
    func loop(
        _ mishap: Mishap = .none,
        settings: CampaignSettings? = nil,
        converter: Converter = Converter()
    ) async throws -> CampaignLoop {
        let clock = clock.daemonClock(mishap)
        let loop = CampaignLoop(
            settings ?? self.settings,
            watch: watch,
            version: "test",
            store: store,
            desk: try desk(),
            clock: clock,
            vitals: Vitals(clock: clock),
            logger: mishap.logger,
            converter: converter,
            noticeEntered: { mishap.step() }
        )
        try await loop.prepare()
        return loop
    }

    /// Two turns a quiet period apart: what lay in the drop folder before the first has settled by the second.
    func settle(_ loop: CampaignLoop) async throws {
        _ = try await loop.turn()
        clock.advance(watch.quietPeriod)
        _ = try await loop.turn()
    }
}

extension Bench {
    func batch(_ round: Int) -> BatchID { BatchID(campaign: settings.id, round: round) }

    /// What the plates of a round's `layout.csv` show, by plate and well.
    func readings(_ round: Int) throws -> [WellReading] {
        Bench.screen.readings(of: try lab.batch(batch(round)).plates)
    }

    /// A file of results.
    func results(_ readings: some Collection<WellReading>) -> [UInt8] {
        resultFile(
            Array(readings),
            features: Bench.screen.features,
            style: ResultStyle(dialect: .rxrx3, tabs: false, gzip: false)
        )
    }

    func put(_ bytes: [UInt8], _ name: String, in sub: String = "drop") throws {
        try Data(bytes).write(to: folder.appending(path: "\(sub)/\(name)"))
    }

    func put(_ text: String, _ name: String) throws { try put(Array(text.utf8), name) }

    func remove(_ sub: String) throws { try FileManager.default.removeItem(atPath: path(sub)) }

    /// A folder that stands where a file is to be written.
    func obstruct(_ sub: String) throws {
        try FileManager.default.createDirectory(atPath: path(sub), withIntermediateDirectories: false)
    }

    /// Drops a file of results for each half of a round's wells.
    func answer(_ round: Int) throws {
        let readings = try readings(round)
        try put(results(readings.every(2, from: 0)), "round-\(round)-even.csv")
        try put(results(readings.every(2, from: 1)), "round-\(round)-odd.csv")
    }

    func names(_ sub: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: sub).path()).sorted()
    }

    func path(_ sub: String) -> String { "\(settings.folder)/\(sub)" }

    func text(_ path: String) throws -> String {
        try String(decoding: Data(contentsOf: folder.appending(path: path)), as: UTF8.self)
    }

    /// `pairs.csv`, `dropped-wells.csv` where there is one, and every file of `batches/`, by path.
    func written() throws -> [String: String] {
        var files: [String: String] = [:]
        for batch in try names("batches") {
            for name in try names("batches/\(batch)") {
                files["\(batch)/\(name)"] = try text("batches/\(batch)/\(name)")
            }
        }
        files["pairs.csv"] = try text("pairs.csv")
        if try names("").contains("dropped-wells.csv") {
            files["dropped-wells.csv"] = try text("dropped-wells.csv")
        }
        return files
    }

    func report() async throws -> CampaignReport { try #require(try await store.report(of: settings.id)) }

    /// The rule that each file was set aside by, newest first.
    func rulesBroken() async throws -> [String] {
        try await report().filesSetAside.compactMap(\.rejection?.rule)
    }

    /// Notices in the outbox, oldest first.
    func notices() async throws -> [Notice] {
        try await store.dueDeliveries(to: "lab", now: .infinity, limit: 1_000).map(\.notice)
    }

    func readingsOnRecord() async throws -> Int { try await store.measuredWells(of: settings.id).count }

    /// The pairs of every round, in the order they were chosen.
    func pairsChosen() async throws -> [Pair] {
        try await store.rounds(of: settings.id).flatMap(\.pairs).compactMap { Pair($0.geneA, $0.geneB) }
    }
}

extension Array {
    /// Every so many-th element.
    func every(_ step: Int, from start: Int) -> [Element] {
        stride(from: start, to: count, by: step).map { self[$0] }
    }
}

/// Paths whose files differ, or that only one of both has.
func differences(_ one: [String: String], _ other: [String: String]) -> [String] {
    Set(one.keys).union(other.keys).filter { one[$0] != other[$0] }.sorted()
}
