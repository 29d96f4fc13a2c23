import Cycle
import Layouts
import Screen

/// `pairs.csv`: a line a pair, what is pursued highest first; numbers as they are stored.
func pairTable(_ reports: [PairReport]) -> String {
    var text = "gene_a,gene_b,status,reward,reward_debiased,reward_noise,reward_sd,low,high,z,p,q,"
    text += "variance_own,variance_a,variance_b,variance_controls,expected,excess,excess_sd,excess_rank,"
    text += "excess_p,excess_q,suspicious,cosine,severity_a,severity_b,severity_double,wells,round,"
    text += "mean,sd,top_probability,regret,information,ratio,rank,relations\n"
    for report in reports {
        let numbers = [report.cosine, report.severityA, report.severityB, report.severityDouble]
        let beliefs = [
            report.mean, report.sd, report.topProbability, report.regret, report.information, report.ratio,
        ]
        var fields = [csvField(report.geneA.symbol), csvField(report.geneB.symbol), report.status.rawValue]
        fields.append(report.reward?.description ?? "")
        fields += estimateFields(report.estimate)
        fields += numbers.map { $0?.description ?? "" }
        fields += ["\(report.wells)", report.round.map(String.init) ?? ""]
        fields += beliefs.map { $0?.description ?? "" }
        fields.append(report.rank.map(String.init) ?? "")
        fields.append(csvField((report.relations ?? []).joined(separator: "|")))
        text += fields.joined(separator: ",") + "\n"
    }
    return text
}

private func estimateFields(_ estimate: EstimateReport?) -> [String] {
    let sure = [
        estimate?.debiased, estimate?.noise, estimate?.sd, estimate?.low, estimate?.high, estimate?.z,
        estimate?.p, estimate?.q, estimate?.varianceOwn, estimate?.varianceA, estimate?.varianceB,
        estimate?.varianceControls, estimate?.expected, estimate?.excess, estimate?.excessSD,
    ]
    return sure.map { $0?.description ?? "" } + [estimate?.excessRank.map(String.init) ?? ""]
        + [estimate?.excessP, estimate?.excessQ].map { $0?.description ?? "" }
        + [csvField((estimate?.suspicious ?? []).map(\.label).joined(separator: "; "))]
}
