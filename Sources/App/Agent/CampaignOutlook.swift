package import Cycle
import FoundationEssentials
package import Screen
import Selection
package import Store

extension Store {
    /// A campaign at a glance, with what its newest posterior says of it as a whole.
    package func reportWithOutlook(of campaign: CampaignID) async throws -> CampaignReport? {
        guard var report = try await report(of: campaign) else { return nil }
        guard let newest = try await newestDiagnostics(of: campaign) else { return report }
        // because an outlook of another version is no reason to show nothing at all
        let kept = try? JSONDecoder().decode(RoundDiagnostics.self, from: Data(newest.json.utf8))
        report.outlook = kept.flatMap {
            OutlookReport($0, round: newest.round, policy: report.policy)
        }
        return report
    }
}

extension OutlookReport {
    /// `nil` where the batch was chosen without draws.
    init?(_ diagnostics: RoundDiagnostics, round: Int, policy: String) {
        guard let outlook = diagnostics.outlook else { return nil }
        let own = Rule(
            name: policy,
            isOwn: true,
            pairs: outlook.chosenPairs,
            found: Finds(outlook.chosen)
        )
        let others = outlook.shadows.map {
            Rule(name: $0.rule, isOwn: false, pairs: $0.chosen, found: Finds($0.found))
        }
        self.init(
            round: round,
            lines: diagnostics.lines,
            topPairs: outlook.topPairs,
            found: Finds(outlook.found),
            unfound: Finds(outlook.unfound),
            batch: Finds(outlook.batch),
            wellsPerFind: outlook.wellsPerFind,
            rules: [own] + others.sorted { ($1.found.mean, $0.name) < ($0.found.mean, $1.name) }
        )
    }
}

extension OutlookReport.Finds {
    fileprivate init(_ finds: Outlook.Finds) {
        self.init(mean: finds.mean, low: finds.low, high: finds.high)
    }
}
