import Cycle
import Layouts
import Screen

/// `pairs.csv`: a line a pair, highest reward first; numbers as they are stored.
func pairTable(_ reports: [PairReport]) -> String {
    var text = "gene_a,gene_b,status,reward,cosine,severity_a,severity_b,severity_double,wells,round,"
    text += "mean,sd,regret,information,ratio,rank\n"
    for report in reports {
        let numbers = [
            report.reward, report.cosine, report.severityA, report.severityB, report.severityDouble,
        ]
        let beliefs = [report.mean, report.sd, report.regret, report.information, report.ratio]
        var fields = [csvField(report.geneA.symbol), csvField(report.geneB.symbol), report.status.rawValue]
        fields += numbers.map { $0?.description ?? "" }
        fields += ["\(report.wells)", report.round.map(String.init) ?? ""]
        fields += beliefs.map { $0?.description ?? "" }
        fields.append(report.rank.map(String.init) ?? "")
        text += fields.joined(separator: ",") + "\n"
    }
    return text
}
