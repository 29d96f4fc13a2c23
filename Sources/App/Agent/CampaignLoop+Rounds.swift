import Cycle
import FoundationEssentials
import Logging
import PlateFiles
import Profiles
import Screen
import Selection
import Settings
import Store

extension CampaignLoop {
    /// Does a step whose failure a person has to mend, and tells the lab of it.
    ///
    /// The readings or the settings are at fault then, so that trying again changes nothing.
    func explaining(_ step: () async throws -> Void) async throws {
        do {
            try await step()
        } catch let fault as any CampaignFault {
            let notice = Notice.campaignStuck(settings.id, fault: "\(fault)")
            try await store.enter([desk.posting(notice, at: clock.now())])
            noticeEntered()
            throw fault
        }
    }

    /// What readings amount to; the last answer is kept until a round's tables are written, since closing a
    /// round, planning the next and its tables all ask for the same.
    func evidence(of wells: [MeasuredWell]) throws -> Evidence {
        if let latestEvidence, wells.elementsEqual(latestEvidence.wells, by: { $0.isSame(as: $1) }) {
            return latestEvidence.evidence
        }
        let evidence = try planner.evidence(of: wells)
        latestEvidence = (wells, evidence)
        return evidence
    }

    func planSingles() async throws {
        let planned = try planner.planSingles()
        try await store.plan(planned, rewards: [], in: settings.id)
        logger.info("singles planned", metadata: ["plates": "\(planned.layouts.count)"])
    }

    func planBatch(round: Int, states: PairStates, choosesPairs: Bool) async throws {
        let wells = try await store.measuredWells(of: settings.id)
        let facts = try await store.takenDigests(of: settings.id)
        let start = clock.elapsed()
        let evidence = try evidence(of: wells)
        let planned = try planner.planBatch(
            round: round,
            evidence: evidence,
            states: states,
            rounds: try await store.roundsOfPairs(of: settings.id),
            shadows: try await shadows(before: round),
            choosesPairs: choosesPairs,
            facts: facts
        )
        Measures.planned(settings.id, seconds: clock.elapsed() - start)
        if try await store.campaign(settings.id)?.finished == true {
            // its limit was raised, so that there is another end to tell of
            try await store.setFinished(settings.id, reason: nil, notices: [])
        }
        let rewards = try await rewards(of: evidence, round: round - 1)
        try await store.plan(planned, rewards: rewards, in: settings.id)
        // its pairs are in the lab now
        areTablesStale = true
        logger.info(
            "batch planned",
            metadata: [
                "round": "\(round)", "pairs": "\(planned.choices.count)",
                "repeats": "\(planned.repeats.count)", "plates": "\(planned.layouts.count)",
            ]
        )
    }

    /// Writes a round's files from the store; what is there already is left alone.
    @discardableResult
    func writeFiles(ofRound round: Int) async throws -> [(path: String, bytes: Data)] {
        let files = try await store.files(ofRound: round, in: settings.id)
        let plan = files.map { PlannedFile($0.path, "", [UInt8]($0.bytes)) }
        try BatchFiles(campaignFolder: settings.folder).write(
            plan,
            of: BatchID(campaign: settings.id, round: round)
        )
        return files
    }

    /// Writes a planned round's files from the store, then says that they are there.
    func publish(round: Int) async throws {
        let files = try await writeFiles(ofRound: round)
        let batch = BatchID(campaign: settings.id, round: round)
        let report = try await store.rounds(of: settings.id).first { $0.round == round }
        let plates = report?.plates ?? []
        let manifest = files.first { $0.path == manifestName }?.bytes ?? Data()
        let notice = Notice.batchReady(
            batch,
            round: round,
            campaign: settings.id,
            pairs: (report?.pairs ?? []).compactMap { Pair($0.geneA, $0.geneB) },
            repeats: report?.repeats ?? [],
            plates: plates.map(\.barcode),
            wells: plates.reduce(0) { $0 + $1.wells },
            manifestDigest: sha256Text([UInt8](manifest)),
            outlook: try await outlookLines(ofRound: round),
            needed: try await store.neededGenes(of: settings.id)
        )
        try await store.markPublished(
            round: round,
            deadline: settings.deadlineHours.map { clock.now() + $0 * 3600 },
            in: settings.id,
            notices: [desk.posting(notice, at: clock.now())]
        )
        noticeEntered()
        logger.info("batch published", metadata: ["round": "\(round)", "batch": "\(batch)"])
    }

