import Screen
import Statistics
import Testing

@testable import Profiles

/// Wells with few cells: mishaps and deadly knockouts.
@Suite struct FewCellsTests {
    private let bench = CellBench()

    @Test func `a control with few cells is dropped, with its count and the bound`() throws {
        var cells = bench.plate("P", controls: Array(repeating: 1_000, count: 7) + [90])
        cells += bench.wells("P", "A_g1", [900, 950])
        let verdicts = bench.verdicts(cells)
        #expect(verdicts.count == 1)
        let (id, verdict) = try #require(verdicts.first)
        #expect(id.well.position == WellPosition(row: 0, column: 7))
        #expect(verdict == .dropped(WellDrop(.fewCells, value: 90, bound: 100)))
    }

    @Test func `a knockout's one empty well is dropped where its replicates have their cells`() {
        let cells = bench.plate("P") + bench.wells("P", "A_g1", [900, 3, 950, 870])
        #expect(bench.verdicts(cells).values.map(\.isDropped) == [true])
    }

    @Test(arguments: [2, 3, 4])
    func `a knockout that leaves few cells in every well is kept`(wells: Int) {
        let cells = bench.plate("P") + bench.wells("P", "A_g1", Array(repeating: 20, count: wells))
        let verdicts = bench.verdicts(cells)
        #expect(verdicts.count == wells)
        #expect(verdicts.values.allSatisfy { !$0.isDropped })
    }

    @Test func `one well alone cannot speak for its knockout`() {
        let cells = bench.plate("P") + bench.wells("P", "A_g1", [20])
        #expect(bench.verdicts(cells).values.map(\.isDropped) == [true])
    }

    @Test func `a repeat on a later plate that agrees takes the first well up again`() {
        let first = bench.plate("P") + bench.wells("P", "A_g1", [20])
        let later = bench.plate("Q") + bench.wells("Q", "A_g1", [15])
        let verdicts = bench.verdicts(first + later)
        #expect(verdicts.count == 2)
        #expect(verdicts.values.allSatisfy { !$0.isDropped })
    }

    @Test func `wells of a guide that agree outweigh another guide that does nothing`() {
        let strong = bench.wells("P", "A_g1", [20, 15])
        let weak = bench.wells("P", "A_g2", [900, 950])
        let verdicts = bench.verdicts(bench.plate("P") + strong + weak)
        #expect(Set(verdicts.keys) == Set(strong.map(\.id)))
        #expect(verdicts.values.allSatisfy { !$0.isDropped })
    }

    @Test func `single wells of all guides of a pair that agree are kept together`() {
        let wells = bench.wells("P", "A_g1", and: "B_g1", [20]) + bench.wells("P", "A_g2", and: "B_g2", [11])
        let verdicts = bench.verdicts(bench.plate("P") + wells)
        #expect(verdicts.count == 2)
        #expect(verdicts.values.allSatisfy { !$0.isDropped })
    }

    @Test func `where a quarter of the controls is empty two wells are no proof and four are`() {
        let controls = [1_000, 1_000, 1_000, 1_000, 1_000, 1_000, 0, 0] as [Double]
        for (wells, isDropped) in [(2, true), (3, true), (4, false)] {
            let own = bench.wells("P", "A_g1", Array(repeating: 5, count: wells))
            let verdicts = bench.verdicts(bench.plate("P", controls: controls) + own)
            #expect(own.allSatisfy { verdicts[$0.id]?.isDropped == isDropped }, "\(wells) wells")
        }
    }

    @Test func `a well just above the bound does not make mishaps of those below it`() {
        let wells = bench.wells("P", "A_g1", [80, 120, 95, 130])
        let verdicts = bench.verdicts(bench.plate("P") + wells)
        #expect(verdicts.count == 2)
        #expect(verdicts.values.allSatisfy { !$0.isDropped })
    }

