import Cycle
import DropFolder
import FoundationEssentials
import Layouts
import Logging
import Profiles
import Readouts
import Screen
import ServiceLifecycle
import Settings
import Store
import Tables

extension CampaignLoop {
    /// Takes every file of the drop folder that has settled, or sets it aside.
    ///
    /// Platemaps go first, because results may need them; done markers go last, and only when nothing else
    /// is left in the folder, because they give up what has not come.
    func takeSettledFiles() async throws {
        let listing = try DropListing(of: folders.drop, maximumFileBytes: watch.maximumFileBytes)
        let settled = tracker.observe(listing, at: clock.elapsed())
        // what may not be opened is set aside whatever its name says
        let refused = settled.filter { $0.refusal != nil }
        let readable = settled.filter { $0.refusal == nil }
        let sidecars = Dictionary(
            uniqueKeysWithValues: readable.filter { $0.name.isSidecar }.map { ($0.name, $0) }
        )
        // a file is not judged before what stands beside it can be read
        let settling = Set(listing.entries.map(\.name)).subtracting(settled.map(\.name))
        let tables = readable.filter { entry in
            !entry.name.isDoneMarker && !entry.name.isSidecar
                && !(entry.name.sidecar.map(settling.contains) ?? false)
        }
        let inOrder =
            refused + tables.sorted { ($0.name.precedence, $0.name) < ($1.name.precedence, $1.name) }
        var deferred: [DroppedEntry] = []
        for entry in inOrder {
            guard mayGoOn else { return }
            let sidecar = entry.name.sidecar.flatMap { sidecars[$0] }
            if try await take(entry, sidecar: sidecar, defersUnknownPlate: true) == .deferred {
                deferred.append(entry)
            }
        }
        for entry in deferred {
            guard mayGoOn else { return }
            let sidecar = entry.name.sidecar.flatMap { sidecars[$0] }
            _ = try await take(entry, sidecar: sidecar, defersUnknownPlate: false)
        }
        let markers = readable.filter { $0.name.isDoneMarker }
        guard !markers.isEmpty else { return }
        let left = try DropListing(of: folders.drop, maximumFileBytes: watch.maximumFileBytes).entries
        guard left.allSatisfy({ $0.name.isDoneMarker || $0.name.isSidecar }) else { return }
        for marker in markers where mayGoOn { try await takeDoneMarker(marker) }
    }

    private var mayGoOn: Bool { !Task.isShuttingDownGracefully && !Task.isCancelled }

    private var dropped: Dropped {
        Dropped(
            campaign: settings.id,
            folder: folders.drop,
            folders: folders,
            store: store,
            desk: desk,
            clock: clock
        )
    }

    private enum Fate {
        case done
        /// Its plate is unknown; a platemap among the other files may change that.
        case deferred
    }

    private func take(
        _ entry: DroppedEntry,
        sidecar: DroppedEntry?,
        defersUnknownPlate: Bool
    ) async throws -> Fate {
        vitals.beat(settings.id.text)
        let opened = try await dropped.open(entry, maximumBytes: watch.maximumFileBytes)
        guard case .file(let file) = opened else {
            if opened == .changing { tracker.startAnew(entry.name) }
            noticeEntered()
            return .done
        }
        if try await store.hasTaken(file.sha256, in: settings.id) {
            logger.info("file taken before", metadata: ["file": "\(entry.name)"])
            try accept(file, with: sidecar)
            return .done
        }
        do {
            try await take(file, checkpoint: checkpoint(of: sidecar))
        } catch let rejection as Rejection {
            if defersUnknownPlate, rejection.rule == "unknown-plate" { return .deferred }
            let kind: FileFact.Kind = entry.name.isPlatemap ? .platemap : .results
            try await dropped.setAside(entry, sha256: file.sha256, kind: kind, rejection)
            try move(sidecar, to: folders.rejected)
            noticeEntered()
            logger.notice("file set aside", metadata: ["file": "\(entry.name)", "rule": "\(rejection.rule)"])
            return .done
        }
        Measures.fileTaken(settings.id)
        try accept(file, with: sidecar)
        noticeEntered()
        return .done
    }

