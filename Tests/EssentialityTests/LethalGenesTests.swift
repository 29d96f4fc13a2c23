import Expression
import Screen
import Testing

@testable import Essentiality

struct LethalGenesTests {
    private func sample(_ values: [(String, Double, Verdict)]) -> SamplePrediction {
        SamplePrediction(
            sample: "s",
            distancePercentile: 0.5,
            verdict: .use,
            remarks: [],
            genes: values.map { name, value, verdict in
                GenePrediction(
                    gene: Gene(name),
                    value: value,
                    low: value,
                    high: value,
                    verdict: verdict,
                    reason: .foretold,
                    heldOutR: 0.4,
                    imputed: [],
                    modifiers: 1
                )
            }
        )
    }

    private func names(_ values: [(String, Double, Verdict)], _ scale: EffectScale) -> [String] {
        sample(values).lethalGenes(on: scale).map(\.gene.symbol)
    }

    @Test func `deep effects are lethal, the deepest first, unless nothing can be said`() {
        let values: [(String, Double, Verdict)] = [
            ("MILD", -0.79, .use), ("DEEP", -0.8, .caution), ("DEEPER", -1.5, .use),
            ("UNKNOWN", -2, .notPredictable),
        ]
        #expect(names(values, .geneEffect) == ["DEEPER", "DEEP"])
        #expect(names(values, .demeter2) == ["DEEPER", "DEEP"])
        #expect(names(values, .zScore).isEmpty)
    }

    @Test func `a person reads first what may be used, and of that the most essential`() {
        let values: [(String, Double, Verdict)] = [
            ("WORSE", -3, .caution), ("MILD", -0.1, .use), ("SAME", -0.1, .use), ("LETHAL", -1.2, .use),
            ("UNKNOWN", -9, .notPredictable),
        ]
        let genes = sample(values).genes
        #expect(
            genes.forReading(on: .geneEffect).map(\.gene.symbol)
                == ["LETHAL", "MILD", "SAME", "WORSE", "UNKNOWN"]
        )
        #expect(
            genes.forReading(on: .dependencyProbability).map(\.gene.symbol)
                == ["MILD", "SAME", "LETHAL", "WORSE", "UNKNOWN"]
        )
    }

    @Test func `of probabilities the greatest are lethal`() {
        let values: [(String, Double, Verdict)] = [("A", 0.79, .use), ("B", 0.8, .use), ("C", 1, .caution)]
        #expect(names(values, .dependencyProbability) == ["C", "B"])
    }
}
