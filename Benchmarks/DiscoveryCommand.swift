import ArgumentParser
import FoundationEssentials
import Glibc
import Lab
import LinearAlgebra
import Screen
import Statistics

/// Whether freeing rewards of noise, and telling the posterior of their errors, finds more.
struct DiscoveryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "discovery",
        abstract: "Run campaigns in memory and count how much of the top 5 % they find.",
        discussion: """
            Every variant meets the same screens and seeds, so that differences are paired: each line shows the mean, \
            and the mean difference to the plain reward with its standard error. Takes seconds a campaign.
            """
    )

    @Option(help: "Only these: \(DiscoveryScreen.allCases.map(\.rawValue).joined(separator: ", ")).")
    var screen: [String] = []
    @Option(help: "Only variants whose name begins with this, such as 'debiased' or 'excess, shared'.")
    var variant: [String] = []
    @Option(help: "Campaigns a screen and variant.") var seeds = 5
    @Option(help: "The first seed.") var firstSeed = 1
    @Option(help: "Pairs a round.") var batch = 25
    @Option(help: "Rounds.") var rounds = 12
    @Option(help: "Count after so many pairs.") var after: [Int] = [100, 200, 300]
    @Option(help: "The wells of a finished screen, for 'real'.") var wells: String?
    @Option(help: "Write every campaign's figures to this JSON file too.") var json: String?

    func run() throws {
        NumericsKernel.useOneThread()
        let screens = DiscoveryScreen.allCases.filter { screen.isEmpty || screen.contains($0.rawValue) }
        var figures: [Figure] = []
        for kind in screens {
            let variants = DiscoveryVariant.all.filter { candidate in
                candidate == .plain || variant.isEmpty || variant.contains { candidate.name.hasPrefix($0) }
            }
            var scores: [DiscoveryVariant: [[DiscoveryScore]]] = [:]
            for seed in firstSeed..<(firstSeed + seeds) {
                // The real screen is one; its emulation differs by seed.
                let made = try kind.made(seed: Seed(UInt64(1_000 + seed)), wells: wells)
                guard let screen = made else { break }
                let targets = DiscoveryTargets(screen.truth)
                for variant in variants {
                    let campaign = DiscoveryCampaign(
                        screen: screen,
                        isReal: kind.isReal,
                        variant: variant,
                        seed: seed,
                        batch: batch,
                        rounds: rounds
                    )
                    let chosen = try campaign.run().chosen
                    let found = after.map { targets.found(chosen, after: $0) }
                    scores[variant, default: []].append(found)
                    figures.append(
                        Figure(screen: kind.rawValue, variant: variant.name, seed: seed, found: found)
                    )
                }
            }
            print(kind, variants, scores)
        }
        if let json { try JSONEncoder().encode(figures).write(to: URL(filePath: json)) }
    }

    private func print(
        _ kind: DiscoveryScreen,
        _ variants: [DiscoveryVariant],
        _ scores: [DiscoveryVariant: [[DiscoveryScore]]]
    ) {
        guard let plain = scores[.plain] else {
            Swift.print("\(kind.rawValue): its data are not there\n")
            return
        }
        Swift.print(
            "\(kind.rawValue): \(seeds) campaigns; after \(after.map(String.init).joined(separator: "/")) pairs"
        )
        for variant in variants {
            guard let own = scores[variant] else { continue }
            let columns = [\DiscoveryScore.rewards, \.excess].map { target in
                after.indices.map { place in
                    cell(own.map { $0[place][keyPath: target] }, plain.map { $0[place][keyPath: target] })
                }
                .joined(separator: "  ")
            }
            Swift.print("  \(padded(variant.name))  top R \(columns[0])   top excess \(columns[1])")
        }
        Swift.print()
        fflush(nil)
    }

    /// `.81 +.04 (.01)`: the mean, the mean difference to the plain reward and its standard error.
    private func cell(_ own: [Double], _ plain: [Double]) -> String {
        let differences = zip(own, plain).map { $0 - $1 }
        let error = own.count > 1 ? sampleSD(differences) / Double(own.count).squareRoot() : 0
        let difference = mean(differences)
        return
            "\(decimal(mean(own), 2)) \(difference < 0 ? "" : "+")\(decimal(difference, 2)) (\(decimal(error, 2)))"
    }

    private func padded(_ name: String) -> String {
        name + String(repeating: " ", count: max(0, 34 - name.count))
    }

    private struct Figure: Encodable {
        let screen: String
        let variant: String
        let seed: Int
        let found: [DiscoveryScore]
    }
}
