import Essentiality
import FoundationEssentials
import PlateFiles
import Statistics

/// What the shards of a training are told, in the run's folder.
struct TrainingPlan: Codable, Sendable {
    /// Absolute paths, the same on every machine.
    var effect: String
    var expression: String
    var lines: String?
    var names: String?
    /// As they were given; a file of targets by its absolute path.
    var targets: String?
    var scale: String?
    var mixReleases: Bool
    var `protocol`: String
    var models: [String]
    var folds: Int
    var seed: UInt64
    var shards: Int

    var source: TrainingSource {
        var source = TrainingSource()
        source.effect = effect
        source.expression = expression
        source.lines = lines
        source.names = names
        source.targets = targets
        source.scale = scale
        source.mixReleases = mixReleases
        return source
    }

    /// The pieces of a shard, of so many pieces in all: neighbours, and about as many for each.
    func pieces(ofShard shard: Int, of all: Int) -> Range<Int> {
        (shard * all / shards)..<((shard + 1) * all / shards)
    }

    private static func path(_ run: String) -> String { "\(run)/plan.json" }

    static func read(_ run: String) throws -> TrainingPlan {
        do {
            return try JSONDecoder().decode(
                TrainingPlan.self,
                from: try Data(contentsOf: URL(filePath: path(run)))
            )
        } catch {
            throw Failure(.noInput, "\(path(run)) cannot be read: \(error)")
        }
    }

    func write(_ run: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        do {
            try makeFolder("\(run)/shards")
            try writeAtomically([UInt8](encoder.encode(self)), to: Self.path(run))
        } catch {
            throw Failure(.cannotCreate, "\(error)")
        }
    }

    /// Says that a shard's steps are all kept.
    static func markDone(_ shard: Int, in run: String) throws {
        do {
            try writeAtomically("done\n", to: shardPath(shard, in: run))
        } catch {
            throw Failure(.cannotCreate, "\(error)")
        }
    }

    static func isDone(_ shard: Int, in run: String) -> Bool {
        (try? Data(contentsOf: URL(filePath: shardPath(shard, in: run)))) == Data("done\n".utf8)
    }

    private static func shardPath(_ shard: Int, in run: String) -> String {
        let digits = "\(shard)"
        return "\(run)/shards/\(String(repeating: "0", count: max(0, 5 - digits.count)))\(digits).shard"
    }
}
