import Layouts
import Screen
import Statistics
import Tables
import Testing

@testable import Lab

@Suite struct RoundPlanTests {
    static let screen: SimulatedScreen = {
        var configuration = SimulatedConfiguration()
        configuration.genes = 12
        configuration.dimension = 8
        return SimulatedScreen(configuration: configuration, seed: Seed(1))
    }()

    static func batch(_ round: Int, pairs: Int = 6) throws -> LabBatch {
        let campaign = try #require(CampaignID("lab"))
        let plates = try batchLayouts(
            pairs: Array(screen.truth.index.pairs.dropFirst(round).prefix(pairs)),
            guides: CampaignGuides(guides: screen.guides, controls: screen.controls),
            settings: LayoutSettings(format: .wells96),
            campaign: campaign,
            round: round,
            seed: Seed(9)
        )
        return LabBatch(id: BatchID(campaign: campaign, round: round), plates: plates)
    }

    /// Everything that can go wrong, in every round.
    static let wild: LabBehaviour = {
        var behaviour = LabBehaviour()
        behaviour.split = 1
        behaviour.late = 1
        behaviour.duplicate = 1
        behaviour.repeated = 1
        behaviour.broken = 1
        behaviour.missing = 1
        behaviour.straggling = 1
        behaviour.slow = 1
        return behaviour
    }()

    static func plan(
        _ round: Int,
        _ behaviour: LabBehaviour,
        pairs: Int = 6,
        seed: Seed = Seed(3)
    ) throws -> RoundPlan {
        try roundPlan(
            for: batch(round, pairs: pairs),
            before: round > 1 ? batch(round - 1, pairs: pairs) : nil,
            screen: screen,
            behaviour: behaviour,
            seed: seed
        )
    }

    /// The wells that a file's rows name, whatever its dialect.
    static func wells(_ file: PlannedFile) throws -> Set<String> {
        let table = try TableReader.read(file.bytes, limits: .standard)
        let plate = try #require(table.column(named: "plate") ?? table.column(named: "Metadata_Plate"))
        let well = try #require(table.column(named: "address") ?? table.column(named: "Metadata_Well"))
        return Set(
            (0..<table.rowCount).map { row in
                "\(table.text(row: row, column: plate)) \(table.text(row: row, column: well))"
            }
        )
    }

    static func owed(_ batch: LabBatch) -> Set<String> {
        Set(batch.plates.flatMap { plate in plate.wells.keys.map { "\(plate.barcode) \($0.label)" } })
    }

    @Test func `a tidy lab drops one whole file a plate`() throws {
        let plan = try Self.plan(1, .tidy)
        let batch = try Self.batch(1)
        #expect(plan.files.count == batch.plates.count)
        #expect(plan.files.allSatisfy { $0.purpose == .results && !$0.slowly })
        #expect(try plan.files.reduce(into: Set()) { try $0.formUnion(Self.wells($1)) } == Self.owed(batch))
    }

    @Test func `the same batch and seed give the same bytes, whenever asked`() throws {
        #expect(try Self.plan(2, Self.wild) == Self.plan(2, Self.wild))
        #expect(try Self.plan(2, Self.wild) != Self.plan(2, Self.wild, seed: Seed(4)))
    }

    @Test(arguments: 1...40)
    func `only the last file completes a round, in a wave of its own`(round: Int) throws {
        var behaviour = LabBehaviour.lively
        behaviour.broken = 0.8
        behaviour.missing = 0.5
        let plan = try Self.plan(round, behaviour, pairs: round % 9 + 1)
        let batch = try Self.batch(round, pairs: round % 9 + 1)
        let last = try #require(plan.files.last)
        #expect(plan.files.map(\.wave) == plan.files.map(\.wave).sorted())
        #expect(plan.files.filter { $0.wave == last.wave }.count == 1)
        var told: Set<String> = []
        for file in plan.files.dropLast() {
            switch file.purpose {
            case .results, .duplicate, .repeated: told.formUnion(try Self.wells(file))
            case .straggler: #expect(try Self.wells(file).isDisjoint(with: Self.owed(batch)))
            case .broken: break
            case .doneMarker: Issue.record("a done marker is the last file")
            }
        }
        #expect(told.isStrictSubset(of: Self.owed(batch)))
        if last.purpose == .doneMarker {
            #expect(last.name == "\(batch.id).done" && last.bytes.isEmpty)
        } else {
            #expect(last.purpose == .results)
            #expect(try told.union(Self.wells(last)) == Self.owed(batch))
        }
    }

    @Test func `a wild round has something of everything`() throws {
        let files = try Self.plan(5, Self.wild).files
        let purposes = files.map(\.purpose)
        for purpose in [PlannedFile.Purpose.results, .duplicate, .repeated, .straggler, .doneMarker] {
            #expect(purposes.contains(purpose))
        }
        #expect(purposes.contains { if case .broken = $0 { true } else { false } })
        #expect(Set(files.map(\.name)).count == files.count)
        let copies = files.filter { $0.purpose == .duplicate }
        #expect(
            copies.allSatisfy { copy in files.contains { $0.purpose == .results && $0.bytes == copy.bytes } }
        )
        #expect(files.filter(\.slowly).allSatisfy { $0.name.hasSuffix(".gz") })
    }

    @Test func `a few rounds meet every way to write a result`() throws {
        let names = try (1...12).flatMap { try Self.plan($0, Self.wild).files }
            .filter { $0.purpose == .results }.map(\.name)
        for ending in [".csv", ".csv.gz", ".tsv", ".tsv.gz"] {
            for kind in ["embeddings", "profiles"] {
                #expect(names.contains { $0.hasSuffix(ending) && $0.contains(kind) })
            }
        }
    }

    @Test func `a repeated well comes with other values`() throws {
        let files = try Self.plan(5, Self.wild).files
        let repeated = try #require(files.first { $0.purpose == .repeated })
        let wells = try Self.wells(repeated)
        #expect(!wells.isEmpty)
        #expect(!files.contains { $0.purpose == .results && $0.bytes == repeated.bytes })
    }

    @Test func `a new wave waits until drop is empty, and the batch rests when all is taken`() {
        let files = [("a", 0), ("b", 0), ("c", 1)].map { name, wave in
            PlannedFile(name: name, bytes: [1], purpose: .results, wells: 1, wave: wave)
        }
        let plan = RoundPlan(batch: BatchID(text: "x-r001"), files: files)
        #expect(plan.nextMove(dropped: 0, folders: FolderNames()) == .drop(files[0]))
        #expect(plan.nextMove(dropped: 1, folders: FolderNames(drop: ["a"])) == .drop(files[1]))
        #expect(plan.nextMove(dropped: 2, folders: FolderNames(drop: ["a", "strange"])) == .wait)
        #expect(plan.nextMove(dropped: 2, folders: FolderNames(drop: ["strange"])) == .drop(files[2]))
        #expect(plan.nextMove(dropped: 3, folders: FolderNames(drop: ["c"])) == .wait)
        #expect(plan.nextMove(dropped: 3, folders: FolderNames(accepted: ["c"])) == .rest)
    }

    @Test func `a file caught half written is dropped once more`() {
        let file = PlannedFile(name: "a.gz", bytes: [1], purpose: .results, wells: 1, wave: 0, slowly: true)
        let plan = RoundPlan(batch: BatchID(text: "x-r001"), files: [file])
        let again = file.onceMore
        #expect(!again.slowly && again.bytes == file.bytes && again.name != file.name)
        #expect(plan.nextMove(dropped: 1, folders: FolderNames(rejected: ["a.gz"])) == .dropAgain(again))
        #expect(
            plan.nextMove(dropped: 1, folders: FolderNames(drop: [again.name], rejected: ["a.gz"])) == .wait
        )
        #expect(
            plan.nextMove(dropped: 1, folders: FolderNames(accepted: [again.name], rejected: ["a.gz"]))
                == .rest
        )
    }
}
