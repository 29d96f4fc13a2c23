import Replay
import Screen
import Tables
import Testing

struct FinishedScreenTablesTests {
    private func table(_ text: String) throws -> Table {
        try TableReader.read(Array(text.utf8), limits: .standard)
    }

    @Test func rewardsOfEmbeddingsAreSquaredNorms() throws {
        let screen = try FinishedScreen(
            singles: table("gene,x,y\nA,1,0\nB,0,2\nC,1,1\n"),
            doubles: table("gene_a,gene_b,x,y\nA,B,4,6\nB,C,1,3\n")
        )
        // (4-1-0, 6-0-2) = (3, 4) and (1-0-1, 3-2-1) = (0, 0)
        #expect(screen.columns.map { screen.index.pairs[$0].description } == ["A+B", "B+C"])
        #expect(screen.rewards == [25, 0])
        #expect(screen.remarks.isEmpty)
    }

    @Test func whatIsLeftOutIsSaid() throws {
        let screen = try FinishedScreen(
            singles: table("gene,group,x,alone\nA,kinase,1,1\nB,none,0,1\nD,none,bad,1\n"),
            doubles: table("gene_a,gene_b,x,other\nA,B,3,1\nB,A,5,1\nA,A,1,1\nA,C,1,1\nB,D,2,1\nA,B,?,1\n")
        )
        #expect(screen.rewards == [9], "both orders are one pair, its reward that of the mean (4-1-0)")
        let remarks = screen.remarks.joined(separator: "\n")
        for word in ["group", "alone", "other", "D", "C", "with itself", "no number", "more than once"] {
            #expect(remarks.contains(word), "nothing said of \(word): \(remarks)")
        }
    }

    @Test func rewardsAreReadWithTheirErrors() throws {
        let screen = try FinishedScreen(
            rewards: table("gene_a,gene_b,R,sd\nA,B,1,0.3\nB,A,3,0.4\nA,C,7,\nB,B,1,1\nB,C,none,1\n"),
            singles: nil
        )
        #expect(screen.rewards == [2, 7])
        // the mean of two rows: sqrt(.09 + .16) / 2
        #expect(abs((screen.sds[0] ?? 0) - 0.25) < 1e-15)
        #expect(screen.sds[1] == nil)
    }

    @Test(arguments: [
        "gene_a,gene_b,x\nA,B,1\n", "gene_a,gene_b,R\nA,B,1e300\n", "gene_a,gene_b,R\nA,A,1\n",
        "gene_a,gene_b,R\nA,B,nan\n",
    ])
    func hostileRewardsAreRefusedInWords(text: String) throws {
        #expect(throws: ReplayFault.self) {
            let table = try TableReader.read(Array(text.utf8), limits: .standard)
            _ = try FinishedScreen(rewards: table, singles: nil)
        }
    }

    @Test func tablesWithoutACommonFeatureAreRefused() throws {
        let (singles, doubles) = (try table("gene,x\nA,1\nB,1\n"), try table("gene_a,gene_b,y\nA,B,1\n"))
        #expect(throws: ReplayFault("The tables of singles and doubles have no column of numbers in common."))
        {
            _ = try FinishedScreen(singles: singles, doubles: doubles)
        }
    }

    @Test func adjustmentTakesSeverityAway() throws {
        // R grows with the product of severities and nothing else.
        let genes = (1...12).map { "G\(String($0 + 10))" }
        var singles = "gene,x\n"
        var rewards = "gene_a,gene_b,R\n"
        for (place, gene) in genes.enumerated() {
            singles += "\(gene),\(place + 1)\n"
            for other in 0..<place {
                let product = Double((place + 1) * (other + 1)) + 0.5
                rewards += "\(gene),\(genes[other]),\(2 * product - 0.05)\n"
            }
        }
        let screen = try FinishedScreen(rewards: table(rewards), singles: table(singles)).adjusted()
        let least = screen.rewards.min() ?? 0
        let most = screen.rewards.max() ?? 0
        #expect(screen.isAdjusted)
        #expect(least > 0.95 && most < 1.01, "from \(least) to \(most)")
    }

    @Test func adjustmentNeedsSingles() throws {
        let screen = try FinishedScreen(rewards: table("gene_a,gene_b,R\nA,B,1\n"), singles: nil)
        #expect(throws: ReplayFault.self) { _ = try screen.adjusted() }
    }
}
