import Cycle
import Essentiality
import Expression
import FoundationEssentials
import Screen
import Settings

extension Predictor {
    /// Which of a campaign's genes the line that it screens is predicted to need.
    ///
    /// - Parameters:
    ///   - line: Its expression.
    ///   - campaign: The genes; those that the model has not are unknown.
    /// - Returns: The genes whose loss is predicted to kill the line.
    /// - Throws: `DaemonFault` where the file cannot be read or has no such sample.
    func neededGenes(of line: ScreenedLine, among campaign: [Gene]) throws -> NeededGenes {
        let targets = Set(model.targets)
        let known = campaign.filter(targets.contains)
        guard let bytes = try? Data(contentsOf: URL(filePath: line.expression)) else {
            throw DaemonFault("\(line.expression): the expression of the screened line cannot be read.")
        }
        let samples: [SamplePrediction]
        do throws(Rejection) {
            samples = try predictions([UInt8](bytes), file: line.expression, genes: known)
        } catch {
            throw DaemonFault("\(line.expression): \(error)")
        }
        let sample = try line.chosen(of: samples)
        let unsure = sample.genes.count { $0.verdict == .notPredictable }
        return NeededGenes(
            line: sample.sample,
            scale: model.scale.rawValue,
            genes: sample.lethalGenes(on: model.scale).map {
                .init(gene: $0.gene, value: $0.value, low: $0.low, high: $0.high)
            },
            unknown: campaign.count - known.count + unsure,
            remarks: sample.remarks
        )
    }
}

extension ScreenedLine {
    fileprivate func chosen(of samples: [SamplePrediction]) throws -> SamplePrediction {
        let names = samples.prefix(5).map { Rejection.shortened($0.sample) }.joined(separator: ", ")
        guard let sample else {
            guard let only = samples.first, samples.count == 1 else {
                throw DaemonFault(
                    "\(expression): it has \(samples.count) samples, such as \(names). Name the screened line as line.sample."
                )
            }
            return only
        }
        guard let found = samples.first(where: { $0.sample == sample }) else {
            throw DaemonFault(
                "\(expression): it has no sample '\(sample)'. Its samples are such as \(names)."
            )
        }
        return found
    }
}
