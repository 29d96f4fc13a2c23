import Statistics
import Testing

@testable import Essentiality

@Suite struct SetOutcomeTests {
    private let outcome = SetOutcome(
        hasModifiers: [true, false, true],
        ridge: [[[1, 2], [3, 4], [5, 6]], [[7], [8], [-0.5]]],
        trees: [[[9, 1], [2, 3], [4, 5]], [[6], [.infinity], [0]]]
    )

    @Test func `an outcome comes back from its bytes`() {
        #expect(SetOutcome(bytes: outcome.bytes) == outcome)
        let empty = SetOutcome(hasModifiers: [], ridge: [], trees: [])
        #expect(SetOutcome(bytes: empty.bytes) == empty)
    }

    @Test func `bytes that are cut off or too many are no outcome`() {
        let bytes = outcome.bytes
        for count in bytes.indices { #expect(SetOutcome(bytes: Array(bytes.prefix(count))) == nil) }
        #expect(SetOutcome(bytes: bytes + [0]) == nil)
        #expect(SetOutcome(bytes: []) == nil)
    }

    @Test func `damaged bytes are no crash`() {
        var generator = SeededGenerator(Seed(11))
        var refused = 0
        for _ in 0..<5_000 {
            var bytes = outcome.bytes
            for _ in 0...generator.index(below: 3) {
                bytes[generator.index(below: bytes.count)] = UInt8(generator.index(below: 256))
            }
            if SetOutcome(bytes: bytes) == nil { refused += 1 }
        }
        #expect(refused > 500)
        let great = [UInt8](repeating: 0xFF, count: 64)
        #expect(SetOutcome(bytes: great) == nil)
        #expect(SetOutcome(bytes: [255, 255, 255, 127] + great) == nil)
    }

    @Test func `an outcome fits only the set it was made for`() {
        #expect(outcome.fits(targets: 3, held: [[4, 5], [6]]))
        #expect(!outcome.fits(targets: 2, held: [[4, 5], [6]]))
        #expect(!outcome.fits(targets: 3, held: [[4, 5]]))
        #expect(!outcome.fits(targets: 3, held: [[4, 5], [6, 7]]))
        var other = outcome
        other.trees.removeLast()
        #expect(!other.fits(targets: 3, held: [[4, 5], [6]]))
    }
}
