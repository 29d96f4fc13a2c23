import Screen
import Statistics

/// Decides which files a batch's wells come in, and what else comes with them.
struct RoundPlanner<Source: LabScreen> {
    let screen: Source
    let behaviour: LabBehaviour
    let seed: Seed
    let checkpoint: String?

    private struct Part {
        let name: String
        let style: ResultStyle
        let readings: [WellReading]
    }

    func plan(_ batch: LabBatch, _ before: LabBatch?) -> RoundPlan {
        var generator = SeededGenerator(seed.derived("round \(batch.id)"))
        let attendance = attendance(of: batch)
        var wants = (repeated: false, late: false, broken: false)
        wants.repeated = generator.happens(behaviour.repeated)
        wants.late = generator.happens(behaviour.late)
        wants.broken = generator.happens(behaviour.broken)
        // What is imaged again must not complete the round, so it needs a file beside the last one.
        let parts = parts(
            of: attendance.present,
            atLeast: wants.repeated || wants.late ? 2 : 1,
            using: &generator
        )
        let order = generator.shuffled(Array(parts.indices))
        let gaveUp = attendance.present.count < batch.wells
        let early = gaveUp && !wants.late ? order : Array(order.dropLast())
        let last = gaveUp && !wants.late ? nil : order.last

        var waves: [[PlannedFile]] = [early.map { file(parts[$0], using: &generator) }, [], [], []]
        if let before { waves[0] += stragglers(of: before) }
        // Of wells that do not complete the round, where there are any: a broken file changes nothing anyway.
        let models = early.first.map { parts[$0].readings } ?? attendance.present
        if wants.broken, !models.isEmpty { waves[0].append(broken(batch, models, &generator)) }
        waves[0] = generator.shuffled(waves[0])
        for part in early where generator.happens(behaviour.duplicate) { waves[1].append(copy(parts[part])) }
        if wants.repeated, let part = early.first { waves[1].append(rescan(parts[part], batch, &generator)) }
        if let last {
            waves[2] = [file(parts[last], using: &generator)]
            waves[2][0].late = wants.late
        }
        if gaveUp || parts.isEmpty { waves[3] = [marker(batch)] }
        var files: [PlannedFile] = []
        for (number, wave) in waves.enumerated() {
            files += wave.map { file in
                var file = file
                file.wave = number
                return file
            }
        }
        return RoundPlan(batch: batch.id, files: files)
    }

    // MARK: - Wells

    private struct Attendance {
        let present: [WellReading]
        let missing: [WellReading]
        /// Whether the missing wells turn up a round later.
        let straggling: Bool
    }

    private func attendance(of batch: LabBatch) -> Attendance {
        let readings = screen.readings(of: batch.plates).map { isEmpty($0.well) ? $0.withoutCells(seed) : $0 }
        var generator = SeededGenerator(seed.derived("attendance \(batch.id)"))
        let fails = generator.happens(behaviour.missing)
        let straggling = generator.happens(behaviour.straggling)
        // Controls never fail here: a plate without its zero would be another story.
        let able = readings.filter { !$0.content.role.isControl }.map(\.well)
        let failed = fails ? Set(generator.shuffled(able).prefix(1 + generator.index(below: 3))) : []
        let present = readings.filter { !failed.contains($0.well) }
        let missing = readings.filter { failed.contains($0.well) }
        return Attendance(present: present, missing: missing, straggling: straggling)
    }

    private func isEmpty(_ well: WellID) -> Bool {
        guard behaviour.empty > 0 else { return false }
        let place = well.position.row * 100 + well.position.column
        var generator = SeededGenerator(seed.derived("loses cells \(well.plate)", place))
        return generator.happens(behaviour.empty)
    }

