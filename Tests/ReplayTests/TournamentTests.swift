import Figures
import Posterior
import Replay
import Screen
import Selection
import Testing

struct TournamentTests {
    private func tournament(_ names: [String], known: Set<Int> = []) throws -> Tournament {
        var rewards: [Pair: FinishedScreen.Measured] = [:]
        for one in 0..<8 {
            for other in 0..<one {
                guard let pair = Pair(Gene("G\(one)"), Gene("G\(other)")) else { continue }
                rewards[pair] = FinishedScreen.Measured(reward: Double(one * other))
            }
        }
        let singles = Dictionary(uniqueKeysWithValues: (0..<8).map { (Gene("G\($0)"), [Double($0)]) })
        let screen = try FinishedScreen(rewards: rewards, singles: singles)
        let settings = ReplaySettings(rounds: 4, batch: 5, top: 0.2)
        let standings = try names.map { name in
            let contender = try Contender(name)
            return Tournament.Standing(
                contender: contender,
                seconds: 1,
                campaigns: (0..<3).map {
                    replay(screen, contender, settings: settings, seed: $0, features: nil, known: known)
                }
            )
        }
        return Tournament(screen: screen, settings: settings, standings: standings)
    }

    @Test func severityFindsWhatItsProductRanks() throws {
        let result = try tournament(["severity", "random"])
        let severity = try #require(result.standings.first)
        #expect(severity.mean(\.recall, round: 1) == 1, "six top pairs among the first ten")
        let (mean, low, high) = result.difference(severity, result.standings[1], round: 0)
        #expect(low <= mean && mean <= high)
        let none = result.difference(severity, severity, round: 0)
        #expect(none.mean == 0 && none.low == 0 && none.high == 0)
    }

    @Test func csvHasARowForEachRound() throws {
        let rows = try tournament(["severity", "random"]).csv.split(separator: "\n")
        #expect(rows.count == 1 + 2 * 3 * 4)
        #expect(rows[0] == "policy,seed,round,pairs,recall,regret,relations")
        let cells = rows[1].split(separator: ",", omittingEmptySubsequences: false)
        #expect(cells.count == 7)
        #expect(cells[0] == "severity")
    }

    @Test func textNamesRulesAndDifferences() throws {
        let result = try tournament(["severity", "random"])
        #expect(result.text.contains("severity less the others"))
        #expect(result.text.contains("after pairs"))
        #expect(result.milestones == [0, 1, 2, 3])
        #expect(result.advice.hasPrefix("Keep severity"))
        #expect(try tournament(["random", "severity"]).advice.hasPrefix("severity found"))
    }

    @Test func textCountsKnownRelationsWhereThereAreAny() throws {
        let without = try tournament(["severity"]).text
        #expect(!without.contains("known relations"))
        // Every pair of the screen: as many as were chosen, of 28.
        let text = try tournament(["severity"], known: Set(0..<28)).text
        let lines = text.split(separator: "\n")
        let place = try #require(lines.firstIndex { $0.contains("known relations") })
        let shares = lines[place + 1].split(separator: " ").compactMap { Double($0) }
        #expect(shares == [0.18, 0.36, 0.54, 0.71])
    }

    @Test func figureHasALineAndABandForEachRule() throws {
        let svg = try tournament(["severity", "random"]).figure.svg
        #expect(svg.contains("severity") && svg.contains("Regret"))
        #expect(svg.hasPrefix("<svg"))
    }
}
