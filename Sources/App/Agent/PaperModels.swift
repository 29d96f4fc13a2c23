import Essentiality
import FoundationEssentials

/// Reads back a model of the paper's protocol from a model's file.
func paperPredictor(_ model: OtherModel) throws(ModelFault) -> any OtherPredictor {
    do {
        return try JSONDecoder().decode(PaperModel.self, from: Data(model.text))
    } catch {
        throw ModelFault("The model \(model.name) cannot be read: \(error)")
    }
}
