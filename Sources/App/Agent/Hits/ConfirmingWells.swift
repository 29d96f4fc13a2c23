import Cycle
import Profiles
import Screen

/// Which double wells were laid out to confirm a hit.
///
/// Those of a confirmation's own round; and where wells of it were lost and repeated in a later round, those of
/// guide combinations that no earlier round has measured.
struct ConfirmingWells {
    private let rounds: [Barcode: Int]
    /// The rounds that confirm a pair, ascending.
    private var roundsOfPair: [Pair: [Int]] = [:]
    /// The first round that measured a content; below every round for plates made elsewhere.
    private var firstRounds: [WellContent: Int] = [:]

    init(_ wells: [MeasuredWell], _ requests: [ConfirmationRequest], _ rounds: [Barcode: Int]) {
        self.rounds = rounds
        for request in requests {
            guard let round = request.round else { continue }
            for pair in request.pairs { roundsOfPair[pair, default: []].append(round) }
        }
        for well in wells where well.content.pair.map({ roundsOfPair[$0] != nil }) ?? false {
            let round = rounds[well.well.plate] ?? -1
            firstRounds[well.content] = min(firstRounds[well.content] ?? round, round)
        }
    }

    /// The confirming round that a well belongs to; `nil` for wells of the search.
    func round(of well: MeasuredWell) -> Int? {
        guard let pair = well.content.pair, let confirming = roundsOfPair[pair],
            let round = rounds[well.well.plate],
            let latest = confirming.last(where: { $0 <= round })
        else { return nil }
        if latest == round { return latest }
        return (firstRounds[well.content] ?? round) >= latest ? latest : nil
    }
}
