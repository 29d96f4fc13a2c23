package import FoundationEssentials
package import Screen
import Statistics
import Tables

/// How many of a screen's highest rewards a campaign has found, round by round.
package struct CampaignScore: Sendable, Hashable {
    package struct Round: Sendable, Hashable {
        package let number: Int
        /// Pairs on the plates of this round and those before.
        package let pairs: Int
        /// Share of the top pairs among them.
        package let found: Double
        /// The share that as many pairs drawn blindly hold on average.
        package let random: Double
        /// The share that the first so many pairs of the severity ranking hold.
        package let severity: Double
    }

    package struct BestPair: Sendable, Hashable {
        package let pair: Pair
        /// As the daemon computed it.
        package let reward: Double
        /// The pair's place among all true rewards, from 1.
        package let trueRank: Int
    }

    package let rounds: [Round]
    /// How many pairs count as top.
    package let top: Int
    package let total: Int
    /// The highest rewards of the daemon, ten at most.
    package let best: [BestPair]
    /// Spearman's correlation of the daemon's rewards with the true ones; `nil` for fewer than three.
    package let rewardAgreement: Double?
    package let rewardCount: Int

    /// Scores the pairs of each round, in order (a round of singles has none), and the rewards that the
    /// daemon computed, against the truth; `share` of all pairs count as top.
    package init(
        batches: [(round: Int, pairs: [Pair])],
        rewards: [Pair: Double],
        truth: ScreenTruth,
        share: Double = 0.05
    ) {
        let topColumns = Set(truth.topColumns(share: share))
        let severity = truth.severityRanking
        let total = truth.index.pairs.count
        func shareOfTop(_ columns: some Sequence<Int>) -> Double {
            topColumns.isEmpty ? 0 : Double(topColumns.intersection(columns).count) / Double(topColumns.count)
        }
        var chosen: Set<Int> = []
        rounds = batches.map { batch in
            chosen.formUnion(batch.pairs.compactMap { truth.index.column(of: $0) })
            return Round(
                number: batch.round,
                pairs: chosen.count,
                found: shareOfTop(chosen),
                random: total == 0 ? 0 : Double(chosen.count) / Double(total),
                severity: shareOfTop(severity.prefix(chosen.count))
            )
        }
        top = topColumns.count
        self.total = total

        let ranking = truth.topColumns(share: 1)
        let ranks = Dictionary(uniqueKeysWithValues: ranking.enumerated().map { ($1, $0 + 1) })
        let known = rewards.keys.sorted().compactMap { pair -> (pair: Pair, reward: Double, column: Int)? in
            guard let column = truth.index.column(of: pair), let reward = rewards[pair] else { return nil }
            return (pair, reward, column)
        }
        best = known.sorted { $0.reward != $1.reward ? $0.reward > $1.reward : $0.pair < $1.pair }
            .prefix(10)
            .map { BestPair(pair: $0.pair, reward: $0.reward, trueRank: ranks[$0.column, default: 0]) }
        rewardCount = known.count
        rewardAgreement =
            known.count < 3 ? nil : spearman(known.map(\.reward), known.map { truth.rewards[$0.column] })
    }

    /// Reads what a campaign's folder shows: the layouts of its batches and `pairs.csv`.
    package init(campaign: URL, truth: ScreenTruth, share: Double = 0.05) throws {
        let folders = LabFolders(root: campaign)
        let batches = try folders.completeBatches().map { id in
            let pairs = try folders.batch(id).plates.flatMap { $0.wells.values.compactMap(\.pair) }
            return (round: id.round ?? 0, pairs: Set(pairs).sorted())
        }
        self.init(
            batches: batches,
            rewards: try CampaignScore.rewards(at: campaign.appending(path: "pairs.csv")),
            truth: truth,
            share: share
        )
    }

    /// The share found once this many pairs were measured: that of the last round with no more.
    package func found(atPairs count: Int) -> Double {
        rounds.last { $0.pairs <= count }?.found ?? 0
    }

    /// Empty where the file is not there; rows without a reward are left out.
    static func rewards(at file: URL) throws -> [Pair: Double] {
        guard FileManager.default.fileExists(atPath: file.onDisk) else { return [:] }
        let table = try FinishedWells.table(at: file)
        guard let first = table.column(named: "gene_a"), let second = table.column(named: "gene_b"),
            let reward = table.column(named: "reward")
        else { throw LabFault("\(file.onDisk): expected the columns gene_a, gene_b and reward.") }
        var rewards: [Pair: Double] = [:]
        for row in 0..<table.rowCount {
            let genes = [first, second].map { Gene(table.text(row: row, column: $0)) }
            guard let pair = Pair(genes[0], genes[1]),
                let value = Double(table.text(row: row, column: reward))
            else { continue }
            rewards[pair] = value
        }
        return rewards
    }
}

extension BatchID {
    /// The number after the last `-r`.
    var round: Int? {
        guard let mark = text.lastIndex(of: "r") else { return nil }
        return Int(text[text.index(after: mark)...])
    }
}
