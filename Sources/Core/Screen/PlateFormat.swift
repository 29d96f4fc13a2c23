/// The grid of wells of a plate.
package enum PlateFormat: Int, CaseIterable, Sendable, Codable {
    case wells96 = 96
    case wells384 = 384
    case wells1536 = 1536

    package var rows: Int {
        switch self {
        case .wells96: 8
        case .wells384: 16
        case .wells1536: 32
        }
    }

    package var columns: Int {
        switch self {
        case .wells96: 12
        case .wells384: 24
        case .wells1536: 48
        }
    }

    package var wellCount: Int { rawValue }

    /// Every position, row by row.
    package var positions: [WellPosition] {
        (0..<rows).flatMap { row in (0..<columns).map { WellPosition(row: row, column: $0) } }
    }

    package func contains(_ position: WellPosition) -> Bool {
        position.row < rows && position.column < columns
    }
}
