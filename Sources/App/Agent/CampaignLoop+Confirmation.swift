import Cycle
import DropFolder
import Layouts
import Logging
import Readouts
import Screen
import Settings
import Store

extension CampaignLoop {
    /// `NAME.confirm`: pairs that a person wants measured again with other guides.
    ///
    /// - Throws: `Rejection` where a pair cannot be confirmed.
    func takeConfirmation(_ file: SettledFile) async throws {
        let pairs = try readConfirmationList(file.bytes, genes: Set(settings.genes))
        let measured = try await store.standing(of: settings.id).pairs.measured
        if let unmeasured = pairs.first(where: { !measured.contains($0) }) {
            throw Rejection(
                rule: "not-measured",
                reason: "The pair has not been measured yet, so that there is nothing to confirm.",
                value: "\(unmeasured.first),\(unmeasured.second)",
                expected: "pairs with a measured double well",
                remedy: "Take it off the list, or drop the list again once the pair's results are in."
            )
        }
        let wells = try await store.measuredWells(of: settings.id)
        do throws(LayoutFault) {
            _ = try planner.confirmationLayouts(of: pairs, round: 1, wells: wells)
        } catch {
            // on record it would keep the campaign from going on
            throw Rejection(
                rule: "does-not-fit",
                reason: "The pairs cannot be laid out. \(error.reason)",
                expected: "as many pairs as fit the campaign's plates",
                remedy: "List fewer pairs. Otherwise: \(error.remedy)"
            )
        }
        let fact = FileFact(
            sha256: file.sha256,
            name: file.entry.name.display,
            kind: .confirmation,
            at: clock.now()
        )
        try await store.takeConfirmation(fact, pairs: pairs, in: settings.id)
        logger.info("confirmation asked for", metadata: ["file": "\(fact.name)", "pairs": "\(pairs.count)"])
    }

    /// Lays out the oldest request that no round answers.
    func planConfirmation(round: Int) async throws {
        guard let request = try await store.confirmations(of: settings.id).first(where: { $0.round == nil })
        else { return }
        try await countLateResults(rounds: round - 1)
        let wells = try await store.measuredWells(of: settings.id)
        let facts = try await store.takenDigests(of: settings.id)
        let evidence = try evidence(of: wells)
        let planned = try planner.planConfirmation(
            round: round,
            request: request,
            wells: wells,
            facts: facts
        )
        if try await store.campaign(settings.id)?.finished == true {
            try await store.setFinished(settings.id, reason: nil, notices: [])
        }
        let rewards = try await rewards(of: evidence, round: round - 1)
        try await store.plan(planned, rewards: rewards, in: settings.id)
        areTablesStale = true
        logger.info(
            "confirmation planned",
            metadata: [
                "round": "\(round)", "pairs": "\(planned.choices.count)",
                "plates": "\(planned.layouts.count)",
            ]
        )
    }
}

extension FileName {
    var isConfirmation: Bool { display.hasSuffix(".confirm") && bytes.count > 8 }
}