    func close(round: Int) async throws {
        let wells = try await store.measuredWells(of: settings.id)
        let evidence = try evidence(of: wells)
        let rewards = try await rewards(of: evidence, round: round)
        let records = rewards.records
        let counts = try await store.rounds(of: settings.id).first { $0.round == round }
        let best = records.compactMap { record in record.pursued.map { (pair: record.pair, reward: $0) } }
            .sorted { $0.reward != $1.reward ? $0.reward > $1.reward : $0.pair < $1.pair }
        let before = try await store.standing(of: settings.id).pairs.repeats
        let after = try await store.repeats(closing: round, in: settings.id)
        let notice = Notice.roundComplete(
            BatchID(campaign: settings.id, round: round),
            round: round,
            campaign: settings.id,
            measuredPairs: records.count,
            totalPairs: settings.limits.admissible.count(in: planner.index)
                + records.count { !settings.limits.admissible.contains($0.pair) },
            wellsGivenUp: counts?.wellsGivenUp ?? 0,
            wellsDropped: counts?.wellsDropped ?? 0,
            owedAgain: after.owed,
            exhausted: after.exhaustedNames(beyond: before),
            best: best,
            rewards: rewards.summary,
            changes: rewards.changes
        )
        try await store.close(
            round: round,
            rewards: rewards,
            in: settings.id,
            notices: [desk.posting(notice, at: clock.now())]
        )
        areTablesStale = true
        noticeEntered()
        Measures.roundClosed(settings.id)
        logger.info("round complete", metadata: ["round": "\(round)", "pairs": "\(records.count)"])
    }

    /// Computes rewards anew where results came after the last round was closed, or they are computed otherwise now.
    func countLateResults(rounds: Int) async throws {
        let summary = try await store.rewardSummary(of: settings.id)
        let isOtherwise =
            summary.map { $0.pursues != settings.pursues || $0.method != settings.profile.methodName }
            ?? false
        let isLate = try await store.hasNewerResults(in: settings.id)
        guard isLate || isOtherwise else { return }
        let wells = try await store.measuredWells(of: settings.id)
        let evidence = try evidence(of: wells)
        let rewards = try await rewards(of: evidence, round: rounds)
        let digest = sha256Text(Array(changeTable(rewards.changes).utf8))
        let notices =
            rewards.changes.isEmpty
            ? [] : [Notice.rewardsChanged(settings.id, changes: rewards.changes, digest: digest)]
        try await store.refreshRewards(
            rewards,
            in: settings.id,
            notices: notices.map { desk.posting($0, at: clock.now()) }
        )
        areTablesStale = true
        noticeEntered()
        logger.info("late results counted", metadata: ["pairs": "\(rewards.records.count)"])
    }

    func finish(_ reason: FinishReason, rounds: Int) async throws {
        try await countLateResults(rounds: rounds)
        guard try await store.campaign(settings.id)?.finished == false else { return }
        try await writePairTable()
        let notice = Notice.campaignFinished(settings.id, reason: reason, rounds: rounds)
        try await store.setFinished(
            settings.id,
            reason: reason.rawValue,
            notices: [desk.posting(notice, at: clock.now())]
        )
        noticeEntered()
        logger.notice("campaign finished", metadata: ["reason": "\(reason.rawValue)"])
    }

    /// The rewards as they are to be on record, with what moved since the last ones.
    func rewards(of evidence: Evidence, round: Int) async throws -> RewardsOnRecord {
        let records = evidence.records
        // rewards of two methods are in two units
        let isComparable = try await store.rewardSummary(of: settings.id)?.method == evidence.summary.method
        let changes =
            isComparable
            ? rewardChanges(from: try await store.rewards(of: settings.id), to: records, round: round) : []
        return RewardsOnRecord(records, summary: evidence.summary, changes: changes)
    }

    /// Puts `pairs.csv` into the campaign's folder, every pair with what is known of it, and `changes.csv`, as
    /// soon as a reward has moved.
    func writePairTable() async throws {
        let reports = try await store.pairs(of: settings.id).map { $0.marked(by: settings.relations) }
        try writeAtomically([UInt8](pairTable(reports).utf8), to: "\(settings.folder)/pairs.csv")
        let changes = try await store.rewardChanges(of: settings.id)
        guard !changes.isEmpty else { return }
        try writeAtomically([UInt8](changeTable(changes).utf8), to: "\(settings.folder)/changes.csv")
    }
}
