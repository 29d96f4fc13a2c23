package import Cycle
import Mustache
import Screen

/// The campaign at a glance: one page without scripts, complete in itself.
///
/// - Parameters:
///   - report: what is shown.
///   - refreshSeconds: how often the page loads itself again; `nil` for a page that is kept as a file.
/// - Returns: the page, the same bytes for the same report.
/// - Throws: what the templates throw when they cannot be read, which tests rule out.
package func renderCampaignPage(_ report: CampaignReport, refreshSeconds: Int?) throws -> String {
    try Templates.shared.get().render(CampaignView(report, refreshSeconds: refreshSeconds), "campaign")
}

/// Every campaign with its next action.
func renderCampaignList(_ reports: [CampaignReport], refreshSeconds: Int?) throws -> String {
    struct Row {
        let name: String
        let phase: String
        let tone: String
        let nextAction: String
        let fault: String?
        let round: Int
        let owed: Int
        let measured: Int
        let total: Int
        let policy: String
        let meter: String
    }
    struct View {
        let title = "Pairwell"
        let style = styleText
        let trail: String? = nil
        let refreshSeconds: Int?
        let count: String
        let campaigns: [Row]
    }
    let rows = reports.map { report in
        let (phase, tone) = phaseWords(report.phase)
        let share = Double(report.pairsMeasured) / Double(max(report.pairsTotal, 1))
        return Row(
            name: report.id.text,
            phase: phase,
            tone: tone,
            nextAction: report.nextAction,
            fault: report.fault,
            round: report.round,
            owed: report.wellsOwed,
            measured: report.pairsMeasured,
            total: report.pairsTotal,
            policy: report.policy,
            meter: meter(share, label: "\(report.pairsMeasured) of \(report.pairsTotal) pairs measured")
        )
    }
    let count = "\(counted(reports.count, "campaign")) on this machine"
    let view = View(refreshSeconds: refreshSeconds, count: count, campaigns: rows)
    return try Templates.shared.get().render(view, "list")
}

func renderFaultPage(status: Int, message: String) throws -> String {
    struct View {
        let title = "Pairwell"
        let style = styleText
        let trail: String? = nil
        let refreshSeconds: Int? = nil
        let heading: String
        let message: String
    }
    let heading =
        switch status {
        case 401: "The token is missing"
        case 404: "Nothing here"
        default: "That did not work"
        }
    return try Templates.shared.get().render(View(heading: heading, message: message), "fault")
}
