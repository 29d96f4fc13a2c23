import LinearAlgebra
import Screen
import Selection
import Statistics
import Testing

@Suite struct ChooseBatchTests {
    private let seed = Seed(20)

    @Test func `every rule chooses the reference's batch`() throws {
        let fixture = try AcquisitionFixture.read()
        let index = fixture.index
        for (policy, columns) in fixture.batches {
            let batch = choose(fixture, policy)
            let expected = columns.map { index.pairs[fixture.availablePairs[$0]] }
            #expect(batch.map(\.pair) == expected, "\(policy)")
            #expect(batch.map(\.rank) == Array(1...fixture.batch))
        }
    }

    @Test func `the default rule goes by the reference's probability to be among the top pairs`() throws {
        let fixture = try AcquisitionFixture.read()
        let top = TopSet(fixture.samples, known: fixture.knownValuesOfObserved, count: fixture.topK)
        #expect(top.probability == fixture.topProbability)
        let batch = chooseBatch(
            count: fixture.batch,
            policy: .standard,
            candidates: fixture.availablePairs,
            index: fixture.index,
            draws: PosteriorDraws(
                samples: fixture.samples,
                known: fixture.knownValuesOfObserved,
                topCount: fixture.topK
            ),
            severities: [:],
            seed: seed
        )
        let expected = fixture.batchTopProbabilityColumns.map {
            fixture.index.pairs[fixture.availablePairs[$0]]
        }
        #expect(batch.map(\.pair) == expected)
    }

    @Test(arguments: [true, false])
    func `a chosen pair keeps what was believed of it`(debiased: Bool) throws {
        let fixture = try AcquisitionFixture.read()
        let scores = acquisitionScores(fixture.samples, lambda: 3, debiased: debiased)
        let information = debiased ? scores.informationDebiased : scores.information
        for chosen in choose(fixture, .ids(lambda: 3, debiased: debiased)) {
            let column = try #require(fixture.index.column(of: chosen.pair))
            let place = try #require(fixture.availablePairs.firstIndex(of: column))
            #expect(chosen.mean == scores.mean[place])
            #expect(chosen.sd == scores.sd[place])
            #expect(chosen.regret == scores.regret[place])
            #expect(chosen.information == information[place])
            #expect(chosen.ratio == scores.ratio[place])
            #expect(chosen.score == scores.ratio[place])
        }
    }

    @Test func `ties go to the lesser pair under every rule that ranks`() {
        let index = geneIndex(5)
        let alike = matrix(Array(repeating: Array(repeating: 1, count: 10), count: 4))
        for policy in [Policy.standard, .greedy, .uncertainty, .ucb(beta: 1), .thompson, .severity] {
            let batch = chooseBatch(
                count: 4,
                policy: policy,
                candidates: Array(0..<10),
                index: index,
                draws: PosteriorDraws(samples: alike),
                severities: [:],
                seed: seed
            )
            #expect(batch.map(\.pair) == Array(index.pairs.prefix(4)), "\(policy)")
        }
    }

    @Test func `severity ranks by the product of the singles' norms`() throws {
        let index = geneIndex(4)
        let severities = Dictionary(uniqueKeysWithValues: zip(index.genes, [1.0, 5, 2, 3]))
        let batch = chooseBatch(
            count: 3,
            policy: .severity,
            candidates: [0, 1, 2, 3, 5],
            index: index,
            draws: nil,
            severities: severities,
            seed: seed
        )
        // Products 5, 2, 3, 10 and 6; the best of all, 15 of genes 1 and 3, is no candidate.
        #expect(batch.compactMap(\.score) == [10, 6, 5])
        #expect(batch.map(\.pair) == [3, 5, 0].map { index.pairs[$0] })
        #expect(batch.allSatisfy { $0.mean == nil && $0.ratio == nil })
    }

    @Test func `fewer candidates than slots are all chosen, and none give none`() throws {
        let fixture = try AcquisitionFixture.read()
        for policy in everyPolicy {
            #expect(Set(choose(fixture, policy, count: 500).map(\.pair)).count == 50, "\(policy)")
            #expect(choose(fixture, policy, count: 0).isEmpty)
            for samples in [nil, Matrix(rows: 64, columns: 0)] {
                let batch = chooseBatch(
                    count: 5,
                    policy: policy,
                    candidates: [],
                    index: fixture.index,
                    draws: samples.map { PosteriorDraws(samples: $0) },
                    severities: [:],
                    seed: seed
                )
                #expect(batch.isEmpty, "\(policy)")
            }
        }
    }

