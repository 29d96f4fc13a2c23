import Cycle
import FoundationEssentials
import Layouts
import PlateFiles
import Profiles
import Screen
import Settings
import Store

/// What new facts make of a campaign's readings.
struct Judgement {
    /// Verdicts that are not those on record; readings that are new are on record as usable.
    var changes: [ReadingID: ReadingVerdict] = [:]
    /// What is told of them.
    var told = DroppedWells()
}

extension CampaignLoop {
    /// Judges a file's readings, and again those on record that the file bears on: its plates' controls, and the
    /// replicates of its knockouts wherever they are.
    func judgement(
        on readings: [MeasuredWell],
        failures: [WellID: WellDrop],
        of file: FileFact
    ) async throws -> Judgement {
        let failed = try await store.failedWells(in: settings.id).merging(failures) {
            // whichever list came first
            ($0.note ?? "") <= ($1.note ?? "") ? $0 : $1
        }
        let known = try await store.readingFacts(of: settings.id).map { fact in
            ReadingFact(
                id: fact.id,
                content: fact.content,
                cells: fact.cells,
                failure: failed[fact.id.well],
                verdict: fact.verdict
            )
        }
        let new = readings.map { reading in
            ReadingFact(
                id: ReadingID(well: reading.well, file: file.sha256),
                content: reading.content,
                cells: reading.cellCount,
                failure: failed[reading.well]
            )
        }
        let plates = Set(readings.map(\.well.plate) + failures.keys.map(\.plate))
        var controls = try await store.embeddings(of: negativeControls, on: plates, in: settings.id)
        for reading in readings where reading.content.role.isNegativeControl {
            controls[ReadingID(well: reading.well, file: file.sha256)] = reading.embedding
        }
        let verdicts = verdicts(of: known + new, controls: controls, on: plates)
        let own = new.map { (well: $0.id.well, content: $0.content, verdict: verdicts[$0.id] ?? .usable) }
        var judgement = Judgement(changes: changes(of: known + new, to: verdicts))
        let turned = known.filter { judgement.changes[$0.id] != nil && failures[$0.id.well] == nil }
        let withdrawn = turned.count { judgement.changes[$0.id]?.drop != nil && $0.verdict.drop == nil }
        let restored = turned.count { judgement.changes[$0.id]?.drop == nil && $0.verdict.drop != nil }
        judgement.told = DroppedWells(
            own: own,
            restored: restored,
            withdrawn: withdrawn,
            repeats: settings.repeats.retries > 0,
            needed: try await store.neededGenes(of: settings.id)
        )
        return judgement
    }

    /// Judges every reading on record, if the rules are not those by which they were judged.
    func judgeAnew() async throws {
        let quality = settings.quality
        let rules = """
            cells \(quality.minimumCells) \(quality.minimumCellShare), outlying controls \
            \(quality.outlyingControls), centring \(settings.guides.centring.rawValue), \
            logarithm \(settings.profile.logarithm)
            """
        guard try await store.rulesOfJudgement(of: settings.id) != rules else { return }
        let facts = try await store.readingFacts(of: settings.id)
        // plate by plate, because all embeddings together may be more than there is memory for
        var compared: [ReadingID: ReadingVerdict] = [:]
        for (plate, own) in Dictionary(grouping: facts, by: \.id.well.plate) {
            let controls = try await store.embeddings(of: negativeControls, on: [plate], in: settings.id)
            compared.merge(verdicts(of: own, controls: controls, on: [plate])) { old, _ in old }
        }
        let carried = facts.map { fact in
            ReadingFact(
                id: fact.id,
                content: fact.content,
                cells: fact.cells,
                failure: fact.failure,
                verdict: compared[fact.id] ?? .usable
            )
        }
        let verdicts = verdicts(of: carried, controls: [:], on: [])
        try await store.judge(changes(of: facts, to: verdicts), by: rules, in: settings.id)
        isWellTableStale = true
    }

    private func verdicts(
        of facts: [ReadingFact],
        controls: [ReadingID: [Double]],
        on plates: Set<Barcode>
    ) -> [ReadingID: ReadingVerdict] {
        Profiles.verdicts(
            of: facts,
            controls: controls,
            on: plates,
            settings: settings.quality,
            centring: settings.guides.centring,
            logarithm: settings.profile.logarithm
        )
    }

    private func changes(
        of facts: [ReadingFact],
        to verdicts: [ReadingID: ReadingVerdict]
    ) -> [ReadingID: ReadingVerdict] {
        var changes: [ReadingID: ReadingVerdict] = [:]
        for fact in facts {
            let verdict = verdicts[fact.id] ?? .usable
            if verdict != fact.verdict { changes[fact.id] = verdict }
        }
        return changes
    }

    private var negativeControls: Set<WellRole> { Set(WellRole.allCases.filter(\.isNegativeControl)) }

    /// Puts `dropped-wells.csv` into the campaign's folder, as soon as there is a well for it.
    func writeWellTable() async throws {
        let wells = try await store.remarkedWells(of: settings.id)
        let needed = try await store.neededGenes(of: settings.id)
        let path = "\(settings.folder)/dropped-wells.csv"
        if !wells.isEmpty || FileManager.default.fileExists(atPath: path) {
            try writeAtomically([UInt8](wellTable(wells, needed: needed).utf8), to: path)
        }
        isWellTableStale = false
    }
}

/// `dropped-wells.csv`: a line a well, by plate and well.
func wellTable(_ wells: [RemarkedWell], needed: NeededGenes?) -> String {
    let header = [
        "plate", "well", "role", "gene_a", "guide_a", "gene_b", "guide_b", "state", "reason", "value",
        "threshold", "note",
        "round", "needed",
    ]
    let rows = wells.map { entry -> [String] in
        let (a, b) = (entry.content.a, entry.content.b)
        return [
            entry.well.plate.text, entry.well.position.label, entry.content.role.rawValue,
            a?.gene?.symbol ?? "", a?.name ?? "", b?.gene?.symbol ?? "", b?.name ?? "",
            entry.isDropped ? "dropped" : "kept", entry.remark.reason.rawValue,
            entry.remark.value?.description ?? "", entry.remark.bound?.description ?? "",
            entry.remark.note.map(harmless) ?? "", entry.round.map(String.init) ?? "",
            (needed?.among(entry.content.genes) ?? []).map(\.gene.symbol).joined(separator: "|"),
        ]
    }
    return reportTable(header, rows)
}

/// Text of a dropped file that a spreadsheet would take for a formula, marked as text.
private func harmless(_ text: String) -> String {
    text.first.map { "=+-@\t".contains($0) } ?? false ? "'\(text)" : text
}