    private func parts(
        of readings: [WellReading],
        atLeast: Int,
        using generator: inout SeededGenerator
    ) -> [Part] {
        var turn = generator.index(below: 8)
        let plates = Dictionary(grouping: readings, by: \.well.plate)
        var parts: [Part] = []
        for plate in plates.keys.sorted() {
            let wells = plates[plate, default: []]
            let wanted = generator.happens(behaviour.split) ? 2 + generator.index(below: 2) : 1
            let count = min(max(wanted, plates.count == 1 ? atLeast : 1), wells.count)
            for part in 0..<count {
                let style = ResultStyle(turn: turn)
                turn += 1
                let kind = style.dialect == .rxrx3 ? "embeddings" : "profiles"
                let suffix = count > 1 ? "_part\(part + 1)of\(count)" : ""
                let readings = share(part, of: count, wells)
                guard !readings.isEmpty else { continue }
                parts.append(
                    Part(
                        name: "\(plate)_\(kind)\(suffix)\(style.ending)",
                        style: style,
                        readings: readings
                    )
                )
            }
        }
        return parts
    }

    /// One of `count` parts of a plate, with its share of each role: no file comes without controls.
    private func share(_ part: Int, of count: Int, _ wells: [WellReading]) -> [WellReading] {
        Dictionary(grouping: wells, by: \.content.role).values.flatMap { wells in
            wells[(part * wells.count / count)..<((part + 1) * wells.count / count)]
        }
        .sorted { $0.well < $1.well }
    }

    // MARK: - Files

    private func file(_ part: Part, using generator: inout SeededGenerator) -> PlannedFile {
        let slowly = generator.happens(behaviour.slow)
        return PlannedFile(
            name: part.name,
            bytes: bytes(part.readings, part.style),
            purpose: .results,
            wells: part.readings.count,
            // A half-written text file reads like a whole one with fewer wells; a compressed one does not.
            slowly: slowly && part.style.gzip
        )
    }

    private func copy(_ part: Part) -> PlannedFile {
        PlannedFile(
            name: "Copy of \(part.name)",
            bytes: bytes(part.readings, part.style),
            purpose: .duplicate,
            wells: part.readings.count
        )
    }

    private func rescan(
        _ part: Part,
        _ batch: LabBatch,
        _ generator: inout SeededGenerator
    ) -> PlannedFile {
        let chosen = Set(generator.shuffled(part.readings.map(\.well)).prefix(24))
        let again = part.readings.filter { chosen.contains($0.well) }.map { screen.repeated($0, attempt: 1) }
        let style = ResultStyle(turn: generator.index(below: 8))
        return PlannedFile(
            name: "\(batch.id)_rescan\(style.ending)",
            bytes: bytes(again, style),
            purpose: .repeated,
            wells: again.count
        )
    }

    private func stragglers(of batch: LabBatch) -> [PlannedFile] {
        let attendance = attendance(of: batch)
        guard attendance.straggling, !attendance.missing.isEmpty else { return [] }
        let style = ResultStyle(dialect: .jump, tabs: false, gzip: false)
        return [
            PlannedFile(
                name: "\(batch.id)_late\(style.ending)",
                bytes: bytes(attendance.missing, style),
                purpose: .straggler,
                wells: attendance.missing.count
            )
        ]
    }

    private func broken(
        _ batch: LabBatch,
        _ models: [WellReading],
        _ generator: inout SeededGenerator
    ) -> PlannedFile {
        let kind = BrokenKind.allCases[generator.index(below: BrokenKind.allCases.count)]
        let wells = Array(generator.shuffled(models).prefix(12)).sorted { $0.well < $1.well }
        let made = brokenFile(
            kind,
            of: wells,
            features: screen.features,
            number: generator.index(below: 1_000)
        )
        return PlannedFile(
            name: "\(batch.id)_\(kind.rawValue)\(made.ending)",
            bytes: made.bytes,
            purpose: .broken(kind),
            wells: 0
        )
    }

    private func marker(_ batch: LabBatch) -> PlannedFile {
        PlannedFile(name: "\(batch.id).done", bytes: [], purpose: .doneMarker, wells: 0)
    }

    private func bytes(_ readings: [WellReading], _ style: ResultStyle) -> [UInt8] {
        resultFile(readings, features: screen.features, style: style, checkpoint: checkpoint)
    }
}
