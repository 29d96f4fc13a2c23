package import Screen

extension Notice {
    /// A batch's files are in the shared folder.
    package static func batchReady(
        _ batch: BatchID,
        round: Int,
        campaign: CampaignID,
        pairs: [Pair],
        plates: [Barcode],
        wells: Int,
        manifestDigest: String
    ) -> Notice {
        let content =
            round == 0
            ? "the single knockouts" : counted(pairs.count, "pair")
        var lines = [
            "Plates: \(plates.map(\.text).joined(separator: ", "))",
            "Wells: \(wells)",
            "Folder: batches/\(batch)",
            "Manifest: \(manifestDigest.prefix(12))",
        ]
        if !pairs.isEmpty {
            let shown = pairs.prefix(10).map { "\($0.first) + \($0.second)" }.joined(separator: ", ")
            lines.insert("Pairs: \(shown)\(pairs.count > 10 ? " and \(pairs.count - 10) more" : "")", at: 0)
        }
        return Notice(
            campaign: campaign,
            kind: .batchReady,
            key: "\(batch) \(manifestDigest)",
            title: "\(campaign): round \(round) is ready: \(content) on \(counted(plates.count, "plate"))",
            lines: lines
        )
    }

    /// A results file was taken.
    package static func plateTaken(
        file: String,
        digest: String,
        campaign: CampaignID,
        plates: [Barcode: Int]
    ) -> Notice {
        let names = plates.keys.sorted()
        return Notice(
            campaign: campaign,
            kind: .plateTaken,
            key: digest,
            title: "\(campaign): results of \(names.map(\.text).joined(separator: ", ")) are in",
            lines: ["File: \(file)"] + names.map { "\($0): \(counted(plates[$0] ?? 0, "well"))" }
        )
    }

    /// A file was set aside.
    package static func fileRejected(
        file: String,
        digest: String,
        campaign: CampaignID,
        rejection: Rejection
    ) -> Notice {
        Notice(
            campaign: campaign,
            kind: .fileRejected,
            key: "\(digest) \(rejection.rule) \(file)",
            title: "\(campaign): \(file) was set aside",
            lines: [
                "Why: \(rejection)", "Expected: \(rejection.expected)",
                "The file is in rejected/, with the reason beside it.",
            ]
        )
    }

    /// Every well of a round is measured or given up.
    package static func roundComplete(
        _ batch: BatchID,
        round: Int,
        campaign: CampaignID,
        measuredPairs: Int,
        totalPairs: Int,
        wellsGivenUp: Int,
        best: [(pair: Pair, reward: Double)]
    ) -> Notice {
        var lines = ["Measured: \(measuredPairs) of \(counted(totalPairs, "pair"))"]
        if wellsGivenUp > 0 { lines.append("Given up: \(counted(wellsGivenUp, "well"))") }
        if !best.isEmpty {
            let shown = best.prefix(5).map {
                "\($0.pair.first) + \($0.pair.second) (\(decimal($0.reward, 2)))"
            }
            lines.append("Highest rewards so far: \(shown.joined(separator: ", "))")
        }
        return Notice(
            campaign: campaign,
            kind: .roundComplete,
            key: batch.text,
            title: "\(campaign): round \(round) is complete",
            lines: lines
        )
    }

    /// Something that a person has to mend keeps the campaign from going on.
    package static func campaignStuck(_ campaign: CampaignID, fault: String) -> Notice {
        Notice(
            campaign: campaign,
            kind: .campaignStuck,
            key: fault,
            title: "\(campaign): the campaign cannot go on",
            lines: [fault]
        )
    }

    /// No further round follows.
    package static func campaignFinished(_ campaign: CampaignID, reason: FinishReason, rounds: Int) -> Notice
    {
        Notice(
            campaign: campaign,
            kind: .campaignFinished,
            key: "\(reason.rawValue) \(rounds)",
            title: "\(campaign): the campaign is finished after \(counted(rounds, "round"))",
            lines: [nextAction(for: .finish(reason)).sentence]
        )
    }
}

/// `1 well`, `2 wells`.
func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
