import Relations
import Screen
import Selection
import Tables

/// `limits`: what the lab asks of a batch.
extension ConfigurationReader {
    func limits(_ field: Field?, genes: [Gene]) -> BatchLimits {
        var limits = BatchLimits()
        guard let section = field?.section() else { return limits }
        limits.pairsPerGene = section.field("pairs-per-gene")?.integer(in: 1...100_000, standard: nil)
        if let budget = section.field("budget") {
            limits.budget = budget.number(in: 0...1_000_000, exclusive: true, standard: 0)
        }
        if let costs = section.field("costs") { limits.costs = pairCosts(costs, genes: genes) }
        if let required = section.field("require") {
            limits.required = listedPairs(required, genes: genes).sorted()
        }
        if let excluded = section.field("exclude") { limits.excluded = listedPairs(excluded, genes: genes) }
        if let queries = section.field("queries"),
            let names = queries.list("List the genes of one side of the screen.")
        {
            let side = Set(names.compactMap { $0.text() }.map { Gene($0) })
            for unknown in side.subtracting(genes).sorted() {
                queries.fail(
                    value: unknown.symbol,
                    "which is none of the campaign's genes",
                    remedy: "Correct or remove it."
                )
            }
            limits.queries = side
        }
        section.finish()
        if genes.count > 1, limits.admissible.count(in: PairIndex(genes: genes)) == 0 {
            field?.fail("leave no pair to measure", remedy: "Loosen or remove one of them.")
        }
        return limits
    }

    private func listedPairs(_ field: Field, genes: [Gene]) -> Set<Pair> {
        guard let (bytes, fileName) = bytes(field) else { return [] }
        do throws(Rejection) {
            return try readRelations(bytes, name: "pairs", fileName: fileName, genes: Set(genes)).pairs
        } catch {
            note(error, of: field, fileName)
            return []
        }
    }

    private func pairCosts(_ field: Field, genes: [Gene]) -> [Pair: Double] {
        guard let (bytes, fileName) = bytes(field) else { return [:] }
        do throws(Rejection) {
            return try readPairCosts(bytes, genes: Set(genes))
        } catch {
            note(error, of: field, fileName)
            return [:]
        }
    }
}

/// A table with the columns `gene_a`, `gene_b` and `cost`, a number above 0 in any unit.
///
/// Pairs with a gene that is not of the campaign are passed over.
func readPairCosts(_ bytes: [UInt8], genes: Set<Gene>) throws(Rejection) -> [Pair: Double] {
    let table = try TableReader.read(bytes, limits: .standard)
    guard let first = table.column(named: "gene_a"), let second = table.column(named: "gene_b"),
        let column = table.column(named: "cost")
    else {
        throw Rejection(
            rule: "missing-column",
            reason: "The table of costs lacks one of its columns.",
            expected: "gene_a, gene_b, cost",
            remedy: "Name the columns gene_a, gene_b and cost."
        )
    }
    var costs: [Pair: Double] = [:]
    for row in 0..<table.rowCount {
        let one = Gene(table.text(row: row, column: first))
        let other = Gene(table.text(row: row, column: second))
        guard genes.contains(one), genes.contains(other), let pair = Pair(one, other) else { continue }
        guard let cost = table.number(row: row, column: column), cost > 0 else {
            throw Rejection(
                rule: "bad-number",
                reason: "A cost is no number above 0.",
                row: table.lineNumber(ofRow: row),
                column: "cost",
                value: table.text(row: row, column: column),
                expected: "a number above 0",
                remedy: "Correct the cost, or list the pair under 'exclude' if it cannot be measured."
            )
        }
        costs[pair] = cost
    }
    return costs
}
