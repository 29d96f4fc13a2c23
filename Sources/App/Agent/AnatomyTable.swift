import PlateFiles
import Rewards
import Screen
import Settings

/// `anatomy.csv`: what each measured pair's reward is made of, a line a pair, in the order of pairs.
func anatomyTable(_ anatomies: [PairAnatomy]) -> String {
    let header = [
        "gene_a", "gene_b", "class", "additive", "scale", "true_scale", "scale_part", "direction_part",
        "new_part",
        "scale_noise", "direction_noise", "mix_a", "mix_b", "s_double", "s_a", "s_b", "cosine",
        "cells_expected",
        "cells_measured", "cells_deviation", "cells_sd", "same_arm",
    ]
    return reportTable(
        header,
        anatomies.map { anatomy in
            [
                anatomy.pair.first.symbol, anatomy.pair.second.symbol, anatomy.interaction.rawValue,
                cell(anatomy.additive), cell(anatomy.scale), cell(anatomy.trueScale), cell(anatomy.scalePart),
                cell(anatomy.directionPart), cell(anatomy.newPart), cell(anatomy.scaleNoise),
                cell(anatomy.directionNoise), cell(anatomy.mixFirst), cell(anatomy.mixSecond),
                cell(anatomy.severityDouble), cell(anatomy.severityFirst), cell(anatomy.severitySecond),
                cell(anatomy.cosine), cell(anatomy.cells?.expected), cell(anatomy.cells?.measured),
                cell(anatomy.cells?.deviation), cell(anatomy.cells?.sd),
                anatomy.sameArm.map { "\($0)" } ?? "",
            ]
        }
    )
}

extension CampaignLoop {
    /// Puts `anatomy.csv` into the campaign's folder, as soon as an error is known.
    func writeAnatomyTable(of wells: [MeasuredWell], _ evidence: Evidence) throws {
        let anatomies = try evidence.anatomies(wells, settings: settings)
        guard !anatomies.isEmpty else { return }
        try writeAtomically(anatomyTable(anatomies), to: "\(settings.folder)/anatomy.csv")
    }
}
