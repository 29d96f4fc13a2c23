import Screen
import Tables
import Testing

@testable import Expression

@Suite struct ReleaseDialectTests {
    private func dialect(_ name: String, named: Bool) throws -> ReleaseDialect {
        ReleaseDialect(
            header: try table(name).header,
            fileName: named ? String(name.split(separator: "/")[1]) : nil
        )
    }

    @Test func `the header tells what it can and the file's name the rest`() throws {
        #expect(try dialect(effectFiles[0], named: false).eras == [.upTo22Q2])
        #expect(try dialect(effectFiles[1], named: false).eras.count == 3)
        #expect(try dialect(effectFiles[1], named: true).eras == [.from22Q4, .from25Q2])
        #expect(try dialect(expressionFiles[0], named: false).eras.count == 3)
        #expect(try dialect(expressionFiles[0], named: true).eras == [.upTo22Q2])
        #expect(try dialect(expressionFiles[1], named: true).eras == [.from22Q4])
        #expect(try dialect(expressionFiles[2], named: false).eras == [.from25Q2])
    }

    @Test(
        arguments: [
            ("DepMap_24Q4/x.csv", "24Q4", ReleaseDialect.Era.from22Q4),
            ("OmicsExpression_22q2.csv", "22Q2", .upTo22Q2),
            ("26Q1/24Q4x.csv", "24Q4", .from22Q4), ("26Q1/x.csv", "26Q1", .from25Q2),
        ]
    )
    func `a release in the name is told`(name: String, release: String, era: ReleaseDialect.Era) {
        let dialect = ReleaseDialect(header: ["", "A"], fileName: name)
        #expect(dialect.release == release && dialect.eras == [era])
    }

    @Test func `files of one release go together, and files of one's own with any`() throws {
        for place in 0..<3 {
            for named in [true, false] {
                try checkReleases(
                    effect: dialect(effectFiles[place], named: named),
                    expression: dialect(expressionFiles[place], named: named)
                )
            }
        }
        let own = ReleaseDialect(header: ["line", "A"], fileName: "ours.csv")
        try checkReleases(effect: own, expression: dialect(expressionFiles[2], named: true))
    }

    @Test(arguments: [(0, 1), (0, 2), (1, 0), (2, 0)])
    func `files of an old and a newer release are refused unless told otherwise`(
        effect: Int,
        expression: Int
    )
        throws
    {
        let one = try dialect(effectFiles[effect], named: true)
        let other = try dialect(expressionFiles[expression], named: true)
        let found = try rejection { try checkReleases(effect: one, expression: other) }
        #expect(found?.rule == "mixed-releases")
        // Whoever allows mixing says how, and the remedy is not to say it too.
        #expect(found?.remedy == "Give both files of one release.")
        #expect(found?.reason.contains("22Q2") == true)
        try checkReleases(effect: one, expression: other, allowsMixing: true)
    }

    @Test func `two named releases of one shape are refused`() throws {
        let one = ReleaseDialect(header: ["ModelID", "A"], fileName: "24Q2/CRISPRGeneEffect.csv")
        let other = ReleaseDialect(header: ["", "A"], fileName: "24Q4/Omics.csv")
        let found = try rejection { try checkReleases(effect: one, expression: other) }
        #expect(found?.reason.contains("24Q2") == true && found?.reason.contains("24Q4") == true)
    }
}
