import Cycle
import FoundationEssentials
import Screen
import Settings
import TestSupport
import Testing

@testable import Agent

@Suite struct LineNeedsTests {
    private let genes = ["T1", "T2", "T3"].map { Gene($0) }

    private func needed(_ text: String, sample: String? = nil) async throws -> NeededGenes {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "line.csv")
            try Data(text.utf8).write(to: path)
            let line = ScreenedLine(expression: path.path(percentEncoded: false), sample: sample)
            return try Predictor(model: SampleLoopTests.model()).neededGenes(of: line, among: genes)
        }
    }

    @Test func `a gene whose loss is predicted to kill the line is named, with its interval`() async throws {
        let found = try await needed(SampleLoopTests.sample)
        #expect(found.line == "tumour-7")
        #expect(found.scale == "gene-effect")
        // T1 is at -0.925, T2 at 0.05, and T3 is no target of the model.
        #expect(found.genes.map(\.gene) == [Gene("T1")])
        #expect(found.unknown == 1)
        let gene = try #require(found[Gene("T1")])
        #expect(gene.low < gene.value && gene.value < gene.high && gene.value <= -0.8)
    }

    private let two = "sample,E1,E2,E3,E4,E5\nA,1.5,2.25,3.5,0.75,6.5\nB,7.5,0.25,3.5,0.75,6.5\n"

    @Test func `of several samples one has to be named`() async throws {
        #expect(try await needed(two, sample: "B").genes == [])
        #expect(try await needed(two, sample: "A").line == "A")
        let several = await #expect(throws: DaemonFault.self) { _ = try await needed(two) }
        #expect(several?.description.contains("2 samples, such as A, B") == true)
        let strange = await #expect(throws: DaemonFault.self) { _ = try await needed(two, sample: "C") }
        #expect(strange?.description.contains("no sample 'C'") == true)
    }

    @Test(arguments: ["", "sample,E1\n", "T1,T2\n1,2\n", "sample,E1,E2,E3,E4,E5\nA,1.5,x,3.5,0.75,6.5\n"])
    func `what is no expression of a line is refused with its file`(text: String) async throws {
        let fault = await #expect(throws: DaemonFault.self) { _ = try await needed(text) }
        #expect(fault?.description.contains("line.csv") == true)
    }

    @Test func `a file that is missing is named`() throws {
        let line = ScreenedLine(expression: "/nowhere/line.csv", sample: nil)
        let predictor = Predictor(model: try SampleLoopTests.model())
        let fault = #expect(throws: DaemonFault.self) { try predictor.neededGenes(of: line, among: genes) }
        #expect(fault?.description.contains("/nowhere/line.csv") == true)
    }
}
