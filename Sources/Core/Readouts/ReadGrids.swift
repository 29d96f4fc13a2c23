import Screen
package import Tables

/// How a file of grids is read: each grid is a feature, and nothing but the file's lines or name tells the plate.
package func sniffProfile(
    _ grids: PlateGrids,
    fileName: String,
    context: ReadoutContext
) -> SniffedProfile {
    let fact = plateFact(of: grids.facts, known: context.knownBarcodes)
    let profile = ReadingProfile(
        dialect: .grid,
        plate: fact.map { .headerBlock(key: $0.key) } ?? .fileName,
        well: .grid,
        features: grids.grids.map(\.title),
        headerBlock: grids.facts.map(\.key)
    )
    let plate =
        fact.map { "Plate: line \($0.line) says \(quoted($0.key)): \(quoted($0.value))." }
        ?? fileNameReason(fileName, context)
    return SniffedProfile(
        profile: profile,
        reasons: [
            profile.dialect.reason, plate, "Well: the place in the grid.",
            "Features: \(grids.grids.count), named as the grids are: \(listed(profile.features)).",
        ],
        leftOut: []
    )
}

/// Reads grids of one plate: a well with a number in every grid is measured, one with none in any is not.
func readGrids(
    _ grids: PlateGrids,
    fileName: String,
    context: ReadoutContext
) throws(Rejection) -> Readout {
    let profile = context.profile ?? sniffProfile(grids, fileName: fileName, context: context).profile
    let drift = profile.drift(of: grids)
    guard drift.isEmpty else { throw drift.rejection(profile, line: nil) }
    let plate = try namedPlate(
        profile.plate,
        facts: grids.facts,
        fileName: fileName,
        known: context.knownBarcodes
    )
    var wells: [ReadoutWell] = []
    for row in 0..<(grids.grids.map(\.values.count).max() ?? 0) {
        for column in 0..<(grids.grids.flatMap { $0.values.map(\.count) }.max() ?? 0) {
            let values = grids.grids.map { grid in
                row < grid.values.count && column < grid.values[row].count ? grid.values[row][column] : nil
            }
            guard let first = values.firstIndex(where: { $0 != nil }) else { continue }
            let position = WellPosition(row: row, column: column)
            let line = grids.grids[first].lines[row]
            var embedding: [Double] = []
            for (grid, value) in zip(grids.grids, values) {
                guard let value else { throw incomplete(position, grid, line: line) }
                embedding.append(value)
            }
            wells.append(
                ReadoutWell(line: line, well: WellID(plate: plate, position: position), embedding: embedding)
            )
        }
    }
    return Readout(
        dialect: .grid,
        checkpoint: context.sidecarCheckpoint ?? context.defaultCheckpoint,
        features: profile.features,
        wells: wells,
        controlNames: profile.controlNames
    )
}

private func incomplete(_ position: WellPosition, _ grid: PlateGrid, line: Int) -> Rejection {
    Rejection(
        rule: "not-a-number",
        reason:
            "Well \(position) has a value in another grid and none in the grid '\(Rejection.shortened(grid.title))'.",
        row: position.row < grid.lines.count ? grid.lines[position.row] : line,
        column: String(position.column + 1),
        value: "",
        expected: "a number in every grid, or in none",
        remedy: "Empty the well in every grid if it failed; otherwise export all grids again."
    )
}
