import RealModule
import Screen

/// All readings of a campaign in the order of plate and position, repeats of a well side by side.
struct SortedReadings {
    struct Plate {
        let barcode: Barcode
        /// The plates it was made with, as its first well says.
        let batch: PlateBatch?
        /// The smallest that has a place for each of its wells.
        fileprivate(set) var format: PlateFormat
        /// Runs of `order`, one for each well.
        fileprivate(set) var wells: [Range<Int>]
    }

    private let wells: [MeasuredWell]
    private let order: [Int]
    private let features: [String]
    let featureCount: Int
    private(set) var plates: [Plate] = []
    /// The largest format among the plates of each batch.
    private(set) var formats: [PlateBatch: PlateFormat] = [:]

    init(_ wells: [MeasuredWell], features: [String]) throws(ProfileFault) {
        self.wells = wells
        self.features = features
        // A key of plate rank, row and column: comparing barcodes once a plate instead of once a comparison.
        let barcodes = Set(wells.map(\.well.plate)).sorted()
        let ranks = Dictionary(uniqueKeysWithValues: barcodes.enumerated().map { ($1, UInt64($0)) })
        let keys = wells.map { well in
            let position = well.well.position
            return (ranks[well.well.plate] ?? 0) << 32 | UInt64(position.row) << 16 | UInt64(position.column)
        }
        order = wells.indices.sorted { left, right in
            keys[left] != keys[right]
                ? keys[left] < keys[right]
                // Readings of one well by value, so that averaging them does not hang on their order.
                : wells[left].embedding.lexicographicallyPrecedes(wells[right].embedding) {
                    $0.isTotallyOrdered(belowOrEqualTo: $1) && $0.bitPattern != $1.bitPattern
                }
        }
        featureCount = order.first.map { wells[$0].embedding.count } ?? 0

        var start = 0
        while start < order.count {
            let first = wells[order[start]]
            var end = start + 1
            while end < order.count, keys[order[end]] == keys[order[start]] { end += 1 }
            for reading in order[start..<end] { try check(wells[reading], against: first) }
            if plates.last?.barcode != first.well.plate {
                plates.append(
                    Plate(barcode: first.well.plate, batch: first.batch, format: .wells96, wells: [])
                )
            }
            let position = first.well.position
            while !plates[plates.count - 1].format.contains(position),
                let larger = plates[plates.count - 1].format.larger
            {
                plates[plates.count - 1].format = larger
            }
            plates[plates.count - 1].wells.append(start..<end)
            start = end
        }
        for plate in plates {
            guard let batch = plate.batch else { continue }
            let known = formats[batch, default: plate.format]
            formats[batch] = plate.format.rawValue > known.rawValue ? plate.format : known
        }
    }

    /// What each well holds, plate by plate.
    var contents: some Sequence<WellContent> {
        plates.lazy.flatMap(\.wells).map { wells[order[$0.lowerBound]].content }
    }

    /// The wells of one plate, repeats averaged, each value's log2 taken where asked for.
    ///
    /// Wells that are not wanted are checked like the others, so that a fault names the same well whatever
    /// is asked for.
    func block(
        of plate: Plate,
        logarithm: Bool,
        where isWanted: (WellContent) -> Bool = { _ in true }
    ) throws(ProfileFault) -> PlateBlock {
        var block = PlateBlock(featureCount: featureCount, capacity: plate.wells.count)
        for run in plate.wells {
            for reading in order[run] { try check(wells[reading], positive: logarithm) }
            let first = wells[order[run.lowerBound]]
            guard isWanted(first.content) else { continue }
            let row = block.append(first.content, at: first.well.position)
            for reading in order[run] { add(wells[reading].embedding, to: &block.values, at: row) }
            if run.count > 1 { divide(&block.values, row, featureCount, by: Double(run.count)) }
            guard logarithm else { continue }
            for place in row..<(row + featureCount) { block.values[place] = .log2(block.values[place]) }
        }
        return block
    }

    private func check(_ reading: MeasuredWell, positive: Bool) throws(ProfileFault) {
        let bad = reading.embedding.firstIndex { !$0.isFinite || (positive && $0 <= 0) }
        guard let bad else { return }
        let value = reading.embedding[bad]
        let feature = ProfileFault.Feature(index: bad, name: bad < features.count ? features[bad] : nil)
        throw value.isFinite
            ? .notPositive(reading.well, feature, value) : .notFinite(reading.well, feature, value)
    }

    private func check(_ reading: MeasuredWell, against first: MeasuredWell) throws(ProfileFault) {
        guard reading.embedding.count == featureCount else {
            throw .featureCount(reading.well, found: reading.embedding.count, expected: featureCount)
        }
        guard reading.content == first.content else {
            throw .contentsDisagree(reading.well, first.content, reading.content)
        }
    }
}

extension PlateFormat {
    fileprivate var larger: PlateFormat? { PlateFormat.allCases.first { $0.rawValue > rawValue } }
}
