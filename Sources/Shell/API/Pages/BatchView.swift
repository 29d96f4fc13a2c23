import Cycle
import Screen

/// The batch that is out, or being written.
struct BatchView {
    struct Plate {
        let barcode: String
        let measured: Int
        let owed: Int
        let meter: String
    }

    struct Reason {
        let rank: String
        let pair: String
        let mean: String
        let sd: String
        let regret: String
        let information: String
    }

    let heading: String
    let plates: [Plate]
    let hasReasons: Bool
    let pairs: [Reason]
    let unit: String
    let withoutReasons: String

    init(_ round: RoundReport) {
        heading = "Open batch \(round.batch)"
        plates = round.plates.map { plate in
            let measured = plate.measured
            let share = Double(measured) / Double(max(plate.wells, 1))
            return Plate(
                barcode: plate.barcode.text,
                measured: measured,
                owed: plate.owed,
                meter: meter(share, label: "\(measured) of \(plate.wells) wells measured")
            )
        }
        let means = column(round.pairs.map(\.mean))
        let deviations = column(round.pairs.map(\.sd))
        let regrets = column(round.pairs.map(\.regret))
        let gains = column(round.pairs.map(\.information))
        pairs = round.pairs.enumerated().map { place, pair in
            Reason(
                rank: "\(pair.rank ?? place + 1)",
                pair: "\(pair.geneA) + \(pair.geneB)",
                mean: means[place],
                sd: deviations[place],
                regret: regrets[place],
                information: gains[place]
            )
        }
        hasReasons = !round.pairs.isEmpty
        unit =
            round.policy == "confirmation"
            ? "Measured again because somebody asked for it: hits are confirmed by wells of their own."
            : round.pairs.contains { $0.mean != nil }
                ? "Expected reward, its SD and the expected regret are in transformed units."
                : "Chosen before there was a posterior to expect anything from."
        withoutReasons =
            round.policy == "repeats"
            ? "This batch lays out wells again that were lost."
            : "This batch holds every single knockout; pairs are chosen from the next round on."
    }
}
