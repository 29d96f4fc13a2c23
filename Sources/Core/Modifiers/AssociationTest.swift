/// A test of whether a gene's expression goes with a target's essentiality.
///
/// Rosenski et al. 2023, "Feature selection".
package enum AssociationTest: String, Codable, CaseIterable, Sendable {
    case pearson
    case spearman
    /// Independence of six essentiality bins and expression below or from its median.
    ///
    /// Five degrees of freedom, fewer where ties leave a bin empty.
    case chiSquared = "chi-squared"
}

/// What one test found between one gene and one target.
package struct Association: Sendable, Codable, Hashable {
    /// Pearson's or Spearman's r, or the chi-squared statistic.
    package let statistic: Double
    /// Two-sided.
    package let p: Double
    /// Adjusted over all genes tested (Benjamini and Hochberg); only where this test chose the gene.
    package let q: Double?

    package init(statistic: Double, p: Double, q: Double?) {
        self.statistic = statistic
        self.p = p
        self.q = q
    }
}

/// A gene whose expression goes with a target's essentiality.
package struct ModifierGene: Sendable, Codable, Hashable {
    /// Of the expression matrix.
    package let column: Int
    /// The tests that chose it, in the order of `AssociationTest`.
    package let by: [AssociationTest]
    package let pearson: Association
    package let spearman: Association
    package let chiSquared: Association

    package init(
        column: Int,
        by: [AssociationTest],
        pearson: Association,
        spearman: Association,
        chiSquared: Association
    ) {
        self.column = column
        self.by = by
        self.pearson = pearson
        self.spearman = spearman
        self.chiSquared = chiSquared
    }

    package subscript(test: AssociationTest) -> Association {
        switch test {
        case .pearson: pearson
        case .spearman: spearman
        case .chiSquared: chiSquared
        }
    }
}
