import Posterior
import Screen

extension Tournament {
    /// What `pairwell benchmark --json` prints.
    package struct Report: Encodable, Sendable {
        package struct Campaign: Encodable, Sendable {
            let seed: Int
            let recall: [Double]
            let regret: [Double]
            let relations: [Double]?
            let intervals: [String: Double]?
            let foresight: Foresight?
        }

        package struct Policy: Encodable, Sendable {
            let name: String
            let settings: [String: Setting]
            let seconds: Double
            let seeds: [Campaign]
        }

        let pairs: Int
        let top: Int
        let objective: String
        let remarks: [String]
        let policies: [Policy]
    }

    package var report: Report {
        Report(
            pairs: screen.columns.count,
            top: screen.top(settings.top).count,
            objective: screen.isAdjusted ? "adjusted" : "paper",
            remarks: screen.remarks,
            policies: standings.map { standing in
                Report.Policy(
                    name: standing.contender.name,
                    settings: standing.contender.settings,
                    seconds: standing.seconds,
                    seeds: standing.campaigns.map { campaign in
                        Report.Campaign(
                            seed: campaign.seed,
                            recall: campaign.recall,
                            regret: campaign.regret,
                            relations: campaign.relations.isEmpty ? nil : campaign.relations,
                            intervals: campaign.coverage.shares,
                            foresight: campaign.foresight
                        )
                    }
                )
            }
        )
    }
}
