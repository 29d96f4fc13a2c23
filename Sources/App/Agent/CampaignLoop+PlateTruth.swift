import Cycle
import Layouts
import Logging
import PlateTruth
import Profiles
import Readouts
import Screen
import Settings
import Store

extension CampaignLoop {
    /// How a person said that the plates of a file are to be read.
    func releases(of file: FileFact) async throws -> [Barcode: TrueLayout] {
        var result: [Barcode: TrueLayout] = [:]
        for release in try await store.releases(of: file.sha256, in: settings.id) {
            result[release.plate] = TrueLayout(release.layout)
        }
        return result
    }

    /// The readout as a person said that it is to be read.
    func asReleased(_ readout: Readout, _ releases: [Barcode: TrueLayout]) async throws -> Readout {
        var plates = Set(readout.plates)
        for case .plate(let other) in releases.values { plates.insert(other) }
        return readout.released(
            releases,
            layouts: try await store.layouts(of: plates.sorted(), in: settings.id)
        )
    }

    /// Compares the wells of every plate with what its layout says they are.
    ///
    /// Plates that a person has spoken of are not judged.
    ///
    /// - Returns: a sentence for each plate that does not look as designed, where the campaign only warns.
    /// - Throws: `Rejection` where a plate has another layout.
    func checkPlates(
        _ wells: [MeasuredWell],
        of file: FileFact,
        layouts: [Barcode: PlateLayout],
        released: [Barcode: TrueLayout]
    ) async throws -> [String] {
        let spoken = Set(
            released.map { plate, truth in
                if case .plate(let other) = truth { other } else { plate }
            }
        )
        let byPlate = Dictionary(grouping: wells) { $0.well.plate }.filter { !spoken.contains($0.key) }
            .mapValues { wells in
                wells.map { PlateWell(position: $0.well.position, embedding: $0.embedding) }
            }
        let verdicts = try await verdicts(on: byPlate, of: file, layouts: layouts)
        guard let rejection = rejection(of: file.name, for: verdicts) else { return [] }
        guard settings.plateTruth == .warn else { throw rejection }
        logger.notice("plate looks otherwise", metadata: ["file": "\(file.name)"])
        return verdicts.compactMap(\.reason)
    }

    /// A better reason than that a well is empty, where the plate as a whole tells what befell it.
    func likelier(
        than fault: Rejection,
        _ readout: Readout,
        of file: FileFact,
        layouts: [Barcode: PlateLayout],
        released: [Barcode: TrueLayout],
        features: [String]?
    ) async throws -> Rejection {
        guard fault.rule == "empty-well" || fault.rule == "content-conflict",
            let order = featureOrder(readout.features, expected: features)
        else { return fault }
        var byPlate: [Barcode: [PlateWell]] = [:]
        for (plate, rows) in Dictionary(grouping: readout.wells, by: \.well.plate)
        where released[plate] == nil {
            var seen: Set<WellPosition> = []
            byPlate[plate] = rows.filter { seen.insert($0.well.position).inserted }.map { row in
                PlateWell(position: row.well.position, embedding: order.map { row.embedding[$0] })
            }
        }
        let verdicts = try await verdicts(on: byPlate, of: file, layouts: layouts)
        return rejection(of: file.name, for: verdicts) ?? fault
    }

    private func featureOrder(_ found: [String], expected: [String]?) -> [Int]? {
        guard let expected else { return Array(found.indices) }
        let places = Dictionary(found.enumerated().map { ($1, $0) }) { first, _ in first }
        let order = expected.compactMap { places[$0] }
        return order.count == expected.count && order.count == found.count ? order : nil
    }

    /// By plate; recorded with the file's digest.
    private func verdicts(
        on plates: [Barcode: [PlateWell]],
        of file: FileFact,
        layouts: [Barcode: PlateLayout]
    ) async throws -> [PlateVerdict] {
        guard settings.plateTruth != .off, !plates.isEmpty else { return [] }
        let names = plates.keys.sorted()
        let others = try await store.platesBeside(names, limit: 60, in: settings.id)
        let singles = try await store.readingsOfSingles(in: settings.id)
        var verdicts: [PlateVerdict] = []
        for name in names {
            guard let layout = layouts[name], let wells = plates[name] else { continue }
            let positions = Set(wells.map(\.position))
            // a plate may come in parts, none of which says enough by itself
            let earlier = try await store.readingsAsNamed(of: name, in: settings.id)
                .filter { !positions.contains($0.position) }
            var seen: Set<WellPosition> = []
            let before = earlier.filter { seen.insert($0.position).inserted }.map {
                PlateWell(position: $0.position, embedding: $0.embedding)
            }
            let verdict = judgePlate(
                wells + before,
                designed: layout,
                otherPlates: others,
                known: KnownContents(
                    singles.filter { $0.well.plate != name },
                    centring: settings.guides.centring,
                    logarithm: settings.profile.logarithm
                ),
                logarithm: settings.profile.logarithm
            )
            verdicts.append(verdict)
            vitals.beat(settings.id.text)
        }
        try await store.recordTruth(verdicts.map(PlateTruthReport.init), of: file.sha256, in: settings.id)
        return verdicts
    }
}

extension PlateTruthReport {
    init(_ verdict: PlateVerdict) {
        let outcome =
            switch verdict.outcome {
            case .asDesigned: "designed"
            case .undecided: "undecided"
            case .other: "other"
            }
        self.init(
            plate: verdict.plate,
            outcome: outcome,
            likeliest: verdict.likeliest.description,
            tenfolds: (verdict.tenfolds * 10).rounded() / 10,
            wells: verdict.wells
        )
    }
}
