import Screen

/// Contrasts of wells that cannot hold an interaction, and the coefficient of each well in them.
///
/// *Control–control*: a plate's centring controls, in the order of position, are dealt to four blocks; the
/// three ways of adding two blocks and taking away the other two are independent of each other. A plate
/// with fewer than four controls has none.
///
/// *Single–control*: the wells of one guide of a single are halved, by plates where they stand on several
/// (so that noise between plates shows) and by position otherwise. "Double" is the one half, "first single"
/// the other, "second single" every second control of the plates of the one half, and all are centred on
/// the controls left over. Plates of fewer than two controls are passed over; a guide with fewer than two
/// wells has none.
///
/// Suspicious singles and the controls of suspicious plates take no part.
///
/// In both the coefficients of each plate's wells add up to zero, so plate effects drop out exactly.
struct PseudoPairPlan {
    struct Member {
        let plate: Int
        let row: Int
        let coefficient: Double
    }

    struct Planned {
        let kind: PseudoPair.Kind
        let gene: Gene?
        let members: [Member]
        /// How many of `members`, from the front, are controls.
        let controls: Int
    }

    private(set) var pairs: [Planned] = []
    /// For each plate the (pair, row, coefficient) to add.
    private var steps: [[(pair: Int, row: Int, coefficient: Double)]]

    init(_ plates: [[WellContent]], centring: WellRole, without suspicious: Set<NoiseSource>) {
        steps = Array(repeating: [], count: plates.count)
        var controls: [[Int]] = []
        var guides: [Guide: [Member]] = [:]
        for (plate, contents) in plates.enumerated() {
            controls.append(
                suspicious.contains(.controls(plate: plate))
                    ? [] : contents.indices.filter { contents[$0].role == centring }
            )
            for (row, content) in contents.enumerated() {
                guard let gene = content.single, let guide = content.a, !suspicious.contains(.single(gene)),
                    controls[plate].count > 1
                else { continue }
                guides[guide, default: []].append(Member(plate: plate, row: row, coefficient: 1))
            }
        }
        for (plate, rows) in controls.enumerated() where rows.count >= 4 {
            for signs in [[1.0, -1, -1, 1], [1, -1, 1, -1], [1, 1, -1, -1]] {
                let members = rows.enumerated().map { place, row in
                    let block = (rows.count - place % 4 + 3) / 4
                    return Member(plate: plate, row: row, coefficient: signs[place % 4] / Double(block))
                }
                append(Planned(kind: .controlControl, gene: nil, members: members, controls: members.count))
            }
        }
        for (guide, wells) in guides.sorted(by: { $0.key < $1.key }) {
            if let planned = PseudoPairPlan.halves(of: guide, wells, controls: controls) { append(planned) }
        }
    }

    /// Adds a plate's wells, times their coefficients, to the pairs' sums (`pairs.count` × d).
    func add(_ block: PlateBlock, plate: Int, to sums: inout [Double]) {
        let count = block.featureCount
        block.values.withUnsafeBufferPointer { values in
            sums.withUnsafeMutableBufferPointer { sums in
                for step in steps[plate] {
                    for feature in 0..<count {
                        sums[step.pair * count + feature] +=
                            step.coefficient * values[step.row * count + feature]
                    }
                }
            }
        }
    }

    func pseudoPairs(
        _ sums: [Double],
        featureCount: Int,
        controls: [Double],
        singles: [Gene: Double]
    ) -> [PseudoPair] {
        pairs.enumerated().map { number, planned in
            var squaredNorm = 0.0
            for value in sums[(number * featureCount)..<((number + 1) * featureCount)] {
                squaredNorm += value * value
            }
            var noise = 0.0
            for (place, member) in planned.members.enumerated() {
                let single = planned.gene.flatMap { singles[$0] } ?? 0
                let trace = place < planned.controls ? controls[member.plate] : single
                noise += member.coefficient * member.coefficient * trace
            }
            return PseudoPair(kind: planned.kind, squaredNorm: squaredNorm, noise: noise)
        }
    }

    private mutating func append(_ planned: Planned) {
        for member in planned.members {
            steps[member.plate].append((pairs.count, member.row, member.coefficient))
        }
        pairs.append(planned)
    }

    private static func halves(of guide: Guide, _ wells: [Member], controls: [[Int]]) -> Planned? {
        guard wells.count > 1 else { return nil }
        let plates = Set(wells.map(\.plate)).sorted()
        let odd = Set(plates.indices.filter { $0 % 2 == 1 }.map { plates[$0] })
        let isOne = wells.indices.map { plates.count > 1 ? odd.contains(wells[$0].plate) : $0 % 2 == 1 }
        let one = isOne.count { $0 }
        let weights = isOne.map { $0 ? 1 / Double(one) : -1 / Double(wells.count - one) }
        var members: [Member] = []
        for plate in plates {
            let shares = wells.indices.filter { wells[$0].plate == plate }.map { weights[$0] }
            // What the one half has on this plate is the second single's; the other half's is the centre's.
            let second = shares.filter { $0 > 0 }.reduce(0, +)
            let centre = -shares.filter { $0 < 0 }.reduce(0, +)
            let held = controls[plate].count / 2
            for (place, row) in controls[plate].enumerated() {
                let coefficient =
                    place % 2 == 1 ? -second / Double(held) : centre / Double(controls[plate].count - held)
                members.append(Member(plate: plate, row: row, coefficient: coefficient))
            }
        }
        return Planned(
            kind: .singleControl,
            gene: guide.gene,
            members: members
                + zip(wells, weights).map { Member(plate: $0.plate, row: $0.row, coefficient: $1) },
            controls: members.count
        )
    }
}
