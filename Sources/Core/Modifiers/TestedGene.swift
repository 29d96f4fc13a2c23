/// A gene with its exact score in one test.
struct TestedGene {
    let column: Int
    /// In the block of complete genes; for a gene that misses lines, past its end.
    let gene: Int
    let p: Double
    /// The absolute score in units of 1e-10, rounded.
    ///
    /// Scores are compared rounded, since equal tables of counts, or a gene and its copy, differ in the last
    /// bits of their sums, and those must not choose a gene.
    let strength: Double

    init(column: Int, gene: Int, statistic: Double, p: Double) {
        self.column = column
        self.gene = gene
        self.p = p
        strength = (statistic.magnitude * 1e10).rounded(.toNearestOrEven)
    }

    func precedes(_ other: TestedGene) -> Bool {
        strength != other.strength ? strength > other.strength : column < other.column
    }
}
