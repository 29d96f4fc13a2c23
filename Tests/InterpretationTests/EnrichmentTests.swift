import FoundationEssentials
import Interpretation
import Screen
import Statistics
import TestSupport
import Testing

private struct SciPyTails: Decodable {
    struct Row: Decodable {
        let k: Int
        let population: Int
        let marked: Int
        let drawn: Int
        let sf: Double

        enum CodingKeys: String, CodingKey {
            case k
            case population = "N"
            case marked = "K"
            case drawn = "n"
            case sf
        }
    }
    let rows: [Row]

    enum CodingKeys: String, CodingKey { case rows = "hypergeom_sf" }
}

struct EnrichmentTests {
    @Test func `hypergeometric tails agree with exact integers to 1e-11, far out too`() throws {
        let rows = try Reference.read().hypergeometric
        #expect(rows.count == 16)
        #expect(rows.contains { $0.sf > 0 && $0.sf < 1e-60 })
        for row in rows {
            let tail = hypergeometricTail(
                row.k,
                population: row.population,
                marked: row.marked,
                drawn: row.drawn
            )
            #expect(isNear(tail, row.sf, relative: 1e-11), "\(row.k) of \(row.marked): \(tail) for \(row.sf)")
        }
    }

    @Test func `hypergeometric tails agree with SciPy to 1e-8`() throws {
        let rows = try fixture("special_functions.json", as: SciPyTails.self).rows
        #expect(rows.count == 7)
        for row in rows {
            let tail = hypergeometricTail(
                row.k,
                population: row.population,
                marked: row.marked,
                drawn: row.drawn
            )
            #expect(isNear(tail, row.sf), "\(row.k) of \(row.marked): \(tail) for \(row.sf)")
        }
    }

    @Test func `enrichment agrees with SciPy and statsmodels under both conventions`() throws {
        let oracle = try Biology.read().enrichment
        let library = GeneSetLibrary(
            oracle.pathways.sorted { $0.key < $1.key }.map { name, genes in
                GeneSet(name, genes: genes.map { Gene($0) })
            }
        )
        let test = EnrichmentTest(library, background: Set(oracle.background.map { Gene($0) }))
        let query = oracle.genes.map { Gene($0) }
        for (convention, expected) in [
            (EnrichmentConvention.allSets, oracle.allPathways), (.overlappingSets, oracle.overlappingOnly),
        ] {
            let rows = test(query, convention)
            #expect(rows.map(\.name) == expected.map(\.name))
            #expect(rows.map(\.shared.count) == expected.map(\.shared))
            #expect(rows.map(\.size) == expected.map(\.size))
            for (row, other) in zip(rows, expected) {
                #expect(isNear(row.p, other.p))
                #expect(isNear(row.q, other.q))
            }
        }
        // OUTSIDE is no gene of the background, NOTINBACKGROUND no gene of the query.
        #expect(test(query)[0].shared.map(\.symbol) == ["G0", "G1", "G2", "G3", "G9"])
    }

    @Test func `gene sets are read with any line end, weights and doubled genes`() throws {
        let text = "\u{FEFF}A\tfirst\tRPP25,1.0\tVRK2 (7444)\tRPP25\t\t\r\n\r\nB\t\tX\rC C\tlast\t Y \tZ\n"
        let library = try GeneSetLibrary(gmt: text)
        #expect(library.sets.map(\.name) == ["A", "B", "C C"])
        #expect(library.sets.map(\.description) == ["first", "", "last"])
        #expect(library.sets[0].genes == [Gene("RPP25"), Gene("VRK2")])
        #expect(library.sets[1].genes == [Gene("X")])
        #expect(library.sets[2].genes == [Gene("Y"), Gene("Z")])
    }

    @Test func `the gene sets of a release are read whole`() throws {
        let text = String(decoding: try fixture("pathways.gmt"), as: UTF8.self)
        let library = try GeneSetLibrary(gmt: text)
        #expect(library.sets.map(\.name) == (0..<4).map { "SIM_PATHWAY_00\($0)" })
        #expect(library.sets.map(\.genes.count) == [7, 8, 9, 8])
    }

    @Test(
        arguments: [
            ("", "gmt-empty", nil), ("\n\r\n \n", "gmt-empty", nil), ("A\td\tX\nlonely\n", "gmt-columns", 2),
            ("A\tdescription\n", "gmt-no-genes", 1), ("A\td\t\t\t\n", "gmt-no-genes", 1),
            ("A\td\t \t,1.0\n", "gmt-no-genes", 1), ("\td\tX\n", "gmt-name", 1),
            ("A\td\tX\n\nB\td\tY\nA\td\tZ\n", "gmt-duplicate", 4),
        ] as [(String, String, Int?)]
    )
    func `hostile gene sets are refused with their line`(text: String, rule: String, row: Int?) {
        do throws(Rejection) {
            _ = try GeneSetLibrary(gmt: text)
            Issue.record("taken: \(text)")
        } catch {
            #expect(error.rule == rule)
            #expect(error.row == row)
        }
    }

    @Test func `the Enrichr convention finds more in random sets, and a planted pathway beats both`() {
        let background = (0..<2_000).map { Gene("G\($0)") }
        var generator = SeededGenerator(Seed(3))
        let sets = (0..<200).map { number in
            GeneSet("S\(number)", genes: generator.shuffled(background).prefix(60))
        }
        let test = EnrichmentTest(GeneSetLibrary(sets), background: Set(background))
        let planted = (0..<60).map { number in
            ModifierSet(
                Gene("T\(number)"),
                Array(sets[number].genes.prefix(6)) + Array(generator.shuffled(background).prefix(10))
            )
        }
        let strict = EnrichmentBaseline(of: planted, test: test, rounds: 30, seed: Seed(1))
        let enrichr = EnrichmentBaseline(
            of: planted,
            test: test,
            .overlappingSets,
            rounds: 30,
            seed: Seed(1)
        )
        #expect(strict.targets == 60)
        #expect(strict.enriched == 60)
        #expect(enrichr.randomMean > 1.5 * strict.randomMean)
        #expect(strict.randomMean < 0.15 * 60)
        #expect(strict.p == 1.0 / 31)
        // The short way round agrees with the whole list.
        for set in planted.prefix(5) {
            let whole = test(set.modifiers, .overlappingSets)
            let one = EnrichmentBaseline(of: [set], test: test, .overlappingSets, rounds: 0, seed: Seed(1))
            #expect((one.enriched == 1) == (whole.contains { $0.q < 0.05 }))
        }
        let again = EnrichmentBaseline(of: planted, test: test, rounds: 30, seed: Seed(1))
        #expect(again == strict)
    }

    @Test func `sets without a gene in the background are not tested`() {
        let library = GeneSetLibrary([
            GeneSet("in", genes: [Gene("A")]), GeneSet("out", genes: [Gene("Z")]),
        ])
        let test = EnrichmentTest(library, background: [Gene("A"), Gene("B")])
        #expect(test.setCount == 1)
        #expect(test([Gene("A")]).map(\.p) == [0.5])
        #expect(test([]).map(\.p) == [1])
        #expect(test([], .overlappingSets).isEmpty)
    }
}
