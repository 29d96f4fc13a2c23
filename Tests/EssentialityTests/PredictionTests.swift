import Screen
import Tables
import TestSupport
import Testing

@testable import Essentiality

@Suite struct PredictionTests {
    private func sample(_ levels: [String: Double]) -> ExpressionSample {
        let pairs = levels.map { (Gene($0.key), $0.value) }
        return ExpressionSample(name: "S", expression: Dictionary(uniqueKeysWithValues: pairs))
    }

    @Test func `a prediction is the linear model of the sample`() {
        let prediction = smallModel().predict(sample(["A": 1, "B": 2, "C": 3, "D": 4]))
        #expect(prediction.targets.map(\.gene.symbol) == ["T1", "T2", "T3"])
        #expect(prediction.targets.map(\.value) == [-1, 1, 0.125])
        #expect(prediction.targets.map(\.basis) == [.modifiers, .modifiers, .trainingMean])
        #expect(prediction.missing.isEmpty)
    }

    @Test func `a missing modifier is named and its training mean stands in`() {
        let prediction = smallModel().predict(sample(["A": 1, "C": 3, "D": .nan]))
        #expect(prediction.targets[0].value == 0)
        #expect(prediction.targets[0].missing == [Gene("D")])
        #expect(prediction.targets[1].value == 1.5)
        #expect(prediction.targets[1].missing == [Gene("B")])
        #expect(prediction.missing == [Gene("B"), Gene("D")])
    }

    @Test func `a target none of whose modifiers were measured rests on the mean`() {
        let prediction = smallModel().predict(sample(["A": 1, "B": 1]))
        #expect(prediction.targets[0].basis == .trainingMean)
        #expect(prediction.targets[0].missing == [Gene("C"), Gene("D")])
        #expect(prediction.targets[0].value == -2)
    }

    @Test func `the table has a row for each sample and target`() {
        let model = smallModel()
        let text = predictionCSV([
            model.predict(sample(["A": 1, "B": 2])),
            model.predict(ExpressionSample(name: "a \"b\", c", expression: [Gene("C"): 1])),
        ])
        #expect(
            text == """
                sample,gene,prediction,held_out_r,held_out_rmse,missing_modifiers,basis
                S,T1,-2.000000,0.500000,0.250000,C;D,training-mean
                S,T2,1.000000,0.500000,0.250000,,modifiers
                S,T3,0.125000,0.000000,0.300000,,training-mean
                "a ""b"", c",T1,-2.000000,0.500000,0.250000,D,modifiers
                "a ""b"", c",T2,1.000000,0.500000,0.250000,A;B,training-mean
                "a ""b"", c",T3,0.125000,0.000000,0.300000,,training-mean

                """
        )
    }

    @Test func `the table of predictions can be read again`() throws {
        let text = predictionCSV([smallModel().predict(ExpressionSample(name: "x\",\"y", expression: [:]))])
        let read = try table(text: text)
        #expect(read.rowCount == 3)
        #expect(read.text(row: 0, column: 0) == "x\",\"y")
    }
}
