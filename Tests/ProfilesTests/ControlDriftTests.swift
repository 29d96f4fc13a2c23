import Profiles
import Screen
import TestSupport
import Testing

@Suite struct ControlDriftTests {
    private struct Lab {
        var rounds = 4
        var platesPerRound = 4
        var controls = 12
        /// What is added to every well of a plate, in SD of the first feature.
        var shifts: [Int: Double] = [:]
        /// Added plate after plate.
        var creep = 0.0
        var seed: UInt64 = 1
    }

    private func wells(_ lab: Lab) -> [MeasuredWell] {
        var plan = SimulatedWells.Plan()
        plan.rounds = lab.rounds
        plan.platesPerRound = lab.platesPerRound
        plan.controls = lab.controls
        // Plates differ by half of a control's SD or less.
        plan.offset = 0.5
        var screen = SimulatedWells(plan, seed: lab.seed)
        let strong = (0..<16).map { _ in 20.0 }
        for plate in 0..<screen.plateCount {
            for _ in 0..<2 {
                screen.add(WellContent(role: .positive, a: Guide("PLK1", of: nil)), effect: strong, to: plate)
            }
            for gene in 0..<3 {
                let guide = Guide("A\(gene)_1", of: Gene("A\(gene)"))
                let effect = strong.map { $0 * Double(gene) / 4 }
                screen.add(WellContent(role: .anchor, a: guide), effect: effect, to: plate)
            }
            screen.addSingle("S\(plate)", effect: strong.map { 50 * $0 }, to: plate)
        }
        return screen.wells.map { well in
            let plate = Int(well.well.plate.text.dropFirst()) ?? 0
            let shift = lab.shifts[plate, default: 0] + lab.creep * Double(plate)
            // Features have SD of 1 to 4.
            let values = well.embedding.enumerated().map { $1 + shift * Double(1 + $0 % 4) }
            return MeasuredWell(well: well.well, content: well.content, embedding: values, batch: well.batch)
        }
    }

    private func drift(_ lab: Lab) throws -> ControlDrift {
        try controlDrift(of: wells(lab), settings: .standard)
    }

    @Test func `a plate whose controls are elsewhere is flagged, and those after it are not`() throws {
        var lab = Lab()
        lab.shifts[6] = 4
        let drift = try drift(lab)
        #expect(drift.plates.filter(\.isFlagged).map(\.barcode) == [Barcode("P6")])
        let far = try #require(drift.plates.first { $0.barcode == Barcode("P6") })
        #expect((3.5...4.6).contains(try #require(far.distance)))
    }

    @Test func `good plates are not flagged, however many there are`() throws {
        var flagged = 0
        for seed in 1...20 as ClosedRange<UInt64> {
            var lab = Lab()
            lab.seed = seed
            flagged += try drift(lab).plates.count(where: \.isFlagged)
        }
        // Of 320 plates.
        #expect(flagged <= 6)
    }

    @Test func `a creeping lab shows as a rising distance`() throws {
        var lab = Lab()
        lab.creep = 0.4
        let plates = try drift(lab).plates
        let distances = plates.compactMap(\.distance)
        #expect(distances.count == 15)
        #expect(try #require(distances.last) > 2.5)
        #expect(distances.suffix(5).reduce(0, +) > 2 * distances.prefix(5).reduce(0, +))
    }

    @Test func `plates come in the order of rounds, those made elsewhere first`() throws {
        let plates = try drift(Lab()).plates
        #expect(plates.map(\.barcode.text) == (0..<16).map { "P\($0)" }.sorted { batch($0) < batch($1) })
        let other = MeasuredWell(
            well: WellID(plate: Barcode("Z"), position: WellPosition(row: 0, column: 0)),
            content: WellContent(role: .nonTargeting),
            embedding: [Double](repeating: 10, count: 16)
        )
        let all = try controlDrift(of: wells(Lab()) + [other], settings: .standard).plates
        #expect(all.first?.barcode == Barcode("Z"))
        #expect(all.first?.distance == nil && all.first?.spread == nil)
    }

    /// P10 is of round 2, and so comes after P4: by rounds first, by name within.
    private func batch(_ plate: String) -> (Int, String) {
        ((Int(plate.dropFirst()) ?? 0) / 4, plate)
    }

    @Test func `noise alone moves controls as far as is said`() throws {
        var ratio = 0.0
        var count = 0.0
        for seed in 1...10 as ClosedRange<UInt64> {
            var plan = SimulatedWells.Plan()
            plan.offset = 0
            plan.rounds = 4
            let screen = SimulatedWells(plan, seed: seed)
            for plate in try controlDrift(of: screen.wells, settings: .standard).plates {
                guard let distance = plate.distance, let expected = plate.expected else { continue }
                ratio += distance * distance / (expected * expected)
                count += 1
            }
        }
        #expect(count == 110)
        #expect((0.9...1.1).contains(ratio / count))
    }

    @Test func `positives and anchors are measured against their plate's controls`() throws {
        var lab = Lab()
        lab.shifts[3] = 6
        let plates = try drift(lab).plates
        // 20 over SD of 1, 2, 3 and 4: root of the mean square 11.9; a plate's own zero hardly moves it.
        for plate in plates {
            #expect((10.5...13.5).contains(try #require(plate.positives)))
            #expect(try #require(plate.anchors) < 1.6)
            #expect((0.6...1.5).contains(try #require(plate.spread)))
        }
    }

    @Test func `samples have no say`() throws {
        let wells = wells(Lab())
        let controls = wells.filter { $0.content.role != .single }
        #expect(controls.count < wells.count)
        let all = try controlDrift(of: wells, settings: .standard)
        #expect(try controlDrift(of: controls, settings: .standard) == all)
        #expect(try controlDrift(of: wells.reversed(), settings: .standard) == all)
    }

    @Test func `few plates, few controls and dead features make no figures up`() throws {
        let none = try controlDrift(of: [], settings: .standard)
        #expect(none.plates.isEmpty && none.limit == nil)
        var single = Lab()
        single.controls = 1
        let bare = try drift(single)
        #expect(bare.plates.allSatisfy { $0.distance == nil && $0.positives == nil && !$0.isFlagged })
        var few = Lab()
        few.rounds = 1
        few.shifts[2] = 50
        #expect(try drift(few).plates.allSatisfy { !$0.isFlagged })
        let dead = wells(Lab()).map { well in
            MeasuredWell(well: well.well, content: well.content, embedding: [1, 7], batch: well.batch)
        }
        #expect(try controlDrift(of: dead, settings: .standard).plates.allSatisfy { ($0.distance ?? 0) == 0 })
        for drift in [none, bare] {
            #expect(controlTable(drift).split(separator: "\n").count == 1 + drift.plates.count)
        }
    }

    @Test func `the table has a line a plate, in order`() throws {
        var lab = Lab()
        lab.shifts[6] = 4
        let drift = try drift(lab)
        let lines = controlTable(drift).split(separator: "\n")
        #expect(lines[0] == "plate,batch,controls,distance,expected,limit,spread,positives,anchors,flagged")
        #expect(lines.count == 17)
        #expect(lines[1].hasPrefix("P0,round 0,12,,,"))
        #expect(lines[7].hasPrefix("P6,round 1,12,") && lines[7].hasSuffix(",yes"))
    }
}
