package import Screen

extension Notice {
    /// A batch's files are in the shared folder.
    package static func batchReady(
        _ batch: BatchID,
        round: Int,
        campaign: CampaignID,
        pairs: [Pair],
        repeats: [RepeatReport] = [],
        plates: [Barcode],
        wells: Int,
        manifestDigest: String,
        outlook: [String] = [],
        needed: NeededGenes? = nil
    ) -> Notice {
        let again = "repeats of \(counted(repeats.count, "knockout"))"
        var content = round == 0 ? "the single knockouts" : counted(pairs.count, "pair")
        if !repeats.isEmpty { content = pairs.isEmpty ? again : "\(content) and \(again)" }
        var lines = [
            "Plates: \(plates.map(\.text).joined(separator: ", "))",
            "Wells: \(wells)",
            "Folder: batches/\(batch)",
            "Manifest: \(manifestDigest.prefix(12))",
        ]
        if !repeats.isEmpty {
            let wells = counted(repeats.reduce(0) { $0 + $1.wells }, "well")
            let shown = repeats.prefix(10).map(\.name).joined(separator: ", ")
            let more = repeats.count > 10 ? " and \(repeats.count - 10) more" : ""
            lines.insert("Repeated: \(wells) lost before: \(shown)\(more)", at: 0)
        }
        if !pairs.isEmpty {
            let shown = pairs.prefix(10).map { "\($0.first) + \($0.second)" }.joined(separator: ", ")
            lines += outlook
            lines.insert("Pairs: \(shown)\(pairs.count > 10 ? " and \(pairs.count - 10) more" : "")", at: 0)
        }
        let genes = round == 0 ? needed?.genes.map(\.gene) : pairs.flatMap { [$0.first, $0.second] }
        if let warning = needed?.warning(before: genes ?? [], pairs: round > 0) { lines.append(warning) }
        return Notice(
            campaign: campaign,
            kind: .batchReady,
            key: "\(batch) \(manifestDigest)",
            title: "\(campaign): round \(round) is ready: \(content) on \(counted(plates.count, "plate"))",
            lines: lines
        )
    }

    /// A results file was taken; `dropped` are those of its wells that count for nothing, `doubts` what speaks
    /// against its plates being as designed.
    package static func plateTaken(
        file: String,
        digest: String,
        campaign: CampaignID,
        plates: [Barcode: Int],
        dropped: DroppedWells = DroppedWells(),
        doubts: [String] = []
    ) -> Notice {
        let names = plates.keys.sorted()
        let lost = dropped.count > 0 ? "; \(counted(dropped.count, "well")) dropped" : ""
        let wells = names.map { plate in
            "\(plate): \(counted(plates[plate] ?? 0, "well"))" + dropped.phrase(on: plate)
        }
        return Notice(
            campaign: campaign,
            kind: .plateTaken,
            key: digest,
            title: "\(campaign): results of \(names.map(\.text).joined(separator: ", ")) are in\(lost)",
            lines: ["File: \(file)"] + doubts.map { "Doubt: \($0)" } + wells + dropped.remarks
        )
    }

    /// A list of wells that failed was taken.
    package static func failedWellsTaken(
        file: String,
        digest: String,
        campaign: CampaignID,
        plates: [Barcode: Int],
        isRepeated: Bool
    ) -> Notice {
        let names = plates.keys.sorted()
        let total = counted(plates.values.reduce(0, +), "well")
        return Notice(
            campaign: campaign,
            kind: .plateTaken,
            key: digest,
            title: "\(campaign): \(total) failed on \(names.map(\.text).joined(separator: ", "))",
            lines: ["File: \(file)"] + names.map { "\($0): \(counted(plates[$0] ?? 0, "well")) dropped" }
                + (isRepeated ? [DroppedWells.repeatSentence] : []) + [DroppedWells.tableSentence]
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
        wellsDropped: Int = 0,
        owedAgain: [WellRepeat] = [],
        exhausted: [String] = [],
        best: [(pair: Pair, reward: Double)],
        rewards: RewardSummary? = nil,
        changes: [RewardChange] = []
    ) -> Notice {
        var lines = ["Measured: \(measuredPairs) of \(counted(totalPairs, "pair"))"]
        if wellsGivenUp > 0 { lines.append("Given up: \(counted(wellsGivenUp, "well"))") }
        if wellsDropped > 0 { lines.append("Dropped: \(counted(wellsDropped, "well"))") }
        if !owedAgain.isEmpty {
            let wells = counted(owedAgain.reduce(0) { $0 + $1.wells }, "well")
            lines.append("To be repeated: \(wells) of \(counted(owedAgain.count, "knockout"))")
        }
        if !exhausted.isEmpty {
            let more = exhausted.count > 10 ? " and \(exhausted.count - 10) more" : ""
            let shown = exhausted.prefix(10).joined(separator: ", ")
            lines.append("Given up for good, after all repeats were lost too: \(shown)\(more)")
        }
        if !best.isEmpty {
            let shown = best.prefix(5).map {
                "\($0.pair.first) + \($0.pair.second) (\(decimal($0.reward, 2)))"
            }
            let what =
                switch rewards?.pursues {
                case .reward, nil: "Highest rewards so far"
                case .debiased: "Highest rewards so far, without noise"
                case .excess: "Furthest beyond what severity predicts so far"
                }
            lines.append("\(what): \(shown.joined(separator: ", "))")
        }
        lines += rewards?.lines ?? []
        if !changes.isEmpty { lines.append("Rewards that moved: \(phrase(changes))") }
        return Notice(
            campaign: campaign,
            kind: .roundComplete,
            key: batch.text,
            title: "\(campaign): round \(round) is complete",
            lines: lines
        )
    }

    /// Results that came late moved rewards by more than their error.
    package static func rewardsChanged(
        _ campaign: CampaignID,
        changes: [RewardChange],
        digest: String
    ) -> Notice {
        Notice(
            campaign: campaign,
            kind: .rewardsChanged,
            key: digest,
            title: "\(campaign): late results moved \(counted(changes.count, "reward"))",
            lines: [phrase(changes), "All changes are in changes.csv."]
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

extension RewardSummary {
    /// What a chat should hear of them.
    fileprivate var lines: [String] {
        var lines: [String] = []
        if let significant {
            let beyond = significantExcess.map { "; \($0) beyond what severity predicts" } ?? ""
            lines.append("Significant at q < 0.1: \(counted(significant, "pair"))\(beyond)")
        }
        if !suspicious.isEmpty {
            let shown = suspicious.prefix(5).map(\.label).joined(separator: ", ")
            let more = suspicious.count > 5 ? " and \(suspicious.count - 5) more" : ""
            lines.append("Replicates far apart, measure again: \(shown)\(more)")
        }
        return lines
    }
}

private func phrase(_ changes: [RewardChange]) -> String {
    let shown = changes.prefix(3).map { change in
        "\(change.geneA) + \(change.geneB) \(decimal(change.before, 2)) to \(decimal(change.after, 2)) "
            + "(\(change.because.joined(separator: ", ")))"
    }
    return shown.joined(separator: ", ") + (changes.count > 3 ? " and \(changes.count - 3) more" : "")
}
