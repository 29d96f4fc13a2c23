package import Expression
import Screen

/// The predictions of a sample file as CSV text: a row for each sample and target, in the order given.
///
/// Columns: `sample, gene, prediction, low, high, verdict, held_out_r, modifiers, imputed_modifiers, scale, reason`. Numbers
/// have six decimals; `low` and `high` are the 90 % interval; imputed modifiers stand between semicolons.
package func predictionCSV(_ predictions: [SamplePrediction], scale: EffectScale) -> String {
    var text = "sample,gene,prediction,low,high,verdict,held_out_r,modifiers,imputed_modifiers,scale,reason\n"
    for prediction in predictions {
        let sample = csvField(prediction.sample)
        for target in prediction.genes {
            text += sample
            text += ","
            text += csvField(target.gene.symbol)
            for value in [target.value, target.low, target.high] {
                text += ","
                text += decimal(value, 6)
            }
            text += ",\(target.verdict.rawValue),\(decimal(target.heldOutR, 6)),\(target.modifiers),"
            text += csvField(target.imputed.map(\.symbol).joined(separator: ";"))
            text += ",\(scale.rawValue),"
            text += csvField(target.reason.rawValue)
            text += "\n"
        }
    }
    return text
}
