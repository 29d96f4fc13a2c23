import Cycle
package import Essentiality
import FoundationEssentials
import Screen
import Tables

/// Predicts the essentiality of genes from expression tables, by one trained model.
package struct Predictor: Sendable {
    let model: EssentialityModel

    package init(model: EssentialityModel) { self.model = model }

    /// - throws: `DaemonFault` when the file is missing or is not a model.
    init(modelFile: String) throws {
        do {
            let bytes = try Data(contentsOf: URL(filePath: modelFile))
            model = try JSONDecoder().decode(EssentialityModel.self, from: bytes)
        } catch {
            throw DaemonFault(
                "the essentiality model \(modelFile) cannot be read: \(error). Make it with 'pairwell train --output FILE'."
            )
        }
    }

    /// The predictions of every sample of a table, as a file and as records.
    ///
    /// - throws: `Rejection` where the table is not one of expression.
    func answer(_ bytes: [UInt8], file: String) throws(Rejection) -> (csv: String, reports: [SampleReport]) {
        let table = try TableReader.read(bytes, limits: .standard)
        let samples = try readSamples(table, for: model)
        let predictions = samples.map { model.predict($0) }
        let reports = predictions.map { prediction in
            var report = SampleReport(sample: prediction.sample, file: file, state: "done")
            report.missingModifiers = prediction.missing
            report.predictions = prediction.targets.map { target in
                PredictionReport(
                    gene: target.gene,
                    value: target.value,
                    heldOutR: target.heldOut.r,
                    heldOutRMSE: target.heldOut.rmse,
                    missingModifiers: target.missing
                )
            }
            return report
        }
        return (predictionCSV(predictions), reports)
    }
}
