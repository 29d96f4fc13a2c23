import Screen
import Statistics

/// Deals the samples of one plate out to its wells, such that wells of the same content are far apart.
///
/// Starts from a random order and tries a fixed number of random exchanges, keeping those that lessen the
/// crowding; so it always ends, and the same seed gives the same plate. Two wells crowd each other by the
/// inverse fourth power of their distance, so that the closest pair matters most, and a shared row or
/// column counts as half the distance, because tips and dispensers err by rows and columns.
struct SamplePlacement {
    private static let exchangesPerWell = 40
    /// Guide combinations of one pair need not be as far apart as replicates of one combination.
    private static let kinship = 0.02

    private let positions: [WellPosition]
    /// The sample at each position.
    private var occupants: [Int]
    /// The position of each sample.
    private var places: [Int]
    /// The other samples that each sample should keep away from, with a weight.
    private let rivals: [[(sample: Int, weight: Double)]]
    /// Where other plates hold the same content.
    private let taken: [[WellPosition]]

    /// Gives each of `positions` one of the contents.
    ///
    /// `elsewhere` says where the plates laid out so far hold a content, so that its replicates do not all
    /// lie in the same well of their plates.
    static func place(
        _ contents: [WellContent],
        in positions: [WellPosition],
        elsewhere: [WellContent: [WellPosition]],
        using generator: inout SeededGenerator
    ) -> [WellPosition: WellContent] {
        precondition(contents.count == positions.count, "a sample for each well")
        var placement = SamplePlacement(contents, positions, elsewhere, &generator)
        placement.spread(using: &generator)
        var wells: [WellPosition: WellContent] = [:]
        for (sample, place) in placement.places.enumerated() { wells[positions[place]] = contents[sample] }
        return wells
    }

    private init(
        _ contents: [WellContent],
        _ positions: [WellPosition],
        _ elsewhere: [WellContent: [WellPosition]],
        _ generator: inout SeededGenerator
    ) {
        self.positions = positions
        places = generator.shuffled(Array(positions.indices))
        occupants = places
        for (sample, place) in places.enumerated() { occupants[place] = sample }
        taken = contents.map { elsewhere[$0, default: []] }
        var kin: [Kinship: [Int]] = [:]
        for (sample, content) in contents.enumerated() {
            if let key = Kinship(content) { kin[key, default: []].append(sample) }
        }
        rivals = contents.enumerated().map { sample, content in
            guard let key = Kinship(content) else { return [] }
            return kin[key, default: []].filter { $0 != sample }.map { other in
                (other, contents[other] == content ? 1 : SamplePlacement.kinship)
            }
        }
    }

    private mutating func spread(using generator: inout SeededGenerator) {
        guard positions.count > 1,
            rivals.contains(where: { !$0.isEmpty }) || taken.contains(where: { !$0.isEmpty })
        else { return }
        for _ in 0..<SamplePlacement.exchangesPerWell {
            for sample in places.indices {
                let from = places[sample]
                let to = generator.index(below: positions.count)
                guard to != from else { continue }
                let other = occupants[to]
                let before = crowding(of: sample) + crowding(of: other)
                exchange(from, to)
                if crowding(of: sample) + crowding(of: other) >= before { exchange(from, to) }
            }
        }
    }

    private mutating func exchange(_ one: Int, _ other: Int) {
        occupants.swapAt(one, other)
        places[occupants[one]] = one
        places[occupants[other]] = other
    }

    private func crowding(of sample: Int) -> Double {
        let here = positions[places[sample]]
        var sum = 0.0
        for rival in rivals[sample] {
            sum += rival.weight * SamplePlacement.crowding(here, positions[places[rival.sample]])
        }
        for other in taken[sample] { sum += SamplePlacement.crowding(here, other) }
        return sum
    }

    private static func crowding(_ one: WellPosition, _ other: WellPosition) -> Double {
        let rows = Double(one.row - other.row)
        let columns = Double(one.column - other.column)
        let square = rows * rows + columns * columns
        guard square > 0 else { return 64 }
        let inverse = (rows == 0 || columns == 0 ? 4 : 1) / square
        return inverse * inverse
    }
}

/// What wells have in common that should not all suffer from the same corner of a plate.
private enum Kinship: Hashable {
    case pair(Pair)
    case gene(Gene)

    init?(_ content: WellContent) {
        if let pair = content.pair {
            self = .pair(pair)
        } else if let gene = content.single {
            self = .gene(gene)
        } else {
            return nil
        }
    }
}
