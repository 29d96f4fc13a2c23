import FoundationEssentials
import Parquet
import Screen
import Statistics
import TestSupport
import Testing

/// Files with bytes changed, cut out and put in: each is read or refused, and nothing else happens.
struct MutationTests {
    /// Mutants of each fixture; `PAIRWELL_PARQUET_MUTANTS` sets it for a longer run.
    private static let mutants =
        ProcessInfo.processInfo.environment["PAIRWELL_PARQUET_MUTANTS"].flatMap(Int.init) ?? 1000

    private static let limits = ParquetLimits(maximumBytes: 1 << 20, maximumCells: 100_000)

    @Test(arguments: Expected.keptFiles.map(\.file) + Expected.keptRefusals.map(\.file))
    func `a damaged file is read or refused`(file: String) throws {
        let whole = try Array(fixture(file))
        var generator = SeededGenerator(Seed(1709).derived(file))
        var read = 0
        for _ in 0..<Self.mutants {
            let mutant = mutated(whole, &generator)
            do throws(Rejection) {
                let table = try ParquetReader.read(mutant, limits: Self.limits)
                let counts = table.columns.map(\.values.count)
                if !counts.allSatisfy({ $0 == table.rowCount }) {
                    Issue.record("columns of \(counts) rows, not \(table.rowCount)")
                }
                read += 1
            } catch {
                if error.reason.isEmpty || error.remedy.isEmpty { Issue.record("no reason: \(error)") }
            }
        }
        #expect(read < Self.mutants, "some damage must be noticed")
    }

    private func mutated(_ whole: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
        var bytes = whole
        // The footer decides most, and so is changed as often as all that is before it.
        let footer = whole.suffix(8).prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) } + 8
        let start = Bool.random(using: &generator) ? max(0, whole.count - footer) : 0
        for _ in 0..<Int.random(in: 1...3, using: &generator) where start < bytes.count {
            let place = Int.random(in: start..<bytes.count, using: &generator)
            switch Int.random(in: 0..<8, using: &generator) {
            case 0...2: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            case 3: bytes[place] = UInt8.random(in: 0...255, using: &generator)
            case 4: bytes[place] = [0, 0x7F, 0x80, 0xFF].randomElement(using: &generator) ?? 0
            case 5:
                // A varint of the largest kind.
                for offset in 0..<min(5, bytes.count - place) { bytes[place + offset] = 0xFF }
            case 6: bytes.removeSubrange(place..<min(bytes.count, place + 3))
            default: bytes.insert(contentsOf: bytes[start..<max(start, min(start + 7, place))], at: place)
            }
        }
        if Int.random(in: 0..<16, using: &generator) == 0 {
            bytes.removeLast(Int.random(in: 0...bytes.count, using: &generator))
        }
        return bytes
    }
}
