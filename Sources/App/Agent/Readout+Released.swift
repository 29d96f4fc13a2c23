import PlateTruth
import Readouts
import Screen

extension Readout {
    /// The readout with the wells of plates where a person said that they really are.
    ///
    /// Wells that lie off the plate then, or where its layout has none, are left out: nothing was measured
    /// there. What rows say of their contents is forgotten, because whoever wrote it went by the wells' wrong
    /// names.
    func released(
        _ releases: [Barcode: TrueLayout],
        layouts: [Barcode: PlateLayout]
    ) -> Readout {
        guard !releases.isEmpty else { return self }
        let wells = wells.compactMap { row -> ReadoutWell? in
            guard let truth = releases[row.well.plate], truth != .designed else { return row }
            var plate = row.well.plate
            if case .plate(let other) = truth { plate = other }
            guard let layout = layouts[plate],
                let position = truth.designedPosition(of: row.well.position, on: layout.format),
                layout.wells[position] != nil
            else { return nil }
            return ReadoutWell(
                line: row.line,
                well: WellID(plate: plate, position: position),
                embedding: row.embedding,
                cellCount: row.cellCount,
                failure: row.failure
            )
        }
        return Readout(
            dialect: dialect,
            checkpoint: checkpoint,
            checkpointColumn: checkpointColumn,
            features: features,
            wells: wells,
            controlNames: controlNames
        )
    }
}
