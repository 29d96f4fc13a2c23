import AnnData
import Converter
import Cycle
import DropFolder
import Layouts
import Logging
import Profiles
import Readouts
import Screen
import Settings
import Store
import Tables

extension CampaignLoop {
    /// Reads a file and commits what it says.
    ///
    /// - throws: `Rejection` where it says nothing that can be believed.
    func read(_ file: SettledFile, wells: SettledFile?, checkpoint: String?) async throws {
        let written = try writtenProfile()
        let table = try await table(of: file, wells: wells, profile: written?.profile)
        if let list = try readBarcodeList(table) {
            let fact = FileFact(
                sha256: file.identity,
                name: file.entry.name.display,
                kind: .platemap,
                at: clock.now()
            )
            try await store.takeBarcodeList(fact, list, in: settings.id)
            logger.info(
                "barcode list taken",
                metadata: ["file": "\(fact.name)", "platemaps": "\(list.count)"]
            )
            return
        }
        if let list = try readFailedWells(table) {
            try await take(list, file)
            return
        }
        let record = try await store.campaign(settings.id)
        let known = try await store.barcodes(of: settings.id)
        var context = ReadoutContext(settings)
        context.sidecarCheckpoint = checkpoint
        context.defaultCheckpoint = settings.checkpoint ?? record?.checkpoint
        context.knownBarcodes = Set(known)
        context.barcodesOfPlatemap = try await store.barcodesOfPlatemaps(in: settings.id)
        context.features = record?.features
        context.profile = written?.profile
        let fact = FileFact(
            sha256: file.identity,
            name: file.entry.name.display,
            kind: .results,
            at: clock.now(),
            readingProfile: written?.sha256
        )
        switch try readDrop(table, fileName: file.entry.name.display, context: context) {
        case .platemap(let platemap):
            try await take(platemap, fact)
        case .readout(let named):
            let released = try await releases(of: fact)
            let readout = try await asReleased(named, released)
            let plates = readout.plates
            let layouts = try await store.layouts(of: plates, in: settings.id)
            let expectations = ReadoutExpectations(
                features: record?.features,
                checkpoint: settings.checkpoint ?? record?.checkpoint,
                genes: Set(settings.genes),
                centring: settings.guides.centring,
                measured: try await store.measuredPositions(of: plates, in: settings.id)
            )
            try checkPlausible(readout)
            if settings.profile.logarithm { try checkPositive(readout) }
            let wells: [MeasuredWell]
            do throws(Rejection) {
                wells = try checkReadout(readout, against: layouts, expecting: expectations)
            } catch {
                throw try await likelier(
                    than: error,
                    readout,
                    of: fact,
                    layouts: layouts,
                    released: released,
                    features: record?.features
                )
            }
            let doubts = try await checkPlates(wells, of: fact, layouts: layouts, released: released)
            let counts = Dictionary(grouping: wells, by: \.well.plate).mapValues(\.count)
            let judgement = try await judgement(on: wells, failures: readout.failures, of: fact)
            let notice = Notice.plateTaken(
                file: fact.name,
                digest: fact.sha256,
                campaign: settings.id,
                plates: counts,
                dropped: judgement.told,
                doubts: doubts
            )
            try await store.takeResults(
                fact,
                readings: wells,
                features: readout.features,
                checkpoint: readout.checkpoint,
                verdicts: judgement.changes,
                failures: readout.failures,
                in: settings.id,
                notices: [desk.posting(notice, at: clock.now())]
            )
            if !judgement.changes.isEmpty { isWellTableStale = true }
            logger.info("results taken", metadata: ["file": "\(fact.name)", "wells": "\(wells.count)"])
        }
    }

    private func take(_ list: FailedWells, _ file: SettledFile) async throws {
        let layouts = try await store.layouts(of: list.plates, in: settings.id)
        let failures = try checkFailedWells(list, against: layouts)
        let fact = FileFact(
            sha256: file.identity,
            name: file.entry.name.display,
            kind: .failedWells,
            at: clock.now()
        )
        let judgement = try await judgement(on: [], failures: failures, of: fact)
        let notice = Notice.failedWellsTaken(
            file: fact.name,
            digest: fact.sha256,
            campaign: settings.id,
            plates: Dictionary(grouping: failures.keys, by: \.plate).mapValues(\.count),
            isRepeated: settings.repeats.retries > 0
        )
        try await store.takeFailedWells(
            fact,
            failures,
            verdicts: judgement.changes,
            in: settings.id,
            notices: failures.isEmpty ? [] : [desk.posting(notice, at: clock.now())]
        )
        isWellTableStale = true
        logger.info("failed wells taken", metadata: ["file": "\(fact.name)", "wells": "\(failures.count)"])
    }

    private func table(
        of file: SettledFile,
        wells: SettledFile?,
        profile: ReadingProfile?
    ) async throws -> DroppedTable {
        if let wells {
            return try arrayTable(file.bytes, wells: wells.bytes, named: wells.entry.name.display)
        }
        return try readTable(try await text(of: file), profile: profile)
    }

    /// What `TableReader` reads; AnnData is turned into CSV by a process of its own.
    private func text(of file: SettledFile) async throws -> [UInt8] {
        guard isHDF5(file.bytes) else { return file.bytes }
        return try await converter.csv(ofH5AD: file.bytes)
    }

    private func take(_ platemap: Platemap, _ results: FileFact) async throws {
        let known = try await store.layouts(of: platemap.layouts.map(\.barcode), in: settings.id)
        let pattern = settings.layout.barcodePattern
        let new = try checkPlatemap(
            platemap,
            against: known,
            reserved: ReservedBarcodes(pattern: "\(pattern)") { [campaign = settings.id] barcode in
                pattern.couldName(barcode, campaign: campaign)
            }
        )
        let fact = FileFact(sha256: results.sha256, name: results.name, kind: .platemap, at: results.at)
        try await store.takePlatemap(
            fact,
            layouts: new,
            in: settings.id,
            notices: []
        )
        logger.info(
            "platemap taken",
            metadata: ["file": "\(fact.name)", "plates": "\(platemap.layouts.count)"]
        )
        mayReconsider = true
    }

    /// Puts results back into the drop folder whose platemap has come since they were set aside.
    ///
    /// Asked for at the start too: a daemon may have ended between taking a platemap and this.
    func reconsiderResults() async throws {
        guard mayReconsider else { return }
        let own = Set(try await store.rounds(of: settings.id).flatMap(\.plates).map(\.barcode))
        let others = try await store.barcodes(of: settings.id).filter { !own.contains($0) }
        try dropped.reconsider(resultsOf: others, maximumBytes: watch.maximumFileBytes)
        mayReconsider = false
    }
}
