import Profiles
import RealModule
import Screen
import Statistics
import Testing

/// 384-well plates with controls and anchors scattered over them, and what their places add.
@Suite struct PositionTests {
    enum Effect { case nothing, rows, columns, edge }

    private struct Plates {
        var plates = 6
        var controls = 24
        var anchors = 16
        var features = 12
        var outliers = 0
        /// Of the effect, in SD of a well.
        var size = 1.5
    }

    /// Noise-free samples on every free well, so that what is left of an effect can be read off them.
    ///
    /// Every sample well holds a gene of its own and adds nothing but its place.
    private func wells(_ plan: Plates, _ effect: Effect, seed: UInt64) -> [MeasuredWell] {
        var generator = SeededGenerator(Seed(seed))
        let format = PlateFormat.wells384
        let direction = (0..<plan.features).map { _ in generator.normal() > 0 ? 1.0 : -1 }
        let levels = (0..<format.columns).map { _ in generator.normal() }
        func added(_ position: WellPosition) -> [Double] {
            let edge = min(
                position.row,
                position.column,
                format.rows - 1 - position.row,
                format.columns - 1 - position.column
            )
            let height =
                switch effect {
                case .nothing: 0.0
                case .rows: levels[position.row]
                case .columns: levels[position.column]
                case .edge: edge == 0 ? 2.0 : edge == 1 ? 0.7 : 0
                }
            return direction.map { $0 * height * plan.size }
        }
        var wells: [MeasuredWell] = []
        for plate in 0..<plan.plates {
            for (number, position) in generator.shuffled(format.positions).enumerated() {
                let content: WellContent
                var values = added(position)
                if number < plan.controls {
                    content = WellContent(role: .nonTargeting, a: Guide("NT", of: nil))
                } else if number < plan.controls + plan.anchors {
                    let gene = Gene("A\(number % 4)")
                    content = WellContent(role: .anchor, a: Guide("\(gene)_1", of: gene))
                    for feature in values.indices { values[feature] += Double(5 * (number % 4)) }
                } else if number < plan.controls + plan.anchors + 40 {
                    let gene = Gene("S\(plate)-\(position)")
                    content = WellContent(role: .single, a: Guide("\(gene)_1", of: gene))
                } else {
                    continue
                }
                for feature in values.indices {
                    let isSample = number >= plan.controls + plan.anchors
                    values[feature] += Double(plate) + (isSample ? 0 : generator.normal())
                    if number < plan.outliers { values[feature] += 15 }
                }
                wells.append(
                    MeasuredWell(
                        well: WellID(plate: Barcode("P\(plate)"), position: position),
                        content: content,
                        embedding: values,
                        batch: .round(1)
                    )
                )
            }
        }
        return wells
    }

    /// The variance between samples of a plate, which is all of their places.
    private func variance(
        _ wells: [MeasuredWell],
        _ positions: ProfileSettings.Positions,
        _ scope: ProfileSettings.Scope = .campaign
    ) throws -> Double {
        let settings = ProfileSettings(positions: positions, scope: scope)
        let profiles = try knockoutProfiles(of: wells, settings: settings)
        var plates: [String: [[Double]]] = [:]
        for (gene, single) in profiles.singles where gene.symbol.hasPrefix("S") {
            plates[String(gene.symbol.prefix(2)), default: []].append(single)
        }
        var sum = 0.0
        var count = 0.0
        for singles in plates.values {
            for feature in singles[0].indices {
                let values = singles.map { $0[feature] }
                sum += populationSD(values) * populationSD(values)
                count += 1
            }
        }
        return sum / count
    }

    private func removed(
        _ plan: Plates,
        _ effect: Effect,
        _ positions: ProfileSettings.Positions,
        _ scope: ProfileSettings.Scope = .campaign
    ) throws -> Double {
        var before = 0.0
        var after = 0.0
        for seed in 1...3 as ClosedRange<UInt64> {
            let wells = wells(plan, effect, seed: seed)
            before += try variance(wells, .none)
            after += try variance(wells, positions, scope)
        }
        return 1 - after / before
    }