    @Test func `a better reading of the same well heals it, and the bad one stays dropped`() {
        let bad = bench.wells("P", "A_g1", [3, 900], file: "1")
        let good = bench.wells("P", "A_g1", [880], file: "2")
        #expect(bad[0].id.well == good[0].id.well)
        let verdicts = bench.verdicts(bench.plate("P") + bad + good)
        #expect(verdicts.keys.map(\.self) == [bad[0].id])
        #expect(verdicts[bad[0].id]?.isDropped == true)
    }

    @Test func `positive controls and wells without a count are left alone`() {
        let guide = Guide("POS", of: nil)
        var cells = bench.plate("P") + bench.wells("P", "A_g1", [nil, nil])
        cells.append(bench.fact("P", 90, WellContent(role: .positive, a: guide), 1))
        #expect(bench.verdicts(cells).isEmpty)
    }

    @Test func `the lowest counts are named by the settings`() {
        let cells =
            bench.plate("P", controls: Array(repeating: 40, count: 8)) + bench.wells("P", "A_g1", [8, 40])
        #expect(bench.verdicts(cells).count == 1)
        let none = QualitySettings(minimumCells: 0, minimumCellShare: 0.1)
        #expect(bench.verdicts(cells, none).isEmpty)
        let many = QualitySettings(minimumCells: 50, minimumCellShare: 0)
        #expect(bench.verdicts(cells, many).count == 10)
    }

    @Test func `a failed dispense drops every reading of its well, whatever it shows`() {
        var cells = bench.plate("P")
        let drop = WellDrop(.failedDispense, note: "no liquid")
        let content = WellContent(role: .single, a: Guide("A_g1", of: Gene("A")))
        cells.append(bench.fact("P", 60, content, 1_000, failure: drop))
        #expect(bench.verdicts(cells).values.map(\.self) == [.dropped(drop)])
    }

    @Test func `the order of readings has no say`() {
        var generator = SeededGenerator(Seed(4))
        var cells =
            bench.plate("P", controls: [900, 40, 1_100, 1_000, 980, 30, 1_010, 990]) + bench.plate("Q")
        for (number, guide) in ["A_g1", "A_g2", "B_g1", "C_g1"].enumerated() {
            cells += bench.wells("P", guide, Array([30, 900, 20].dropFirst(number % 3)))
            cells += bench.wells("Q", guide, [25, 15])
        }
        let verdicts = bench.verdicts(cells)
        #expect(verdicts.values.contains(where: \.isDropped) && !verdicts.values.allSatisfy(\.isDropped))
        for _ in 0..<5 { #expect(bench.verdicts(generator.shuffled(cells)) == verdicts) }
    }

    /// A quarter of all wells loses its cells: how often a knockout that does nothing is believed to be deadly,
    /// and a deadly one to have met with mishaps.
    @Test func `mishaps in a quarter of the wells are hardly ever taken for deadly knockouts`() {
        var generator = SeededGenerator(Seed(9))
        var harmless = (kept: 0, all: 0)
        var deadly = (dropped: 0, all: 0)
        for plate in 0..<40 {
            let name = "P\(plate)"
            func cells(_ count: Int, _ healthy: Double) -> [Double] {
                (0..<count).map { _ in generator.uniform() < 0.25 ? 2 : healthy }
            }
            var facts = bench.plate(name, controls: cells(16, 1_000))
            for gene in 0..<40 {
                for guide in 1...2 { facts += bench.wells(name, "H\(gene)_g\(guide)", cells(2, 900)) }
            }
            for gene in 0..<5 {
                for guide in 1...2 { facts += bench.wells(name, "D\(gene)_g\(guide)", cells(2, 30)) }
            }
            let genes = Dictionary(
                uniqueKeysWithValues: facts.map { ($0.id, $0.content.single?.symbol ?? "") }
            )
            for (id, verdict) in bench.verdicts(facts) {
                let gene = genes[id] ?? ""
                if gene.hasPrefix("H"), !verdict.isDropped { harmless.kept += 1 }
                if gene.hasPrefix("D"), verdict.isDropped { deadly.dropped += 1 }
            }
            harmless.all += 160
            deadly.all += 20
        }
        #expect(Double(harmless.kept) / Double(harmless.all) < 0.01)
        #expect(Double(deadly.dropped) / Double(deadly.all) < 0.5)
    }
}

/// Controls unlike the others of their plate.
@Suite struct OutlyingControlTests {
    /// About one good control in two hundred goes at most, whatever its noise is like.
    @Test(arguments: [(2, 0), (4, 0), (16, 0), (4, 1), (16, 1), (64, 2)])
    func `good controls are hardly ever dropped`(features: Int, kind: Int) {
        for wells in [4, 6, 8, 16] {
            var generator = SeededGenerator(Seed(UInt64(features * 100 + kind * 10 + wells)))
            var dropped = 0
            let plates = 400
            for _ in 0..<plates {
                let values = (0..<wells).map { _ in noise(features, kind, &generator) }
                dropped += outlyingControls(readings(values), logarithm: false).count
            }
            let share = Double(dropped) / Double(plates * wells)
            #expect(share < 0.008, "\(wells) wells, \(features) features, noise \(kind): \(share)")
        }
    }

