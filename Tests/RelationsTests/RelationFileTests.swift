import FoundationEssentials
import Relations
import Screen
import Statistics
import Tables
import TestSupport
import Testing

@Suite struct RelationFileTests {
    private static let genes: Set<Gene> = Set(
        ["MCL1", "BCL2L1", "BAX", "ID1", "ID2", "TP53"].map { Gene($0) }
    )

    private func read(_ text: String, file: String = "relations.csv") throws(Rejection) -> RelationSet {
        try readRelations(Array(text.utf8), name: "CORUM", fileName: file, genes: RelationFileTests.genes)
    }

    private func names(_ set: RelationSet) -> [String] { set.pairs.sorted().map(\.description) }

    @Test(arguments: [
        ("entity1,entity2\nMCL1,BAX\n", "EFAAR"),
        ("MCL1,BAX\n", "headerless"),
        ("\u{FEFF}gene_a,gene_b\r\nBAX,MCL1\r\n", "byte order mark and CRLF"),
        ("Gene A\tGene B\tscore\nMCL1\tBAX\t0.7\n", "tabs and a score"),
        ("score;entity1;entity2\n0.7;MCL1;BAX\n", "the columns that the header names"),
        ("\"entity1\",\"entity2\"\n\"MCL1\",\"BAX\"\n", "quotes"),
        ("V1,V2\nMCL1,BAX\nBAX,MCL1\nMCL1,BAX\n", "twice and turned round"),
        ("source,target\n\nMCL1,BAX\n   \nBAX,BAX\nFOO,BAR\n", "blank lines, itself, strangers"),
    ])
    func `pairs are read in every shape they come in`(text: String, shape: String) throws {
        #expect(names(try read(text)) == ["BAX+MCL1"], "\(shape)")
    }

    @Test func `a first line with a gene of the campaign is a pair, whatever it looks like`() throws {
        #expect(names(try read("ID1,ID2\nMCL1,BAX\n")) == ["BAX+MCL1", "ID1+ID2"])
    }

    @Test func `gene sets relate all their members`() throws {
        let text = "APOPTOSIS\thttp://x, y\tMCL1\tBAX\tFOO\tBCL2L1\nOTHER\t\tTP53\n"
        let set = try read(text, file: "Sets.GMT.gz")
        #expect(names(set) == ["BAX+BCL2L1", "BAX+MCL1", "BCL2L1+MCL1"])
        #expect(set.genes == 4 && set.passedOver == 0)
    }

    @Test func `a set that holds half the genome relates nothing`() throws {
        let members = (0..<300).map { "G\($0)" }.joined(separator: "\t")
        let set = try read("ALL\tx\tMCL1\tBAX\t\(members)\nSMALL\tx\tID1\tID2\n", file: "a.gmt")
        #expect(names(set) == ["ID1+ID2"])
        #expect(set.passedOver == 1)
    }

    @Test(arguments: [
        ("", "empty-file|no-pairs"), ("entity1,entity2\n", "no-pairs"), ("MCL1\nBAX\n", "one-column"),
        ("MCL1,BAX\nTP53\n", "one-column"), ("4170,596\n1,2\n", "unknown-genes"),
        ("MCL1,B\u{0}X\n", "not-text"), ("%PDF-1.4\n", "not-text"),
    ])
    func `a file that names no pairs is refused with its reason`(text: String, rule: String) {
        #expect(
            refusal(Array(text.utf8)).map { rule.split(separator: "|").contains(Substring($0.rule)) } == true
        )
    }

    @Test func `the refusal names the line and what to do`() {
        let fault = refusal(Array("MCL1,BAX\n\nTP53\n".utf8))
        #expect(fault?.row == 3)
        #expect(fault?.value == "TP53")
        #expect(fault?.remedy.contains(".gmt") == true)
        #expect(refusal(Array("4170,596\n".utf8))?.value == "4170")
    }

    private func refusal(_ bytes: [UInt8], _ limits: TableLimits = .standard) -> Rejection? {
        do throws(Rejection) {
            _ = try readRelations(
                bytes,
                name: "CORUM",
                fileName: "x.csv",
                genes: RelationFileTests.genes,
                limits: limits
            )
            return nil
        } catch {
            return error
        }
    }

    @Test func `a line without end, a truncated archive and a bomb are refused`() {
        #expect(refusal(Array(repeating: UInt8(ascii: ","), count: 300_000))?.rule == "too-large")
        #expect(refusal([0x1F, 0x8B, 8, 0, 0, 0, 0, 0])?.rule == "truncated-gzip")
        let small = TableLimits(maximumBytes: 100)
        #expect(
            refusal(Array("MCL1,BAX\n".utf8) + Array(repeating: 10, count: 200), small)?.rule == "too-large"
        )
    }

    @Test func `ten thousand mangled files are read or refused, and none is a crash`() {
        let seed = Array("entity1,entity2\nMCL1,BAX\n\"ID1\",ID2,x\nTP53,BAX\r\n".utf8)
        var generator = SeededGenerator(Seed(17))
        var read = 0
        for _ in 0..<10_000 {
            var bytes = seed
            for _ in 0..<(1 + generator.index(below: 6)) {
                let place = generator.index(below: bytes.count)
                switch generator.index(below: 3) {
                case 0: bytes[place] = UInt8(generator.index(below: 256))
                case 1: bytes.remove(at: place)
                default: bytes.insert([10, 9, 44, 59, 34, 0, 255][generator.index(below: 7)], at: place)
                }
            }
            if refusal(bytes) == nil { read += 1 }
        }
        #expect(read > 100 && read < 10_000)
    }

    @Test func `several sources are named in the order of the configuration`() throws {
        let known = KnownRelations([
            RelationSet(name: "Reactome", pairs: try read("MCL1,BAX\n").pairs, genes: 2),
            RelationSet(name: "CORUM", pairs: try read("MCL1,BAX\nID1,ID2\n").pairs, genes: 4),
        ])
        let pair = try #require(Pair(Gene("BAX"), Gene("MCL1")))
        #expect(known.cell(of: pair) == "Reactome|CORUM")
        #expect(known.pairs.count == 2)
        #expect(known.cell(of: try #require(Pair(Gene("BAX"), Gene("ID1")))) == "")
    }

    @Test(
        .enabled(if: screensFolder != nil),
        arguments: [
            ("humap_pairs.csv.gz", 40_000), ("reactome_pairs.csv.gz", 10_000),
            ("stringdb_pairs.csv.gz", 30_000),
        ]
    )
    func `the public files of relations are read`(file: String, least: Int) throws {
        let folder = try #require(screensFolder)
        let bytes = [UInt8](try Data(contentsOf: folder.appending(path: "relations/\(file)")))
        var genes: Set<Gene> = []
        try LineReader.read(bytes) { line in genes.formUnion(line.cells.prefix(2).map { Gene($0) }) }
        let set = try readRelations(bytes, name: file, fileName: file, genes: genes)
        #expect(set.pairs.count >= least, "\(set.pairs.count)")
    }
}
