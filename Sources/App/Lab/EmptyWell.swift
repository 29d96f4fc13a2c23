import Screen
package import Statistics

extension WellReading {
    /// What the microscope shows of the same well after it has lost its cells: next to nothing of any feature.
    ///
    /// Features that are positive stay so. The same seed and well give the same reading.
    package func withoutCells(_ seed: Seed) -> WellReading {
        let place = well.position.row * 100 + well.position.column
        var generator = SeededGenerator(seed.derived("empty \(well.plate)", place))
        return WellReading(
            well: well,
            content: content,
            embedding: embedding.map { 0.02 * $0 * (1 + 0.5 * generator.uniform()) },
            cells: generator.index(below: 4),
            synthetic: true
        )
    }

    /// The same well with every feature off by as much: dirt in the optics, or another well under its name.
    package func moved(by amount: Double) -> WellReading {
        WellReading(
            well: well,
            content: content,
            embedding: embedding.map { $0 + amount },
            cells: cells,
            synthetic: true
        )
    }
}
