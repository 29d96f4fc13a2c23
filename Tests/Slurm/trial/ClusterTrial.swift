import Cluster
import Foundation

/// Runs shards of a shell command on the cluster that SLURM_CONF names, as the real-cluster test asks.
@main
struct ClusterTrial {
    static func main() async {
        let words = CommandLine.arguments
        guard words.count >= 4, let shards = Int(words[2]) else {
            say("cluster-trial RUNFOLDER SHARDS PROGRAM [ARGUMENT…]")
            exit(64)
        }
        let folder = words[1]
        var settings = SlurmSettings()
        settings.memoryMegabytes = 100
        settings.maximumMemoryMegabytes = 1000
        settings.minutes = 2
        settings.secondsForFile = 2
        settings.cancelsOnInterruption = ProcessInfo.processInfo.environment["TRIAL_CANCELS"] != nil
        settings.tasksAtOnce = ProcessInfo.processInfo.environment["TRIAL_AT_ONCE"].flatMap { Int($0) }
        settings.secondsBetweenPolls = 1
        let executor = SlurmExecutor(settings: settings, command: Array(words[3...]), folder: folder)
        let work = Task {
            try await executor.run(shards) { shard in
                let file = "\(folder)/shards/\(String(format: "%05d", shard)).shard"
                return FileManager.default.contents(atPath: file) == Data("shard \(shard)\n".utf8)
            } progress: { progress in
                let left = progress.secondsLeft.map { String(format: "%.0f s left", $0) } ?? "-"
                say(
                    "done \(progress.done) running \(progress.running) waiting \(progress.waiting) "
                        + "repeats \(progress.repeats) \(left) \(progress.reason ?? "")"
                )
            }
        }
        signal(SIGTERM, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: SIGTERM)
        source.setEventHandler { work.cancel() }
        source.resume()
        do {
            try await work.value
            say("all done")
        } catch {
            say("\(error)")
            exit(1)
        }
    }
}

/// Prints at once, also into a file.
private func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }
