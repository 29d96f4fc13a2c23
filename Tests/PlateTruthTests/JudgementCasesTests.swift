import PlateTruth
import RealModule
import Screen
import Statistics
import Testing

@Suite struct JudgementCasesTests {
    private let plates = MadeUpPlates(seed: Seed(3))
    private let format = PlateFormat.wells384

    private func verdict(
        _ wells: [PlateWell],
        _ plate: PlateLayout,
        others: [PlateLayout] = [],
        known: KnownContents = KnownContents(),
        logarithm: Bool = false
    ) -> PlateVerdict {
        judgePlate(wells, designed: plate, otherPlates: others, known: known, logarithm: logarithm)
    }

    @Test func `a plate in parts is told by all that has come`() {
        let plate = plates.batch("P1", pairs: 30, format: format)
        let wells = misread(plates.readings(plate), .rotated, format)
        let few = verdict(Array(wells.prefix(8)), plate)
        #expect(few.outcome == .undecided)
        #expect(few.evidence.isEmpty && few.wells == 8)
        #expect(verdict(Array(wells.prefix(100)), plate).outcome == .other(.rotated))
    }

    @Test func `a plate whose file lists the wells of the design is told by looks alone`() throws {
        // the positions are the design's; whatever lay under them was read
        let plate = plates.batch("P1", pairs: 40, format: format)
        let turned = misread(plates.readings(plate), .rotated, format).filter {
            plate.wells[$0.position] != nil
        }
        let verdict = verdict(turned, plate, known: plates.known(after: plates.singles("S", format: format)))
        #expect(verdict.outcome == .other(.rotated))
        #expect(try #require(verdict.evidence(for: .designed)).explained == turned.count)
    }

    @Test func `two plates with one platemap need not be told apart`() {
        let plate = plates.batch("P1", pairs: 60, format: format)
        let twin = PlateLayout(barcode: Barcode("P2"), format: format, wells: plate.wells)
        let verdict = verdict(plates.readings(plate), plate, others: [twin])
        #expect(verdict.outcome == .asDesigned)
        #expect(!verdict.evidence.contains { $0.layout == .plate(Barcode("P2")) })
    }

    @Test func `plates of another format and the plate itself are no candidates`() {
        let plate = plates.batch("P1", pairs: 10, format: format)
        let other = plates.batch("P2", pairs: 10, format: .wells96)
        let verdict = verdict(plates.readings(plate), plate, others: [other, plate])
        #expect(verdict.evidence.map(\.layout) == TrueLayout.ofOnePlate)
    }

    @Test func `the order of wells and plates does not matter`() {
        let plate = plates.batch("P1", pairs: 10, format: format)
        let others = ["P2", "P3", "P4"].map { plates.batch($0, pairs: 10, format: format) }
        let wells = plates.readings(plate)
        #expect(
            verdict(wells, plate, others: others)
                == verdict(wells.reversed(), plate, others: others.reversed())
        )
    }

    @Test func `embeddings of any unit give the same verdict, and powers their logarithm's`() {
        let plate = plates.batch("P1", pairs: 10, format: format)
        let wells = misread(plates.readings(plate), .mirroredLeftRight, format)
        let plain = verdict(wells, plate)
        let scaled = wells.map {
            PlateWell(position: $0.position, embedding: $0.embedding.map { 1_000 * $0 + 5e6 })
        }
        let powers = wells.map { PlateWell(position: $0.position, embedding: $0.embedding.map { .exp2($0) }) }
        for other in [verdict(scaled, plate), verdict(powers, plate, logarithm: true)] {
            #expect(other.outcome == .other(.mirroredLeftRight))
            // sums in another order of magnitude differ in their last digits
            #expect(other.tenfolds.isApproximatelyEqual(to: plain.tenfolds, relativeTolerance: 1e-3))
        }
    }

    @Test func `wells without a finite value, constant features and equal wells do no harm`() {
        let plate = plates.batch("P1", pairs: 60, format: format)
        let wells = plates.readings(plate)
        let odd = wells.enumerated().map { number, well in
            PlateWell(position: well.position, embedding: [7] + well.embedding + [number == 5 ? .nan : 0])
        }
        let verdict1 = verdict(odd, plate)
        #expect(verdict1.outcome == .asDesigned && verdict1.wells == wells.count - 1)
        let equal = wells.map { PlateWell(position: $0.position, embedding: [1, 2]) }
        #expect(verdict(equal, plate).outcome == .undecided)
        let nothing = wells.map { PlateWell(position: $0.position, embedding: []) }
        #expect(verdict(nothing, plate).outcome == .undecided)
    }

    @Test func `what is known of another screen does not make a good plate look bad`() {
        let strangers = MadeUpPlates(seed: Seed(99))
        let known = strangers.known(after: strangers.singles("S", format: format))
        let plate = plates.batch("P1", pairs: 10, format: format)
        #expect(verdict(plates.readings(plate), plate, known: known).reason == nil)
    }
}

