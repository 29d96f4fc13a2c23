/// The genes that miss lines, tested against one target in the lines they have.
struct PartialGenes {
    private struct Gene {
        let column: Int
        /// In the order of `AssociationTest`.
        let statistics: [Double]
        let pValues: [Double]
    }

    private var genes: [Gene] = []

    init(of response: [Double], in prepared: PreparedExpression, rule: SelectionRule) {
        for partial in prepared.partials {
            let block = partial.block
            var order = ValueOrder(most: block.lines)
            var values = Response(lines: block.lines)
            values.fill(sorting: &order) { response[partial.places[$0]] }
            guard values.isTestable else { continue }
            for gene in block.columns.indices where !block.isConstant(gene) {
                let statistics = AssociationTest.allCases.map { block.statistic($0, of: gene, with: values) }
                let pValues = zip(AssociationTest.allCases, statistics).map { test, statistic in
                    block.pValue(test, statistic, with: values)
                }
                genes.append(Gene(column: block.columns[gene], statistics: statistics, pValues: pValues))
            }
        }
    }

    /// The genes in one test, numbered from `firstGene`.
    func tested(_ test: AssociationTest, firstGene: Int) -> [TestedGene] {
        guard !genes.isEmpty, let place = AssociationTest.allCases.firstIndex(of: test) else { return [] }
        return genes.enumerated().map { number, gene in
            TestedGene(
                column: gene.column,
                gene: firstGene + number,
                statistic: gene.statistics[place],
                p: gene.pValues[place]
            )
        }
    }

    func association(_ test: AssociationTest, _ number: Int, q: Double?) -> Association {
        let place = AssociationTest.allCases.firstIndex(of: test) ?? 0
        let gene = genes[number]
        return Association(statistic: gene.statistics[place], p: gene.pValues[place], q: q)
    }
}