    @Test func `the same seed gives the same batch and another seed another`() throws {
        let fixture = try AcquisitionFixture.read()
        for policy in [Policy.random, .thompson] {
            let batch = choose(fixture, policy)
            #expect(choose(fixture, policy) == batch)
            let others = (0..<20).map { choose(fixture, policy, seed: Seed($0)).map(\.pair) }
            #expect(Set(others).count > 10)
        }
    }

    @Test func `random choice favours no pair`() throws {
        let fixture = try AcquisitionFixture.read()
        var picked: [Pair: Int] = [:]
        for seed in 0..<1000 {
            for chosen in choose(fixture, .random, seed: Seed(UInt64(seed))) {
                picked[chosen.pair, default: 0] += 1
            }
        }
        // 6 of 50 in each of 1,000 batches: 120 times each, SD 10.3; five of them either way.
        #expect(picked.count == 50)
        #expect(picked.values.allSatisfy { (69...171).contains($0) })
    }

    @Test func `thompson's first slot is a pair as often as the pair is a draw's best`() throws {
        let fixture = try AcquisitionFixture.read()
        let samples = fixture.samples
        var expected: [Pair: Double] = [:]
        for row in fixture.samplesAvailable {
            let best = try #require(row.indices.max { row[$0] < row[$1] })
            expected[fixture.index.pairs[fixture.availablePairs[best]], default: 0] +=
                1 / Double(samples.rows)
        }
        var found: [Pair: Double] = [:]
        for seed in 0..<2000 {
            let first = try #require(choose(fixture, .thompson, count: 1, seed: Seed(UInt64(seed))).first)
            found[first.pair, default: 0] += 1.0 / 2000
        }
        #expect(Set(found.keys) == Set(expected.keys))
        // The SD of a share of 2,000 is at most .0112; five of them.
        for (pair, share) in expected { #expect(abs((found[pair] ?? 0) - share) < 0.056) }
    }

    @Test func `each thompson slot is the best free pair of another draw`() {
        // Draw r has its peak at column r, so four slots must be four different peaks.
        let rows = (0..<4).map { row in
            (0..<10).map { column -> Double in column == row ? 5 : Double(column) / 10 }
        }
        let batch = chooseBatch(
            count: 6,
            policy: .thompson,
            candidates: Array(0..<10),
            index: geneIndex(5),
            draws: PosteriorDraws(samples: matrix(rows)),
            severities: [:],
            seed: seed
        )
        let index = geneIndex(5)
        #expect(Set(batch.prefix(4).map(\.pair)) == Set(index.pairs.prefix(4)))
        #expect(batch.prefix(4).allSatisfy { $0.score == 5 })
        // All draws are used up; their second best is the last column, then the one before.
        #expect(batch.suffix(2).map(\.pair) == [index.pairs[9], index.pairs[8]])
    }

    @Test func `candidates out of order or without their samples are our mistake`() async {
        await #expect(processExitsWith: .failure) { _ = batch(candidates: [2, 1], columns: 2) }
        await #expect(processExitsWith: .failure) { _ = batch(candidates: [1, 1], columns: 2) }
        await #expect(processExitsWith: .failure) { _ = batch(candidates: [1, 10], columns: 2) }
        await #expect(processExitsWith: .failure) { _ = batch(candidates: [1, 2], columns: 3) }
    }

    private func choose(
        _ fixture: AcquisitionFixture,
        _ policy: Policy,
        count: Int? = nil,
        seed: Seed? = nil
    ) -> [ScoredPair] {
        chooseBatch(
            count: count ?? fixture.batch,
            policy: policy,
            candidates: fixture.availablePairs,
            index: fixture.index,
            draws: PosteriorDraws(samples: fixture.samples),
            severities: [:],
            seed: seed ?? self.seed
        )
    }
}

let everyPolicy: [Policy] = [
    .standard, .ids(lambda: 3, debiased: true), .random, .severity, .thompson, .ucb(beta: 1), .uncertainty,
    .greedy,
]

private func batch(candidates: [Int], columns: Int) -> [ScoredPair] {
    chooseBatch(
        count: 1,
        policy: .greedy,
        candidates: candidates,
        index: geneIndex(5),
        draws: PosteriorDraws(samples: Matrix(rows: 2, columns: columns)),
        severities: [:],
        seed: Seed(1)
    )
}
