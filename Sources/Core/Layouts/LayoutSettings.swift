package import Screen

/// Which guides of a pair's first gene meet which of its second; the first gene is the one that sorts
/// first.
package enum GuideCombinations: Sendable, Hashable, Codable {
    /// The first with the first, the second with the second, … as far as the shorter list goes.
    case matched
    /// Every guide of the one with every guide of the other.
    case all
    /// Pairs of guide numbers, counting from 1: `[[1, 1], [1, 2]]`.
    case listed([[Int]])
}

/// How a lab's plates are filled.
package struct LayoutSettings: Sendable, Hashable, Codable {
    package var format: PlateFormat
    /// Rings of wells left empty around the plate.
    package var emptyEdge: Int
    package var combinations: GuideCombinations
    /// Wells of each guide combination of a pair, over all plates of a batch.
    package var doubleReplicates: Int
    /// Wells of each guide of a gene in round 0.
    package var singleReplicates: Int
    /// Control + control wells of each control role in use; the centring role never has fewer than
    /// ``minimumCentringControls``.
    package var controlsPerPlate: Int
    /// Used where the campaign names positive controls.
    package var positivesPerPlate: Int
    /// Single knockouts repeated on every plate of a batch.
    package var anchorsPerPlate: Int
    package var barcodePattern: BarcodePattern

    /// Control + control wells that every plate carries, whatever the settings say: the plate's zero is
    /// their mean.
    package static let minimumCentringControls = 8

    package init(
        format: PlateFormat = .wells384,
        emptyEdge: Int = 0,
        combinations: GuideCombinations = .matched,
        doubleReplicates: Int = 2,
        singleReplicates: Int = 4,
        controlsPerPlate: Int = 8,
        positivesPerPlate: Int = 4,
        anchorsPerPlate: Int = 4,
        barcodePattern: BarcodePattern = .standard
    ) {
        self.format = format
        self.emptyEdge = emptyEdge
        self.combinations = combinations
        self.doubleReplicates = doubleReplicates
        self.singleReplicates = singleReplicates
        self.controlsPerPlate = controlsPerPlate
        self.positivesPerPlate = positivesPerPlate
        self.anchorsPerPlate = anchorsPerPlate
        self.barcodePattern = barcodePattern
    }

    /// The wells inside the empty edge, row by row.
    package var usablePositions: [WellPosition] {
        format.positions.filter { position in
            position.row >= emptyEdge && position.row < format.rows - emptyEdge
                && position.column >= emptyEdge && position.column < format.columns - emptyEdge
        }
    }

    /// Checks each number by itself; whether everything fits a plate is seen when one is laid out.
    package func check() throws(LayoutFault) {
        let bounds: [(key: String, value: Int, least: Int)] = [
            ("plates.empty-edge", emptyEdge, 0),
            ("plates.double-replicates", doubleReplicates, 1),
            ("plates.single-replicates", singleReplicates, 1),
            ("plates.controls-per-plate", controlsPerPlate, 1),
            ("plates.positives-per-plate", positivesPerPlate, 0),
            ("plates.anchors-per-plate", anchorsPerPlate, 0),
        ]
        for bound in bounds where bound.value < bound.least || bound.value > format.wellCount {
            throw LayoutFault(
                key: bound.key,
                reason: "\(bound.value) is not possible on a plate of \(format.wellCount) wells.",
                remedy: "Give a number from \(bound.least) to \(format.wellCount)."
            )
        }
        guard !usablePositions.isEmpty else {
            throw LayoutFault(
                key: "plates.empty-edge",
                reason: "\(emptyEdge) empty rings leave no well of a plate of \(format.rows) rows.",
                remedy: "Give at most \((format.rows - 1) / 2)."
            )
        }
        try checkCombinations()
    }

    private func checkCombinations() throws(LayoutFault) {
        guard case .listed(let list) = combinations else { return }
        let key = "plates.combinations"
        let remedy = "List pairs of guide numbers counting from 1, for example [[1, 1], [2, 2]]."
        guard !list.isEmpty else {
            throw LayoutFault(
                key: key,
                reason: "The list is empty, so that no pair has a well.",
                remedy: remedy
            )
        }
        var seen: Set<[Int]> = []
        for entry in list {
            guard entry.count == 2, entry.allSatisfy({ $0 >= 1 }) else {
                throw LayoutFault(key: key, reason: "\(entry) is not two guide numbers.", remedy: remedy)
            }
            guard seen.insert(entry).inserted else {
                throw LayoutFault(
                    key: key,
                    reason: "\(entry) is listed twice.",
                    remedy: "For more wells of a combination raise plates.double-replicates."
                )
            }
        }
    }
}
