import FoundationEssentials
import Layouts
import LinearAlgebra
import PlateFiles
import Posterior
import Profiles
import Readouts
import Rewards
import Screen
import Selection
import Settings
import Statistics
import Store
import Tables

/// The stages of the turn that takes a settled file, each by itself, on what the campaign's last turn saw.
///
/// What the whole turn has besides is commits to the store, moves of the file, and readings and rewards
/// taken from the store a second time when the round closes.
struct DropStages {
    let bench: BenchScreen
    let settings: CampaignSettings
    let store: Store
    let file: [UInt8]
    let plates: [PlateLayout]
    /// The round that the turn planned.
    let round: Int
    let folder: URL
    let runs: Int

    static let fitName = "  refit"

    func measure() async throws -> [Measurement] {
        let reader = ResultReader(bench)
        let table = try TableReader.read(file)
        var results = [
            try stage("  table split into cells, \(decimal(Double(file.count) / 1e6, 1)) MB") {
                _ = try TableReader.read(file)
            },
            try stage("  cells read and checked against the layout") {
                _ = try reader.check(try reader.readout(table), against: plates)
            },
            try await readings(),
        ]
        let wells = try await store.measuredWells(of: settings.id)
        var evidence = RewardTable(rewards: [], held: [])
        results.append(
            try stage("  profiles and rewards of \(wells.count) wells") {
                evidence = rewards(from: try knockoutProfiles(of: wells, settings: settings.profile))
            }
        )
        return results + (try planning(evidence))
    }

    private func readings() async throws -> Measurement {
        var times: [Double] = []
        let clock = ContinuousClock()
        for _ in 0..<runs {
            let start = clock.now
            _ = try await store.measuredWells(of: settings.id)
            times.append(start.duration(to: clock.now).inSeconds)
        }
        return Measurement("  all readings from the store", Spread(times))
    }

    /// From rewards to files.
    private func planning(_ table: RewardTable) throws -> [Measurement] {
        let index = PairIndex(genes: settings.genes)
        let observed = table.rewards.compactMap { reward in
            index.column(of: reward.pair).map { ObservedReward(column: $0, reward: reward.value) }
        }
        let measured = Set(observed.map(\.column))
        let candidates = index.pairs.indices.filter { !measured.contains($0) }
        let seed = settings.seed.derived("fit", round)
        var posterior = fitPosterior(observed, index: index, settings: settings.posterior, seed: seed)
        let fit = stage(Self.fitName) {
            posterior = fitPosterior(observed, index: index, settings: settings.posterior, seed: seed)
        }
        var samples = Matrix(rows: 0, columns: 0)
        let draw = stage("  \(settings.posterior.samples) draws of \(candidates.count) pairs") {
            samples = posterior.draw(columns: candidates, count: settings.posterior.samples, seed: seed)
        }
        var chosen: [ScoredPair] = []
        let choice = stage("  choice of \(settings.batchSize) pairs") {
            chosen = chooseBatch(
                count: settings.batchSize,
                policy: settings.policy,
                candidates: candidates,
                index: index,
                draws: PosteriorDraws(samples: samples),
                severities: [:],
                seed: seed
            )
        }
        var layouts: [PlateLayout] = []
        let layout = try stage("  layouts") {
            layouts = try batchLayouts(
                pairs: chosen.map(\.pair),
                guides: settings.guides,
                settings: settings.layout,
                campaign: settings.id,
                round: round,
                seed: seed
            )
        }
        return [fit, draw, choice, layout, try files(layouts, chosen), try flush()]
    }

    /// The files' text and pictures, and every one of them to the disk.
    private func files(_ layouts: [PlateLayout], _ chosen: [ScoredPair]) throws -> Measurement {
        let batch = BatchID(campaign: settings.id, round: round)
        let manifest = BatchManifest(
            batch: batch,
            campaign: settings.id,
            round: round,
            seed: settings.seed.value,
            policy: settings.policy.name,
            settingsSHA256: "",
            codeVersion: "bench",
            kernel: NumericsKernel.name,
            inputSHA256: [],
            pairs: chosen.map { BatchManifest.ChosenPair(pair: $0.pair, rank: $0.rank) }
        )
        var run = 0
        return try stage("  files made, written and flushed") {
            // because files that are there already would not be written again
            run += 1
            let place = folder.appending(path: "\(run)").path(percentEncoded: false)
            try FileManager.default.createDirectory(
                atPath: "\(place)/batches",
                withIntermediateDirectories: true
            )
            let plan = try planBatchFiles(layouts: layouts, manifest: manifest)
            try BatchFiles(campaignFolder: place).write(plan, of: batch)
        }
    }

    /// What this disk takes for the least that can be flushed.
    private func flush() throws -> Measurement {
        let path = folder.appending(path: "flush").path(percentEncoded: false)
        let bytes = [UInt8](repeating: 7, count: 4_096)
        return try stage("  for comparison: one file of 4 kB, written atomically") {
            try writeAtomically(bytes, to: path)
        }
    }

    private func stage(_ name: String, _ work: () throws -> Void) rethrows -> Measurement {
        let timing = try time(runs: runs, budget: 5, work)
        return Measurement(name, timing.spread, memoryRise: timing.memoryRise)
    }
}