    /// Reads a file and commits what it says.
    ///
    /// - throws: `Rejection` where it says nothing that can be believed.
    private func take(_ file: SettledFile, checkpoint: String?) async throws {
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
    }

    /// The embedding checkpoint that `NAME.json` beside a results file names.
    private func checkpoint(of sidecar: DroppedEntry?) throws -> String? {
        guard let sidecar,
            case .read(let file) = try openSettled(sidecar, in: folders.drop, maximumBytes: 1 << 20)
        else { return nil }
        do {
            return try JSONDecoder().decode(Sidecar.self, from: Data(file.bytes)).embeddingModel
        } catch {
            throw Rejection(
                rule: "bad-sidecar",
                reason: "The file \(sidecar.name) beside it is not JSON that can be read.",
                expected: "{\"embedding_model\": \"NAME\"}",
                remedy: "Mend it, or leave it out, and drop both files again."
            )
        }
    }

    /// The sidecar goes first: a file that is left behind is known by its digest, a sidecar by nothing.
    private func accept(_ file: SettledFile, with sidecar: DroppedEntry?) throws {
        try move(sidecar, to: folders.accepted)
        try dropped.accept(file)
    }

    private func move(_ sidecar: DroppedEntry?, to folder: String) throws {
        guard let sidecar else { return }
        _ = try moveAway(sidecar, from: folders.drop, to: folder, as: sidecar.name.safe, sha256: nil)
    }

    /// `BATCH.done`, `PLATE.done` or `singles.done`: what is still owed of it will not come.
    private func takeDoneMarker(_ entry: DroppedEntry) async throws {
        let name = entry.name.display.dropLast(".done".count)
        let identity = hexadecimalSHA256(of: entry.name.bytes)
        let barcodes = try await store.barcodes(of: settings.id)
        let round = try await store.rounds(of: settings.id).first { $0.batch.text == name }
        var plates: [Barcode] = []
        if let round {
            plates = round.plates.map(\.barcode)
        } else if barcodes.contains(Barcode(String(name))) {
            plates = [Barcode(String(name))]
        } else if name != "singles" {
            let rejection = Rejection(
                rule: "unknown-done-marker",
                reason: "There is no batch and no plate '\(name)'.",
                value: String(name),
                expected:
                    "a batch such as \(BatchID(campaign: settings.id, round: 1)), a plate, or 'singles'",
                remedy:
                    "Name the marker after the folder in batches/, or after the plate, with .done behind it."
            )
            try await dropped.setAside(entry, sha256: nil, kind: .doneMarker, rejection)
            noticeEntered()
            return
        }
        let fact = FileFact(sha256: identity, name: entry.name.display, kind: .doneMarker, at: clock.now())
        try await store.takeDoneMarker(
            fact,
            plates: plates,
            waivesSingles: name == "singles",
            in: settings.id,
            notices: []
        )
        logger.info("done marker taken", metadata: ["file": "\(entry.name)"])
        _ = try moveAway(entry, from: folders.drop, to: folders.accepted, as: entry.name.safe, sha256: nil)
    }
}

private struct Sidecar: Decodable {
    let embeddingModel: String?

    enum CodingKeys: String, CodingKey {
        case embeddingModel = "embedding_model"
    }
}

extension FileName {
    var isDoneMarker: Bool { display.hasSuffix(".done") && bytes.count > 5 }
    fileprivate var isSidecar: Bool { display.hasSuffix(".json") }
    fileprivate var isPlatemap: Bool { display.lowercased().contains("platemap") }
    /// Barcode lists before the platemaps they name, and those before the results that need them.
    fileprivate var precedence: Int {
        guard isPlatemap else { return 2 }
        return display.lowercased().contains("barcode") ? 0 : 1
    }
    /// The name of the JSON file that may stand beside this one.
    fileprivate var sidecar: FileName? { FileName(bytes + Array(".json".utf8)) }
}