    @Test func `a control as far out as thirty noises is found, and named with its distance`() throws {
        var generator = SeededGenerator(Seed(3))
        var found = 0
        for _ in 0..<200 {
            var values = (0..<8).map { _ in noise(32, 0, &generator) }
            for feature in 0..<32 { values[5][feature] += 32.0.squareRoot() * (feature % 2 == 0 ? 1 : -1) }
            let dropped = outlyingControls(readings(values), logarithm: false)
            if dropped.map(\.id.well.position.column) == [5] { found += 1 }
            if let drop = dropped.first?.drop {
                let value = try #require(drop.value)
                #expect(value > (drop.bound ?? .infinity))
                #expect(value > 3 && value < 8)
            }
        }
        #expect(found >= 196)
    }

    @Test func `at most a third of a plate's controls goes, the farthest first`() {
        var generator = SeededGenerator(Seed(8))
        var values = (0..<12).map { _ in noise(32, 0, &generator) }
        for (well, factor) in [(1, 80.0), (4, 320.0), (6, 160.0), (7, 20.0), (9, 40.0)] {
            let far = noise(32, 0, &generator)
            values[well] = far.map { factor * $0 }
        }
        let dropped = outlyingControls(readings(values), logarithm: false)
        #expect(dropped.map(\.id.well.position.column) == [4, 6, 1, 9])
    }

    @Test func `three controls, or controls that are all the same, are never judged`() {
        let same = [[Double]](repeating: [1, 2], count: 8)
        #expect(outlyingControls(readings(same), logarithm: false).isEmpty)
        #expect(outlyingControls(readings([[0], [0.1], [9_000]]), logarithm: false).isEmpty)
    }

    @Test func `distances are those of the logarithms where the campaign takes them`() {
        var generator = SeededGenerator(Seed(5))
        var values = (0..<8).map { _ in noise(16, 0, &generator).map { 1 + 0.05 * $0 } }
        values[2] = values[2].map { $0 / 64 }
        values[6] = values[6].map { 1.08 * $0 }
        #expect(outlyingControls(readings(values), logarithm: true).map(\.id.well.position.column) == [2])
    }

