import Essentiality

/// Reads back a model of the paper's protocol from a model's file.
func paperPredictor(_ model: OtherModel) throws(ModelFault) -> any OtherPredictor {
    throw ModelFault("The model \(model.name) cannot be read.")
}
