import Screen

/// Where wells of one control role should not go, because a plate that was turned, mirrored, shifted by a
/// row or column, or mistaken for another plate of its batch would then look as it should.
struct Lookalikes {
    /// Controls and anchors that stand on the plate already.
    var standing: Set<WellPosition> = []
    /// Where earlier plates of the batch have wells of the role.
    var elsewhere: Set<WellPosition> = []
    let format: PlateFormat

    /// How much a well at `position` would be missed as a mark, beside `chosen` wells of its own role; 0 is
    /// best.
    ///
    /// Another well of the role is the worst to fall upon. A different role still shows, but most controls
    /// look much like each other.
    func cost(of position: WellPosition, beside chosen: Set<WellPosition>) -> Int {
        var cost = elsewhere.contains(position) ? 2 : 0
        for image in images(of: position) {
            if chosen.contains(image) { cost += 4 }
            if standing.contains(image) { cost += 1 }
        }
        return cost
    }

    /// Where the well comes to lie when the plate is turned, mirrored or shifted.
    private func images(of position: WellPosition) -> [WellPosition] {
        let row = position.row
        let column = position.column
        let across = format.columns - 1 - column
        let down = format.rows - 1 - row
        var images = [
            WellPosition(row: down, column: across), WellPosition(row: row, column: across),
            WellPosition(row: down, column: column), WellPosition(row: row + 1, column: column),
            WellPosition(row: row, column: column + 1),
        ]
        if row > 0 { images.append(WellPosition(row: row - 1, column: column)) }
        if column > 0 { images.append(WellPosition(row: row, column: column - 1)) }
        return images
    }
}
