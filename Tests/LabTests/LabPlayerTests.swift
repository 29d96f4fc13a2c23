import FoundationEssentials
import Layouts
import Screen
import Statistics
import Synchronization
import TestSupport
import Testing

@testable import Lab

@Suite struct LabPlayerTests {
    private static func publish(_ batch: LabBatch, in campaign: URL) throws {
        let folder = campaign.appending(path: "batches/\(batch.id)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(layoutCSV(batch.plates).utf8).write(to: folder.appending(path: "layout.csv"))
        try Data("{}".utf8).write(to: folder.appending(path: "manifest.json"))
    }

    private static func settings(batches: Int) -> LabPlayer<SimulatedScreen>.Settings {
        var settings = LabPlayer<SimulatedScreen>.Settings()
        settings.behaviour = RoundPlanTests.wild
        settings.delay = .zero
        settings.poll = .milliseconds(1)
        settings.slowPause = .zero
        settings.batches = batches
        return settings
    }

    /// Plays `batches` batches against a daemon that takes whatever lies in drop.
    private static func play(_ batches: Int, in folder: URL) async throws -> [LabEvent] {
        let events = Mutex<[LabEvent]>([])
        let drop = folder.appending(path: "drop")
        let accepted = folder.appending(path: "accepted")
        for path in [drop, accepted] {
            try FileManager.default.createDirectory(at: path, withIntermediateDirectories: true)
        }
        let player = LabPlayer(
            campaign: folder,
            memory: folder.appending(path: "memory"),
            screen: RoundPlanTests.screen,
            settings: settings(batches: batches),
            seed: Seed(3)
        ) { event in events.withLock { $0.append(event) } }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                while !Task.isCancelled {
                    for name in try FileManager.default.contentsOfDirectory(atPath: drop.onDisk)
                    where !name.hasPrefix(".") {
                        // because a name may be taken by the lab's own slow writing at this moment
                        try? FileManager.default.moveItem(
                            at: drop.appending(path: name),
                            to: accepted.appending(path: name)
                        )
                    }
                    await Task.yield()
                }
            }
            try await player.play()
            group.cancelAll()
        }
        return events.withLock { $0 }
    }

    @Test func `the lab answers each batch with the files of its plan`() async throws {
        try await withTemporaryFolder { folder in
            for round in 1...3 { try Self.publish(RoundPlanTests.batch(round), in: folder) }
            let events = try await Self.play(3, in: folder)
            let planned = try (1...3).flatMap { try RoundPlanTests.plan($0, RoundPlanTests.wild).files }
            let dropped = events.compactMap { if case .dropped(_, let file, _, _) = $0 { file } else { nil } }
            #expect(dropped == planned.map(\.name))
            for file in planned {
                let bytes = try Data(contentsOf: folder.appending(path: "accepted/\(file.name)"))
                #expect([UInt8](bytes) == file.bytes)
            }
        }
    }

    @Test func `a lab that is started again goes on where it was`() async throws {
        try await withTemporaryFolder { folder in
            for round in 1...2 { try Self.publish(RoundPlanTests.batch(round), in: folder) }
            _ = try await Self.play(1, in: folder)
            let events = try await Self.play(2, in: folder)
            let batches = Set(
                events.compactMap { if case .dropped(let batch, _, _, _) = $0 { batch } else { nil } }
            )
            #expect(batches == [try RoundPlanTests.batch(2).id])
        }
    }

    @Test func `a layout is read back as it was written`() async throws {
        try await withTemporaryFolder { folder in
            let batch = try RoundPlanTests.batch(4)
            try Self.publish(batch, in: folder)
            let folders = LabFolders(root: folder)
            #expect(folders.completeBatches() == [batch.id])
            #expect(try folders.batch(batch.id) == batch)
        }
    }
}
