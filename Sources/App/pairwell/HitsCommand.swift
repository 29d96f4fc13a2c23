import Agent
import ArgumentParser
import Cycle
import PlateFiles
import Rewards
import Screen
import Settings
import Store

struct HitsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hits",
        abstract: "List a campaign's interactions, the strongest first, and ask for them to be confirmed.",
        discussion: """
            Reads the daemon's store, also while the daemon runs. With --confirm N the best N hits that no list named yet are put \
            on a list in the campaign's drop folder, as a scientist could by hand: a file NAME.confirm with a pair of genes \
            a line. The next round then measures them again, with guides or guide combinations that they have not met and \
            with more replicates, and 'pairwell hits' says which of them it confirmed. Guides are those of the pair where they \
            agree, disagree or are too weak to tell; a guide that tells something else than the others is named.
            """
    )

    @OptionGroup var configurationFile: ConfigurationOption
    @Option(help: "The campaign; it need not be named where there is only one.") var campaign: String?
    @Option(help: "How many hits to show.") var top = 20
    @Option(help: "The false discovery rate below which a pair is a hit.") var q = 0.1
    @Option(
        help: "What hits are ranked by: reward, or excess over what the severity of the singles predicts."
    )
    var by = "reward"
    @Option(help: "Ask for the best so many hits to be measured again.") var confirm: Int?
    @Flag(help: "With --confirm: also those that were asked for before.") var again = false
    @Flag(help: "Print a CSV table.") var csv = false
    @Flag(help: "Print JSON for programs.") var json = false

    func validate() throws {
        guard top > 0 else { throw ValidationError("--top has to be 1 or more.") }
        guard q > 0, q <= 1 else { throw ValidationError("--q has to be above 0 and at most 1.") }
        guard HitOrder(rawValue: by) != nil else { throw ValidationError("--by is reward or excess.") }
        guard confirm.map({ $0 > 0 }) ?? true else { throw ValidationError("--confirm has to be 1 or more.") }
        guard !again || confirm != nil else { throw ValidationError("--again goes with --confirm.") }
        guard !csv || !json else { throw ValidationError("--csv and --json cannot be printed together.") }
    }

    func run() async throws {
        let configuration = try configurationFile.load()
        let store = try configurationFile.openStore(of: configuration)
        let settings = try configurationFile.onlyCampaign(campaign, in: configuration)
        let wells = try await configurationFile.measuredWells(of: settings, in: store)
        let requests = try await store.confirmations(of: settings.id)
        let rounds = try await store.rounds(of: settings.id)
        let roundOfPlate = rounds.flatMap { round in round.plates.map { ($0.barcode, round.round) } }
        let list: HitList
        do {
            list = try HitList(
                wells,
                requests: requests,
                rounds: Dictionary(uniqueKeysWithValues: roundOfPlate),
                settings: settings,
                order: HitOrder(rawValue: by) ?? .reward,
                below: q
            )
        } catch {
            throw Failure(.dataError, "\(error)")
        }
        let shown = Array(list.entries.prefix(top))
        if json {
            try printJSON(Printed(campaign: settings.id, hits: shown, confirmations: list.confirmations))
        } else if csv {
            print(list.csv(shown), terminator: "")
        } else {
            print(list.text(shown, q: q), terminator: "")
        }
        if let confirm {
            let asked = Set(requests.flatMap(\.pairs))
            let open = list.entries.filter { hit in
                again || Pair(hit.geneA, hit.geneB).map { !asked.contains($0) } ?? false
            }
            guard !open.isEmpty || list.entries.isEmpty else {
                throw Failure(
                    .dataError,
                    "each of the \(list.entries.count) hits was asked for before. --again has them measured once more."
                )
            }
            try ask(for: Array(open.prefix(confirm)), asked: requests.count, settings: settings)
        }
    }

    private struct Printed: Encodable {
        let campaign: CampaignID
        let hits: [HitReport]
        let confirmations: [ConfirmationReport]
    }

    /// What was asked stands on standard error, so that a table on standard output stays a table.
    private func ask(for hits: [HitReport], asked: Int, settings: CampaignSettings) throws {
        guard !hits.isEmpty else { throw Failure(.dataError, "there is no hit to confirm.") }
        let name = "hits-\(asked + 1).confirm"
        // The number makes a list that is asked for again another file.
        var text =
            "# Confirmation \(asked + 1) of \(settings.id): \(hits.count) of the best at q below \(q)\n"
        for hit in hits { text += "\(hit.geneA),\(hit.geneB)\n" }
        let path = "\(settings.folder)/drop/\(name)"
        do {
            try writeAtomically(text, to: path)
        } catch {
            throw Failure(.cannotCreate, "\(path) cannot be written: \(error)")
        }
        let pairs = "\(hits.count) pair\(hits.count == 1 ? "" : "s")"
        standardError(
            "\(name) with \(pairs) is in the drop folder; the daemon lays out their confirmation as the next round."
        )
        for hit in hits {
            guard let remark = remark(on: hit) else { continue }
            standardError("\(hit.geneA) + \(hit.geneB): \(remark)")
        }
    }

    private func remark(on hit: HitReport) -> String? {
        switch hit.confirmableBy {
        case .otherGuides: nil
        case .otherCombinations:
            "its genes have no two guides that it has not met; other combinations of them are measured."
        case .sameCombinations: "no other guide or combination is left; the same ones are measured again."
        }
    }
}
