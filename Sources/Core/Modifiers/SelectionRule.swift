/// How many modifier genes a target may have, and how sure each must be.
package struct SelectionRule: Sendable, Hashable, Codable {
    /// Over all genes tested, for each test on its own (Benjamini and Hochberg); adjusted values stay below.
    package let falseDiscoveryRate: Double
    /// The most genes taken by each test.
    package let most: Int
    package let tests: Set<AssociationTest>
    /// Whether a gene must be significant after correction; otherwise the strongest are taken as they are.
    package let isCorrected: Bool

    package init(
        falseDiscoveryRate: Double = 0.05,
        most: Int = 20,
        tests: Set<AssociationTest> = Set(AssociationTest.allCases),
        isCorrected: Bool = true
    ) {
        precondition(
            falseDiscoveryRate > 0 && falseDiscoveryRate <= 1,
            "a false discovery rate is above 0, up to 1"
        )
        precondition(most >= 0, "no negative number of genes can be taken")
        self.falseDiscoveryRate = falseDiscoveryRate
        self.most = most
        self.tests = tests
        self.isCorrected = isCorrected
    }

    /// The paper's text: 5 %, the top 20 of three tests.
    ///
    /// Rosenski et al. 2023, "Feature selection".
    package static let rosenski = SelectionRule()
}
