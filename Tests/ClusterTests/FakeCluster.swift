import Foundation
import Synchronization
import TestSupport

@testable import Cluster

/// A run's folder and programs that stand in for Slurm's.
struct FakeCluster: Sendable {
    let folder: URL
    let programs: URL
    let run: URL

    /// Folders whose names a shell would take apart.
    init(in folder: URL) throws {
        self.folder = folder
        programs = folder.appending(path: "bin")
        run = folder.appending(path: "it's a 100% $(run)")
        for path in [
            programs.appending(path: "rules"), run.appending(path: "shards"), run.appending(path: "runs"),
        ] {
            try FileManager.default.createDirectory(at: path, withIntermediateDirectories: true)
        }
        let fake = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/fake-slurm")
        for name in ["sbatch", "squeue", "sacct", "scontrol", "scancel"] {
            try FileManager.default.createSymbolicLink(
                at: programs.appending(path: name),
                withDestinationURL: fake
            )
        }
        let task = """
            #!/bin/sh
            # counts its runs, and fails where it is told to
            printf x >> "$1/runs/$2"
            [ ! -e "$1/fails-$2" ] || { echo "shard $2: the table has no column 'effect'"; exit 3; }
            echo "shard $2" > "$1/shards/$2.part" && mv "$1/shards/$2.part" "$1/shards/$2.shard"

            """
        try Data(task.utf8).write(to: program)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program.path)
    }

    private var program: URL { folder.appending(path: "train shard") }

    /// What happens to each call of a program, or each run of `shard-N`, one after the other.
    func rule(_ name: String, _ lines: String...) throws {
        try Data(lines.joined(separator: "\n").utf8).write(to: programs.appending(path: "rules/\(name)"))
    }

    func write(_ name: String, _ text: String = "") throws {
        try Data(text.utf8).write(to: programs.appending(path: name))
    }

    func fail(_ shard: Int, _ fails: Bool = true) throws {
        let file = run.appending(path: "fails-\(shard)")
        if fails { try Data().write(to: file) } else { try FileManager.default.removeItem(at: file) }
    }

    func executor(_ change: (inout SlurmSettings) -> Void = { _ in }) -> SlurmExecutor {
        var settings = SlurmSettings()
        settings.memoryMegabytes = 100
        settings.minutes = 60
        settings.secondsForFile = 5
        change(&settings)
        return SlurmExecutor(
            settings: settings,
            command: [program.path, run.path],
            folder: run.path,
            programs: programs.path,
            secondsBetweenPolls: 0.05
        )
    }

    func isSound(_ shard: Int) -> Bool {
        FileManager.default.contents(atPath: run.path + "/shards/\(shard).shard")
            == Data("shard \(shard)\n".utf8)
    }

    /// Runs shards; gives the last progress and the fault, if there was one.
    @discardableResult
    func run(_ shards: Int, _ executor: SlurmExecutor) async throws -> (ShardProgress?, ClusterFault?) {
        let last = Mutex<ShardProgress?>(nil)
        do {
            try await executor.run(shards, isSound: isSound) { progress in last.withLock { $0 = progress } }
            return (last.withLock { $0 }, nil)
        } catch let fault as ClusterFault {
            return (last.withLock { $0 }, fault)
        }
    }

    /// How often each shard ran.
    func runs(_ shards: Int) -> [Int] {
        (0..<shards).map { FileManager.default.contents(atPath: run.path + "/runs/\($0)")?.count ?? 0 }
    }

    /// The words of every call of a program.
    func calls(_ program: String) throws -> [[String]] {
        guard let data = FileManager.default.contents(atPath: programs.path + "/calls") else { return [] }
        return try data.split(separator: UInt8(ascii: "\n")).map {
            try JSONDecoder().decode([String].self, from: Data($0))
        }.filter { $0.first == program }
    }

    func record() throws -> RunRecord? { try RunFolder(run.path).record() }
}

func withFakeCluster(_ body: @Sendable (FakeCluster) async throws -> Void) async throws {
    try await withTemporaryFolder { folder in try await body(FakeCluster(in: folder)) }
}
