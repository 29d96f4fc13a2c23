import CLinux
import Cycle
import Logging
import PlateFiles
import Profiles
import Screen
import Settings
import Store

extension CampaignLoop {
    /// Puts `controls.csv`, `controls.svg` and `guides.csv` into the campaign's folder: how its controls move from
    /// plate to plate, and which guides say something else than the others of their knockout.
    func writeControlFiles(of wells: [MeasuredWell], _ evidence: Evidence) throws {
        let drift = try controlDrift(of: wells, settings: settings.profile)
        let guides = try guideAgreement(
            of: wells,
            settings: settings.profile,
            profiles: evidence.profiles,
            spread: evidence.spread
        )
        let folder = settings.folder
        try writeAtomically([UInt8](controlTable(drift).utf8), to: "\(folder)/controls.csv")
        try writeAtomically([UInt8](drift.chart(of: settings.id.text).utf8), to: "\(folder)/controls.svg")
        try writeAtomically([UInt8](guideTable(guides).utf8), to: "\(folder)/guides.csv")
    }

    /// Every table that a round's end changes; one that cannot be written now is written as soon as it can be.
    func writeStaleTables() async throws {
        guard areTablesStale else { return }
        try await writePairTable()
        try await mendControlFiles()
        areTablesStale = false
        // because the allocator would keep a round's draws for the night
        linux_return_free_memory()
    }

    /// The same and `anatomy.csv` from what is on record, where a daemon may have ended before it wrote them.
    ///
    /// What keeps rewards from being computed is told where they are computed, and keeps nothing else waiting.
    func mendControlFiles() async throws {
        defer { latestEvidence = nil }
        let wells = try await store.measuredWells(of: settings.id)
        do {
            let evidence = try evidence(of: wells)
            try writeControlFiles(of: wells, evidence)
            try writeAnatomyTable(of: wells, evidence)
        } catch let fault as any CampaignFault {
            logger.warning("controls not told", metadata: ["fault": "\(fault)"])
        }
    }
}
