import Converter
import Screen
import Statistics
import TestSupport
import Testing

@Suite struct MutationTests {
    init() { ignoreBrokenPipes() }

    @Test(arguments: ["columns-gzip.h5ad", "csr-none.h5ad", "user-block-latest.h5ad"])
    func `whatever a damaged file does to the child, the answer is CSV or a rejection`(
        name: String
    ) async throws {
        let bytes = try h5ad(name)
        var generator = SeededGenerator(Seed(2_024))
        var refused = 0
        for _ in 0..<25 {
            var mutated = bytes
            for _ in 0..<Int.random(in: 1...30, using: &generator) {
                let place = Int.random(in: 0..<mutated.count, using: &generator)
                mutated[place] = UInt8.random(in: 0...255, using: &generator)
            }
            do {
                _ = try await Converter(program: pairwellProgram).csv(ofH5AD: mutated)
            } catch let rejection as Rejection {
                refused += 1
                #expect(!rejection.reason.isEmpty)
            }
        }
        #expect(refused > 0)
    }
}
