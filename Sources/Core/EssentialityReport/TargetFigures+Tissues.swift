import Essentiality
import Expression
import Figures
import Interpretation
import Screen
import Statistics

extension TargetFigures {
    /// Tissues whose held-out predictions differ from the mean as in the paper's discussion.
    mutating func addTissues(
        _ name: (String, String),
        _ target: TrainedTargets.Target,
        _ trained: TrainedTargets
    ) {
        guard trained.hasLineages else {
            figures.append(ReportFigure(name.0, name.1, missing: lineagesMissing.sentence))
            return
        }
        let residuals = target.residuals.filter(\.isFinite)
        guard residuals.count > 1 else {
            figures.append(ReportFigure(name.0, name.1, missing: "\(target.gene) is known in too few lines."))
            return
        }
        let rule = AffectedTissueRule(
            residualVariance: mean(residuals.map { $0 * $0 }),
            lowerIsEssential: trained.model.scale.lowIsEssential
        )
        let calls = affectedTissues(
            trained.tissues(ofLeast: 2).map { tissue in
                (tissue.name, tissue.lines.map { target.predicted[$0] })
            },
            rule: rule
        )
        guard !calls.isEmpty else {
            figures.append(ReportFigure(name.0, name.1, missing: "no lineage has two lines."))
            return
        }
        let more = calls.count { $0.verdict == .moreEssential }
        let less = calls.count { $0.verdict == .lessEssential }
        let plain = calls.count { $0.differs() }
        figures.append(
            ReportFigure(
                name.0,
                name.1,
                caption:
                    "Mean held-out predictions of \(target.gene) in \(counted(calls.count, "lineage")) (lines in brackets) less the mean of all, "
                    + "with two standard errors that include what the model does not tell. \(more) are more essential and \(less) less: "
                    + "t-test at a false discovery rate of 5 %, and a difference of at least \(numberText(rule.minimumEffect, places: 1)). By "
                    + "the test alone \(plain) differ. These are predictions: a tissue whose lines are told badly is drawn towards the mean.",
                svg: Figure.affectedTissues(name.1, scale: trained.scale, calls, rule: rule).svg,
                table: reportTable(
                    ["tissue", "lines", "mean", "difference", "standard_error", "t", "p", "q", "verdict"],
                    calls.map { call in
                        [
                            call.tissue, cell(call.count), cell(call.mean), cell(call.difference),
                            cell(call.standardError),
                            cell(call.t), cell(call.p), cell(call.q), call.verdict.rawValue,
                        ]
                    }
                )
            )
        )
    }
}