    @Test(arguments: [
        (Effect.rows, ProfileSettings.Positions.rowsColumns, 0.94), (.columns, .rowsColumns, 0.93),
        (.edge, .rowsColumns, 0.7), (.edge, .edge, 0.97),
    ])
    func `effects of place that plates share are taken out`(
        effect: Effect,
        positions: ProfileSettings.Positions,
        share: Double
    ) throws {
        // Six plates of 24 controls and 16 anchors, effects of 1.5 SD of a well.
        #expect(try removed(Plates(), effect, positions) > share)
        // Two controls of each plate are 15 SD off.
        var bad = Plates()
        bad.outliers = 2
        #expect(try removed(bad, effect, positions) > share - 0.1)
    }

    @Test func `weak effects and few plates leave more behind`() throws {
        var weak = Plates()
        weak.size = 0.5
        #expect(try removed(weak, .rows, .rowsColumns) > 0.7)
        #expect(try removed(weak, .edge, .edge) > 0.85)
        var few = Plates()
        few.plates = 2
        #expect(try removed(few, .rows, .rowsColumns) > 0.88)
        #expect(try removed(few, .edge, .edge) > 0.95)
    }

    @Test func `one plate shows its edge, and some of its rows`() throws {
        #expect(try removed(Plates(), .edge, .edge, .plate) > 0.9)
        #expect((0.6...0.9).contains(try removed(Plates(), .rows, .rowsColumns, .plate)))
    }

    @Test(arguments: [ProfileSettings.Positions.rowsColumns, .edge])
    func `where places add nothing, next to nothing is put in`(positions: ProfileSettings.Positions) throws {
        let wells = wells(Plates(), .nothing, seed: 4)
        // In variances of a well.
        #expect(try variance(wells, positions) < 1e-3)
        #expect(try variance(wells, positions, .plate) < 0.03)
    }

    @Test func `hits that stand together keep what they have in common`() throws {
        let plain = wells(Plates(), .nothing, seed: 5)
        let crowded = plain.map { well in
            let isHit = well.content.role == .single && well.well.position.row == 3
            return MeasuredWell(
                well: well.well,
                content: well.content,
                embedding: well.embedding.map { isHit ? $0 + 20 : $0 },
                batch: well.batch
            )
        }
        let settings = ProfileSettings(positions: .rowsColumns)
        let one = try knockoutProfiles(of: plain, settings: settings)
        let other = try knockoutProfiles(of: crowded, settings: settings)
        #expect(one.normalisation == other.normalisation)
        let moved = one.singles.filter { gene, single in
            zip(single, other.singles[gene] ?? []).allSatisfy { ($1 - $0 - 20).magnitude < 1e-9 }
        }
        #expect(moved.count == plain.count { $0.content.role == .single && $0.well.position.row == 3 })
        #expect(moved.count > 5)
    }

    @Test func `an anchor counts against its own knockout, not against controls`() throws {
        // Anchors only in row 2, 30 SD from the controls: nothing says that the row is special.
        let anchors = wells(Plates(), .nothing, seed: 6).map { well in
            guard well.content.role == .anchor else { return well }
            return MeasuredWell(
                well: WellID(
                    plate: well.well.plate,
                    position: WellPosition(row: 2, column: well.well.position.column)
                ),
                content: well.content,
                embedding: well.embedding.map { $0 + 30 },
                batch: well.batch
            )
        }
        var taken: Set<WellID> = []
        // A place holds one well.
        let wells = anchors.filter { $0.content.role == .anchor && taken.insert($0.well).inserted }
        let rest = anchors.filter { $0.content.role != .anchor && !taken.contains($0.well) }
        #expect(try variance(wells + rest, .rowsColumns) < 0.05)
    }

    @Test func `a few controls tell nothing of places`() throws {
        var plan = Plates()
        plan.plates = 1
        plan.controls = 6
        plan.anchors = 0
        let wells = wells(plan, .rows, seed: 8)
        let plain = try knockoutProfiles(of: wells, settings: .standard)
        let treated = try knockoutProfiles(of: wells, settings: ProfileSettings(positions: .rowsColumns))
        #expect(plain.singles == treated.singles)
    }
}
