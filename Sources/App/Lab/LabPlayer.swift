package import FoundationEssentials
package import Screen
package import Statistics

/// Something that happened in the lab, for people to watch.
package enum LabEvent: Sendable, Hashable, CustomStringConvertible {
    case batchFound(BatchID, plates: Int, wells: Int)
    case dropped(BatchID, file: String, PlannedFile.Purpose, wells: Int)
    case batchAnswered(BatchID, wells: Int)

    package var description: String {
        switch self {
        case .batchFound(let batch, let plates, let wells):
            return "\(batch): the lab runs \(plates) plate\(plates == 1 ? "" : "s"), \(wells) wells"
        case .dropped(let batch, let file, let purpose, let wells):
            let what =
                switch purpose {
                case .results: "\(wells) wells"
                case .duplicate: "the same file again"
                case .repeated: "\(wells) wells imaged again"
                case .straggler: "\(wells) late wells of the round before"
                case .broken(let kind): "broken on purpose: \(kind.rawValue)"
                case .doneMarker: "the other wells will not come"
                }
            return "\(batch): dropped \(file) (\(what))"
        case .batchAnswered(let batch, let wells):
            return "\(batch): answered, \(wells) wells"
        }
    }
}

/// Plays the lab of one campaign: waits for batches, and drops results for them.
///
/// Its memory is a small file a batch in a folder of its own, so that it can be stopped and started; what
/// it drops hangs on the batch and the seed only.
package struct LabPlayer<Source: LabScreen>: Sendable {
    package struct Settings: Sendable, Hashable {
        package var behaviour = LabBehaviour.lively
        /// Between finding a batch and its first file, and before a late file.
        package var delay = Duration.milliseconds(200)
        /// Between looks at the folders.
        package var poll = Duration.milliseconds(50)
        /// Between the pieces of a file written in place; well below the daemon's quiet period.
        package var slowPause = Duration.milliseconds(30)
        /// Batches to answer, the one of single knockouts included; `nil` for as long as there are any.
        package var batches: Int?
        /// Named in the result files where it is not `nil`.
        package var checkpoint: String?

        package init() {}
    }

    private let folders: LabFolders
    private let memory: URL
    private let screen: Source
    private let settings: Settings
    private let seed: Seed
    private let report: @Sendable (LabEvent) -> Void

    /// A lab for the folder `campaign` that holds `drop/` and `batches/`, with its notes in `memory`, a
    /// folder of its own that is made if it is missing; `report` is told of each event as it happens.
    package init(
        campaign: URL,
        memory: URL,
        screen: Source,
        settings: Settings,
        seed: Seed,
        report: @escaping @Sendable (LabEvent) -> Void
    ) {
        folders = LabFolders(root: campaign)
        self.memory = memory
        self.screen = screen
        self.settings = settings
        self.seed = seed
        self.report = report
    }

    /// Answers batches until the number asked for is answered, or until it is cancelled.
    package func play() async throws {
        try FileManager.default.createDirectory(at: memory, withIntermediateDirectories: true)
        var answered = 0
        var before: LabBatch?
        while settings.batches.map({ answered < $0 }) ?? true {
            let batches = folders.completeBatches()
            guard answered < batches.count else {
                try await Task.sleep(for: settings.poll)
                continue
            }
            let batch = try folders.batch(batches[answered])
            try await answer(batch, before: before)
            before = batch
            answered += 1
        }
    }

    private func answer(_ batch: LabBatch, before: LabBatch?) async throws {
        let plan = roundPlan(
            for: batch,
            before: before,
            screen: screen,
            behaviour: settings.behaviour,
            seed: seed,
            checkpoint: settings.checkpoint
        )
        var dropped = recall(batch.id)
        if dropped < plan.files.count {
            report(.batchFound(batch.id, plates: batch.plates.count, wells: batch.wells))
            try await Task.sleep(for: settings.delay)
        }
        while true {
            switch plan.nextMove(dropped: dropped, folders: folders.names()) {
            case .rest:
                return
            case .wait:
                try await Task.sleep(for: settings.poll)
            case .dropAgain(let file):
                try await put(file, batch.id)
            case .drop(let file):
                if file.late { try await Task.sleep(for: settings.delay) }
                try await put(file, batch.id)
                dropped += 1
                try remember(batch.id, dropped)
                if dropped == plan.files.count {
                    let wells = plan.files.filter { $0.purpose == .results }.reduce(0) { $0 + $1.wells }
                    report(.batchAnswered(batch.id, wells: wells))
                }
            }
        }
    }

    private func put(_ file: PlannedFile, _ batch: BatchID) async throws {
        if file.slowly {
            try await folders.putSlowly(file.bytes, named: file.name, pause: settings.slowPause)
        } else {
            try folders.put(file.bytes, named: file.name)
        }
        report(.dropped(batch, file: file.name, file.purpose, wells: file.wells))
    }

    // MARK: - Memory

    private func note(of batch: BatchID) -> URL { memory.appending(path: "\(batch).dropped") }

    /// How many files of the batch's plan were dropped.
    private func recall(_ batch: BatchID) -> Int {
        // because a batch without a note is one that nothing was dropped for
        guard let bytes = try? Data(contentsOf: note(of: batch)) else { return 0 }
        return Int(String(decoding: bytes, as: UTF8.self)) ?? 0
    }

    private func remember(_ batch: BatchID, _ dropped: Int) throws {
        try Data(String(dropped).utf8).write(to: note(of: batch), options: .atomic)
    }
}
