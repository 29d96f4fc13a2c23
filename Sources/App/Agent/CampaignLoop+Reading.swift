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
    func read(_ file: SettledFile, checkpoint: String?) async throws {
        let table = try TableReader.read(file.bytes, limits: .standard)
        if let list = try readBarcodeList(table) {
            let fact = FileFact(
                sha256: file.sha256,
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
        let record = try await store.campaign(settings.id)
        let known = try await store.barcodes(of: settings.id)
        let context = ReadoutContext(
            genes: settings.genes,
            guides: settings.guides.guides,
            controls: settings.guides.controls,
            centring: settings.guides.centring,
            format: settings.layout.format,
            sidecarCheckpoint: checkpoint,
            defaultCheckpoint: settings.checkpoint ?? record?.checkpoint,
            knownBarcodes: Set(known),
            barcodesOfPlatemap: try await store.barcodesOfPlatemaps(in: settings.id)
        )
        let fact = FileFact(
            sha256: file.sha256,
            name: file.entry.name.display,
            kind: .results,
            at: clock.now()
        )
        switch try readDrop(table, fileName: file.entry.name.display, context: context) {
        case .platemap(let platemap):
            try await take(platemap, fact)
        case .readout(let readout):
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
            let wells = try checkReadout(readout, against: layouts, expecting: expectations)
            let counts = Dictionary(grouping: wells, by: \.well.plate).mapValues(\.count)
            let notice = Notice.plateTaken(
                file: fact.name,
                digest: fact.sha256,
                campaign: settings.id,
                plates: counts
            )
            try await store.takeResults(
                fact,
                readings: wells,
                features: readout.features,
                checkpoint: readout.checkpoint,
                in: settings.id,
                notices: [desk.posting(notice, at: clock.now())]
            )
            logger.info("results taken", metadata: ["file": "\(fact.name)", "wells": "\(wells.count)"])
        }
    }

    private func take(_ platemap: Platemap, _ results: FileFact) async throws {
        let known = try await store.layouts(of: platemap.layouts.map(\.barcode), in: settings.id)
        let new = try checkPlatemap(platemap, against: known)
        for layout in new
        where settings.layout.barcodePattern.couldName(layout.barcode, campaign: settings.id) {
            throw Rejection(
                rule: "reserved-barcode",
                reason: "The campaign keeps the barcode \(layout.barcode) for a plate of its own batches.",
                value: layout.barcode.text,
                expected: "a barcode unlike \(settings.layout.barcodePattern)",
                remedy: "Give the plate another barcode, on the plate, in the platemap and in its results."
            )
        }
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
