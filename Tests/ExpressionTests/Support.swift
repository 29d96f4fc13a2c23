import Expression
import FoundationEssentials
import Screen
import Tables
import TestSupport

/// A file of `Fixtures/` as a table.
func table(_ name: String, testFile: StaticString = #filePath) throws -> Table {
    try expressionTable(Array(fixture(name, testFile: testFile)))
}

/// Text as a table, as if it had been dropped.
func table(text: String) throws -> Table { try expressionTable(Array(text.utf8)) }

/// The rejection `body` throws; `nil` where it throws none.
func rejection(_ body: () throws -> Void) throws -> Rejection? {
    do {
        try body()
        return nil
    } catch let rejection as Rejection {
        return rejection
    }
}

let effectFiles = [
    "depmap_22Q1/CRISPR_gene_effect.csv", "depmap_24Q4/CRISPRGeneEffect.csv",
    "depmap_25Q2/CRISPRGeneEffect.csv",
]

let expressionFiles = [
    "depmap_22Q1/CCLE_expression.csv", "depmap_24Q4/OmicsExpressionProteinCodingGenesTPMLogp1.csv",
    "depmap_25Q2/OmicsExpressionTPMLogp1HumanProteinCodingGenes.csv",
]
