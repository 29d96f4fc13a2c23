/// Which readings are too bad to be averaged.
package struct QualitySettings: Sendable, Hashable, Codable {
    /// Fewer cells than this are too few, whatever the plate's controls have; 0 asks for none.
    package var minimumCells: Int
    /// Fewer cells than this share of the median of the plate's centring controls are too few; 0 to 1.
    package var minimumCellShare: Double
    /// Whether controls unlike the others of their plate are dropped.
    package var outlyingControls: Bool

    package init(minimumCells: Int = 10, minimumCellShare: Double = 0.1, outlyingControls: Bool = true) {
        self.minimumCells = minimumCells
        self.minimumCellShare = minimumCellShare
        self.outlyingControls = outlyingControls
    }

    package static let standard = QualitySettings()
}
