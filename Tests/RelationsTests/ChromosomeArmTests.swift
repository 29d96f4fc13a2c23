import Relations
import Screen
import Testing

@Suite struct ChromosomeArmTests {
    private let genes: Set<Gene> = [Gene("MCL1"), Gene("BAX")]

    private func read(_ text: String) throws(Rejection) -> [Gene: String] {
        try readChromosomeArms(Array(text.utf8), genes: genes)
    }

    private func rule(_ text: String) -> String? {
        do throws(Rejection) {
            _ = try read(text)
            return nil
        } catch {
            return error.rule
        }
    }

    @Test(arguments: [
        "gene,arm\nMCL1,1q\nBAX,19q\n", "MCL1\t1q\nBAX\t19q\nTP53\t17p\n",
        "start;Arm;Gene\n1;1q;MCL1\n2;19q;BAX\n3;19q;BAX\n",
    ])
    func `arms are read with a header and without`(text: String) throws {
        #expect(try read(text) == [Gene("MCL1"): "1q", Gene("BAX"): "19q"])
    }

    @Test func `a file that cannot be meant is refused`() {
        #expect(rule("MCL1,1q\nMCL1,1p\n") == "two-arms")
        #expect(rule("MCL1\n") == "one-column")
        #expect(rule("TP53,17p\n") == "unknown-genes")
        #expect(rule("") == "unknown-genes")
    }
}