@Suite struct VerdictWordsTests {
    private func verdicts(_ errors: [TrueLayout]) -> [PlateVerdict] {
        let plates = MadeUpPlates(seed: Seed(3))
        let layouts = ["P1", "P2"].map { plates.batch($0, pairs: 30, format: .wells384) }
        return zip(layouts, errors).map { layout, error in
            var real = layout
            if case .plate(let other) = error { real = layouts.first { $0.barcode == other } ?? layout }
            return judgePlate(
                misread(plates.readings(real), error, .wells384),
                designed: layout,
                otherPlates: layouts,
                known: KnownContents(),
                logarithm: false
            )
        }
    }

    @Test func `a turned plate is set aside with numbers and the command that releases it`() throws {
        let fault = try #require(rejection(of: "run 7.csv", for: verdicts([.rotated])))
        #expect(fault.rule == "other-layout")
        #expect(fault.value == "rotated")
        #expect(
            fault.reason.hasPrefix(
                "The wells of plate P1 look as if the plate had been turned by 180 degrees: then "
            )
        )
        #expect(fault.reason.contains(" wells look like others of their content, as designed "))
        #expect(fault.reason.contains("; odds 10^") || fault.reason.contains("; odds more than 10^99"))
        #expect(fault.remedy.contains("pairwell accept 'run 7.csv' --as rotated."))
        // the turned wells lie where the design has none, and no word of a person changes that
        #expect(
            fault.remedy.hasSuffix("did lie as designed: leave out the wells that the layout does not have.")
        )
    }

    @Test func `two swapped plates in one file are released by one command`() throws {
        let verdicts = verdicts([.plate(Barcode("P2")), .plate(Barcode("P1"))])
        let fault = try #require(rejection(of: "both.csv", for: verdicts))
        #expect(
            fault.remedy.contains("pairwell accept both.csv --as P1=plate:P2 --as P2=plate:P1.")
        )
        #expect(fault.reason.contains("P1 look as if they were those of plate P2"))
        #expect(fault.reason.contains("P2 look as if they were those of plate P1"))
    }

    @Test func `only the plate at fault is named where another is as designed`() throws {
        let fault = try #require(rejection(of: "both.csv", for: verdicts([.designed, .rotated])))
        #expect(fault.value == "rotated")
        #expect(fault.remedy.contains("pairwell accept both.csv --as P2=rotated."))
        #expect(!fault.reason.contains("P1"))
    }

    @Test func `plates as designed give no reason`() {
        #expect(rejection(of: "a.csv", for: verdicts([.designed, .designed])) == nil)
        #expect(rejection(of: "a.csv", for: []) == nil)
    }

    @Test(arguments: [
        ("-rf.csv", "'-rf.csv'"), ("it's.csv", "'it'\\''s.csv'"), ("$(x).csv", "'$(x).csv'"),
        ("a.csv", "a.csv"),
    ])
    func `a file's name is written so that a shell takes it as it is`(name: String, word: String) throws {
        let fault = try #require(rejection(of: name, for: verdicts([.rotated])))
        #expect(fault.remedy.contains("pairwell accept \(word) --as rotated."))
    }
}
