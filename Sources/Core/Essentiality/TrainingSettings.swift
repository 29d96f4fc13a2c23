package import Statistics

/// What bears on a trained model, besides its two files.
package struct TrainingSettings: Sendable, Hashable, Codable {
    /// Benjamini and Hochberg's rate over all expression genes; an adjusted p-value below it counts.
    package var falseDiscoveryRate: Double
    /// The most modifier genes a target gets.
    package var modifierCount: Int
    /// The share of lines kept back to judge the model on.
    package var testShare: Double
    /// Chooses those lines, as scikit-learn's `random_state` does; only its low 32 bits count.
    package var seed: Seed

    /// The paper's: 5 %, the top 20 genes, a quarter of the lines.
    package init(
        falseDiscoveryRate: Double = 0.05,
        modifierCount: Int = 20,
        testShare: Double = 0.25,
        seed: Seed = Seed(0)
    ) {
        self.falseDiscoveryRate = falseDiscoveryRate
        self.modifierCount = modifierCount
        self.testShare = testShare
        self.seed = seed
    }

    var rule: SelectionRule { SelectionRule(falseDiscoveryRate: falseDiscoveryRate, most: modifierCount) }

    /// What is wrong with the settings, or `nil`.
    var fault: TrainingFault? {
        if !(falseDiscoveryRate > 0 && falseDiscoveryRate <= 1) {
            .setting(
                name: "false discovery rate",
                value: "\(falseDiscoveryRate)",
                expected: "above 0, up to 1"
            )
        } else if !(testShare > 0 && testShare < 1) {
            .setting(name: "test share", value: "\(testShare)", expected: "between 0 and 1")
        } else if modifierCount < 1 {
            .setting(name: "modifier count", value: "\(modifierCount)", expected: "at least 1")
        } else {
            nil
        }
    }
}