    @Test func `controls of other plates stand as they were judged, and roles are judged apart`() {
        var generator = SeededGenerator(Seed(6))
        let bench = CellBench()
        let old = WellDrop(.outlyingControl, value: 9, bound: 3)
        var facts = bench.plate("Q")
        facts[3] = bench.fact("Q", 3, facts[3].content, 1_000, verdict: .dropped(old))
        facts += bench.plate("P")
        var controls: [ReadingID: [Double]] = [:]
        for fact in facts where fact.id.well.plate == Barcode("P") {
            controls[fact.id] = noise(32, 0, &generator)
        }
        // another role far from the first, but of one mind
        for place in 40..<44 {
            let fact = bench.fact("P", place, WellContent(role: .untreated), 1_000)
            facts.append(fact)
            controls[fact.id] = noise(32, 0, &generator).map { $0 + 50 }
        }
        let verdicts = bench.verdicts(facts, controls: controls, on: [Barcode("P")])
        #expect(verdicts == [facts[3].id: .dropped(old)])
        let off = QualitySettings(outlyingControls: false)
        #expect(bench.verdicts(facts, off, controls: controls, on: [Barcode("P")]).isEmpty)
    }

    private func readings(_ values: [[Double]]) -> [ControlReading] {
        values.enumerated().map { column, embedding in
            let well = WellID(plate: Barcode("P"), position: WellPosition(row: 0, column: column))
            return ControlReading(id: ReadingID(well: well, file: "f"), embedding: embedding)
        }
    }

    private func normals(_ count: Int, _ generator: inout SeededGenerator) -> [Double] {
        (0..<count).map { _ in generator.normal() }
    }

    /// Normal (0), t with 5 degrees in each feature (1), normal with a size that varies from well to well (2).
    private func noise(_ features: Int, _ kind: Int, _ generator: inout SeededGenerator) -> [Double] {
        func chi(_ freedom: Int) -> Double {
            (normals(freedom, &generator).reduce(0) { $0 + $1 * $1 } / Double(freedom)).squareRoot()
        }
        switch kind {
        case 0: return normals(features, &generator)
        case 1: return (0..<features).map { _ in generator.normal() / chi(5) }
        default:
            let size = 1 / chi(10)
            return normals(features, &generator).map { size * $0 }
        }
    }
}

/// Readings of wells with no more than a cell count.
private struct CellBench {
    private let control = WellContent(role: .nonTargeting, a: Guide("NT_1", of: nil))

    func fact(
        _ plate: String,
        _ place: Int,
        _ content: WellContent,
        _ cells: Double?,
        file: String = "1",
        failure: WellDrop? = nil,
        verdict: ReadingVerdict = .usable
    ) -> ReadingFact {
        let position = WellPosition(row: place / 24, column: place % 24)
        let well = WellID(plate: Barcode(plate), position: position)
        return ReadingFact(
            id: ReadingID(well: well, file: file),
            content: content,
            cells: cells,
            failure: failure,
            verdict: verdict
        )
    }

    /// The controls of a plate, in its first wells.
    func plate(_ name: String, controls: [Double] = Array(repeating: 1_000, count: 8)) -> [ReadingFact] {
        controls.enumerated().map { fact(name, $0, control, $1) }
    }

    /// Wells of one guide, or of two, side by side in a place that follows from their name.
    func wells(
        _ plate: String,
        _ first: String,
        and second: String? = nil,
        _ cells: [Double?],
        file: String = "1"
    ) -> [ReadingFact] {
        func guide(_ name: String) -> Guide { Guide(name, of: Gene(String(name.prefix { $0 != "_" }))) }
        let content = WellContent(
            role: second == nil ? .single : .double,
            a: guide(first),
            b: second.map(guide) ?? Guide("NT_1", of: nil)
        )
        let start = first.utf8.reduce(0) { ($0 * 31 + Int($1)) % 9_973 }
        return cells.enumerated().map { fact(plate, 24 + 8 * start + $0, content, $1, file: file) }
    }

    func verdicts(
        _ facts: [ReadingFact],
        _ settings: QualitySettings = .standard,
        controls: [ReadingID: [Double]] = [:],
        on plates: Set<Barcode> = []
    ) -> [ReadingID: ReadingVerdict] {
        Profiles.verdicts(
            of: facts,
            controls: controls,
            on: plates,
            settings: settings,
            centring: .nonTargeting,
            logarithm: false
        )
    }
}

extension ReadingVerdict {
    fileprivate var isDropped: Bool { drop != nil }
}
