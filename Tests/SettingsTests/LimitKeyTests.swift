import Screen
import Selection
import Testing

@testable import Settings

struct LimitKeyTests {
    private let files = [
        "/etc/pairwell/first.csv": "gene_a,gene_b\nB,A\nE,C\n",
        "/etc/pairwell/never.csv": "gene_a,gene_b\nC,D\n",
        "/etc/pairwell/costs.csv": "gene_a,gene_b,cost\nA,B,2\nD,C,9\nX,A,3\n",
        "/etc/pairwell/free.csv": "gene_a,gene_b,cost\nA,B,0\n",
        "/etc/pairwell/words.csv": "gene_a,gene_b,cost\nA,B,much\n",
        "/etc/pairwell/bare.csv": "gene_a,gene_b\nA,B\n",
    ]

    private func pair(_ one: String, _ other: String) throws -> Pair {
        try #require(Pair(Gene(one), Gene(other)))
    }

    @Test func `every limit arrives`() throws {
        let limits = try campaign(
            """
            limits:
              pairs-per-gene: 4
              budget: 5
              costs: costs.csv
              require: first.csv
              exclude: never.csv
              queries: [A, B]
            """,
            files: files
        ).limits
        #expect(limits.pairsPerGene == 4)
        #expect(limits.budget == 5)
        #expect(limits.costs == [try pair("A", "B"): 2, try pair("C", "D"): 9])
        #expect(limits.required == [try pair("A", "B"), try pair("C", "E")])
        #expect(limits.excluded == [try pair("C", "D")])
        #expect(limits.queries == [Gene("A"), Gene("B")])
        #expect(try campaign("").limits == BatchLimits())
    }

    @Test(arguments: ["pairs-per-gene: 4", "budget: 5", "exclude: never.csv", "queries: [A]"])
    func `a limit bears on choices`(line: String) throws {
        let limited = try campaign("limits: {\(line)}", files: files).canonical
        #expect(limited != (try campaign("").canonical))
        #expect(limited == (try campaign("limits: {\(line)}", files: files).canonical))
    }

    @Test(arguments: [
        ("limits: 3", "is not a section"),
        ("limits: {pairs-per-gene: 0}", "pairs-per-gene"),
        ("limits: {budget: 0}", "budget"),
        ("limits: {budget: much}", "budget"),
        ("limits: {queries: A}", "is not a list"),
        ("limits: {queries: [A, Z]}", "none of the campaign's genes"),
        ("limits: {queries: [A, B, C, D, E, F]}", "leave no pair to measure"),
        ("limits: {budget: 0.5}", "leave no pair to measure"),
        ("limits: {exclude: none.csv}", "does not exist"),
        ("limits: {costs: bare.csv}", "lacks one of its columns"),
        ("limits: {costs: free.csv}", "no number above 0"),
        ("limits: {costs: words.csv}", "no number above 0"),
        ("limits: {wells: 3}", "is not a known key"),
    ])
    func `each fault is found and says what to do`(lines: String, fault: String) throws {
        let found = faults(of: minimal(lines), files: files)
        #expect(found.count == 1, "\(found)")
        #expect(found.first?.contains(fault) == true, "\(found)")
    }
}
