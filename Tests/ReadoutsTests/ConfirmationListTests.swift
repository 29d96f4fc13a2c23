import Readouts
import Screen
import Testing

@Suite struct ConfirmationListTests {
    private let genes: Set<Gene> = [Gene("MCL1"), Gene("BCL2L1"), Gene("BAX")]

    private func read(_ text: String) throws(Rejection) -> [Pair] {
        try readConfirmationList(Array(text.utf8), genes: genes)
    }

    private func refusal(_ text: String) -> Rejection? {
        do throws(Rejection) {
            _ = try read(text)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [
        "BCL2L1,MCL1\nBAX,MCL1\n", "gene_a,gene_b,rank\nMCL1,BCL2L1,1\nBAX,MCL1,2\n",
        "# Confirmation 1\r\nMCL1\tBCL2L1\r\n\r\nMCL1\tBAX\r\nBAX\tMCL1\r\n", "\u{FEFF}BCL2L1;MCL1\nMCL1;BAX",
    ])
    func `pairs are read in the order they are listed, each once`(text: String) throws {
        #expect(try read(text).map(\.description) == ["BCL2L1+MCL1", "BAX+MCL1"])
    }

    @Test func `what is no pair of the campaign's is refused with its line`() {
        let misspelt = refusal("BAX,MCL1\nBAX,MCl-1\n")
        #expect(misspelt?.rule == "unknown-gene" && misspelt?.row == 2 && misspelt?.value == "MCl-1")
        #expect(misspelt?.remedy.contains("MCL1") == true)
        #expect(refusal("BAX\n")?.rule == "not-a-pair")
        #expect(refusal("BAX,BAX\n")?.rule == "not-a-pair")
        #expect(refusal("# nothing\n\n")?.rule == "no-pairs")
        #expect(refusal("")?.rule == "no-pairs")
        #expect(refusal("BAX,MCL1\u{0}\n")?.rule == "not-text")
    }
}
