import Screen

/// The predictions of a sample file as CSV text: a row for each sample and target, in the order given.
///
/// Columns: `sample, gene, prediction, held_out_r, held_out_rmse, missing_modifiers, basis`. Numbers have
/// six decimals; missing modifiers stand between semicolons; `basis` is `modifiers` or `training-mean`.
package func predictionCSV(_ predictions: [SamplePrediction]) -> String {
    var text = "sample,gene,prediction,held_out_r,held_out_rmse,missing_modifiers,basis\n"
    for prediction in predictions {
        let sample = csvCell(prediction.sample)
        for target in prediction.targets {
            let cells = [
                sample,
                csvCell(target.gene.symbol),
                decimal(target.value, 6),
                decimal(target.heldOut.r, 6),
                decimal(target.heldOut.rmse, 6),
                csvCell(target.missing.map(\.symbol).joined(separator: ";")),
                target.basis.rawValue,
            ]
            text += cells.joined(separator: ",") + "\n"
        }
    }
    return text
}

private func csvCell(_ text: String) -> String {
    let needsQuotes = text.utf8.contains { byte in
        switch byte {
        case UInt8(ascii: ","), UInt8(ascii: "\""), UInt8(ascii: "\n"), UInt8(ascii: "\r"): true
        default: false
        }
    }
    guard needsQuotes else { return text }
    return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
        + "\""
}
