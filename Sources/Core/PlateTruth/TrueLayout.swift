package import Screen

/// How a plate may really lie under a file's wells: which layout the wells have, whatever the file says.
///
/// Its text is what `pairwell accept --as` takes: `designed`, `rotated`, `mirrored-left-right`,
/// `mirrored-top-bottom`, `shifted-down`, `shifted-up`, `shifted-right`, `shifted-left`, `plate:BARCODE`.
package enum TrueLayout: Hashable, Sendable, CustomStringConvertible {
    case designed
    /// By 180 degrees.
    case rotated
    case mirroredLeftRight
    case mirroredTopBottom
    /// Every well one row or column further than designed.
    case shifted(Direction)
    /// The wells are those of another plate, as designed.
    case plate(Barcode)

    package enum Direction: String, CaseIterable, Sendable {
        case down, up, right, left
    }

    /// What can befall a plate without another plate.
    package static let ofOnePlate: [TrueLayout] =
        [.designed, .rotated, .mirroredLeftRight, .mirroredTopBottom]
        + Direction.allCases.map(TrueLayout.shifted)

    /// `nil` for any other text.
    package init?(_ text: some StringProtocol) {
        if let known = TrueLayout.ofOnePlate.first(where: { $0.description == text }) {
            self = known
        } else if text.hasPrefix("plate:"), text.utf8.count > 6 {
            self = .plate(Barcode(String(text.dropFirst(6))))
        } else {
            return nil
        }
    }

    package var description: String {
        switch self {
        case .designed: "designed"
        case .rotated: "rotated"
        case .mirroredLeftRight: "mirrored-left-right"
        case .mirroredTopBottom: "mirrored-top-bottom"
        case .shifted(let direction): "shifted-\(direction.rawValue)"
        case .plate(let barcode): "plate:\(barcode)"
        }
    }

    /// The error as part of a sentence about `the plate`; says nothing for a plate as designed.
    package var inWords: String {
        switch self {
        case .designed: "lay as designed"
        case .rotated: "had been turned by 180 degrees"
        case .mirroredLeftRight: "had been mirrored left to right"
        case .mirroredTopBottom: "had been mirrored top to bottom"
        case .shifted(.down): "had been shifted down by one row"
        case .shifted(.up): "had been shifted up by one row"
        case .shifted(.right): "had been shifted right by one column"
        case .shifted(.left): "had been shifted left by one column"
        case .plate(let barcode): "were plate \(barcode)"
        }
    }

    /// Where the layout has the well that a file calls `position`; `nil` where that is off the plate.
    package func designedPosition(of position: WellPosition, on format: PlateFormat) -> WellPosition? {
        var row = position.row
        var column = position.column
        switch self {
        case .designed, .plate: break
        case .rotated:
            row = format.rows - 1 - row
            column = format.columns - 1 - column
        case .mirroredLeftRight: column = format.columns - 1 - column
        case .mirroredTopBottom: row = format.rows - 1 - row
        case .shifted(.down): row -= 1
        case .shifted(.up): row += 1
        case .shifted(.right): column -= 1
        case .shifted(.left): column += 1
        }
        guard row >= 0, row < format.rows, column >= 0, column < format.columns else { return nil }
        return WellPosition(row: row, column: column)
    }

    /// Where a file calls the well that the layout has at `position`; `nil` where that is off the plate.
    package func readPosition(of position: WellPosition, on format: PlateFormat) -> WellPosition? {
        let back: TrueLayout =
            switch self {
            case .shifted(.down): .shifted(.up)
            case .shifted(.up): .shifted(.down)
            case .shifted(.right): .shifted(.left)
            case .shifted(.left): .shifted(.right)
            case .designed, .rotated, .mirroredLeftRight, .mirroredTopBottom, .plate: self
            }
        return back.designedPosition(of: position, on: format)
    }
}
