import Statistics
import Testing

struct SeededGeneratorTests {
    @Test func `the same seed gives the same stream`() {
        var one = SeededGenerator(Seed(7))
        var other = SeededGenerator(Seed(7))
        for _ in 0..<100 { #expect(one.normal() == other.normal()) }
        var third = SeededGenerator(Seed(8))
        #expect(one.next() != third.next())
    }

    @Test func `each purpose and number has a seed of its own`() {
        let seed = Seed(1)
        let derived = [
            seed.derived("fit"), seed.derived("draw"), seed.derived("fit", 1), Seed(2).derived("fit"), seed,
        ]
        #expect(Set(derived).count == derived.count)
        #expect(seed.derived("fit", 3) == Seed(1).derived("fit", 3))
    }

    @Test func `normal numbers have the moments of a normal`() {
        var generator = SeededGenerator(Seed(11))
        let values = (0..<20_000).map { _ in generator.normal() }
        // Five standard errors of each moment.
        #expect(mean(values).magnitude < 5 / 20_000.0.squareRoot())
        #expect((populationSD(values) - 1).magnitude < 5 / 40_000.0.squareRoot())
        #expect((mean(values.map { $0 * $0 * $0 * $0 }) - 3).magnitude < 5 * (96 / 20_000.0).squareRoot())
    }

    @Test func `a shuffle keeps every element and indices stay below their bound`() {
        var generator = SeededGenerator(Seed(3))
        let shuffled = generator.shuffled(Array(0..<50))
        #expect(shuffled.sorted() == Array(0..<50))
        #expect(shuffled != Array(0..<50))
        let indices = (0..<600).map { _ in generator.index(below: 6) }
        #expect(Set(indices) == Set(0..<6))
    }
}
