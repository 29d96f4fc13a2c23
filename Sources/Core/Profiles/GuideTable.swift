import Screen

/// `guides.csv`: a line for each guide of each knockout, what it does and whether the others say the same.
///
/// Singles first. Fields that do not apply are empty.
package func guideTable(_ agreement: GuideAgreement) -> String {
    var text = "gene_a,gene_b,guide_a,guide_b,wells,severity,cosine,mean_cosine,z,agreement,vote\n"
    for knockout in agreement.knockouts {
        let genes: [String] =
            switch knockout.knockout {
            case .single(let gene): [gene.symbol, ""]
            case .double(let pair): [pair.first.symbol, pair.second.symbol]
            }
        for vote in knockout.votes {
            let names = vote.guides.map(\.name) + [""]
            var fields = genes + [names[0], names[1], "\(vote.wells)", decimal(vote.severity, 4)]
            fields.append(vote.cosine.map { decimal($0, 3) } ?? "")
            fields.append(knockout.meanCosine.map { decimal($0, 3) } ?? "")
            fields.append(vote.z.map { decimal($0, 2) } ?? "")
            fields.append(knockout.verdict.rawValue)
            fields.append(vote.fault?.rawValue ?? "")
            text += fields.map(csvField).joined(separator: ",") + "\n"
        }
    }
    return text
}
