import Screen

/// Contrasts of wells that cannot hold an interaction, and the coefficient of each well in them.
///
/// *Control–control*: a plate's centring controls, in the order of position, are dealt to four blocks; the
/// three ways of adding two blocks and taking away the other two are independent of each other. A plate
/// with fewer than four controls has none.
///
/// *Single–control*: the wells of a single are halved by plates, every second plate of the gene's own (so
/// that noise between plates shows), each guide by itself and each weighing the same; by position where no
/// guide stands on plates of both halves. "Double" is the one half, "first single" the other, "second single"
/// every second control of the plates of the one half, and all are centred on the controls left over. Plates
/// of fewer than two controls are passed over; a single without two wells of one guide has none.
///
/// Singles of the same plates share those controls, and with them a good part of their contrast. What each
/// says beyond those before it is an innovation, independent of them: those are handed on.
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

    /// Innovations cost the square of their number; more singles than these are taken every so many-th.
    private static let mostSingles = 400

    private(set) var pairs: [Planned] = []
    /// For each plate the (pair, row, coefficient) to add.
    private var steps: [[(pair: Int, row: Int, coefficient: Double)]]

    init(_ plates: [[WellContent]], centring: WellRole, without suspicious: Set<NoiseSource>) {
        steps = Array(repeating: [], count: plates.count)
        var controls: [[Int]] = []
        var singles: [Gene: [Guide: [Member]]] = [:]
        for (plate, contents) in plates.enumerated() {
            controls.append(
                suspicious.contains(.controls(plate: plate))
                    ? [] : contents.indices.filter { contents[$0].role == centring }
            )
            for (row, content) in contents.enumerated() {
                guard let gene = content.single, let guide = content.a, !suspicious.contains(.single(gene)),
                    controls[plate].count > 1
                else { continue }
                singles[gene, default: [:]][guide, default: []]
                    .append(Member(plate: plate, row: row, coefficient: 1))
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
        let planned = singles.sorted { $0.key < $1.key }.compactMap { gene, guides in
            let wells = guides.sorted { $0.key < $1.key }.map(\.value)
            return PseudoPairPlan.halves(of: gene, wells, controls: controls)
        }
        let step = (planned.count - 1) / PseudoPairPlan.mostSingles + 1
        for place in stride(from: 0, to: planned.count, by: step) { append(planned[place]) }
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

    /// The contrasts with the noise predicted for them, those of singles as innovations.
    func pseudoPairs(
        _ sums: [Double],
        featureCount: Int,
        controls: [Double],
        singles: [Gene: Double]
    ) -> [PseudoPair] {
        let noise = pairs.map { planned in
            var noise = 0.0
            for (place, member) in planned.members.enumerated() {
                let single = planned.gene.flatMap { singles[$0] } ?? 0
                let trace = place < planned.controls ? controls[member.plate] : single
                noise += member.coefficient * member.coefficient * trace
            }
            return noise
        }
        let first = pairs.firstIndex { $0.kind == .singleControl } ?? pairs.count
        var innovations = Innovations(featureCount: featureCount)
        let wells = ControlWells(pairs[first...], controls)
        return pairs.indices.map { number in
            let contrast = Array(sums[(number * featureCount)..<((number + 1) * featureCount)])
            guard number >= first else {
                let squaredNorm = contrast.reduce(0) { $0 + $1 * $1 }
                return PseudoPair(kind: .controlControl, squaredNorm: squaredNorm, noise: noise[number])
            }
            let shared = (first..<number).map { wells.covariance(number - first, $0 - first) }
            let (squaredNorm, share) = innovations.next(contrast, variance: noise[number], shared: shared)
            return PseudoPair(kind: .singleControl, squaredNorm: squaredNorm, noise: share)
        }
    }

    private mutating func append(_ planned: Planned) {
        for member in planned.members {
            steps[member.plate].append((pairs.count, member.row, member.coefficient))
        }
        pairs.append(planned)
    }

    /// `guides` are the wells of each guide of a gene.
    private static func halves(of gene: Gene, _ guides: [[Member]], controls: [[Int]]) -> Planned? {
        let plates = Set(guides.joined().map(\.plate)).sorted()
        let odd = Set(plates.indices.filter { $0 % 2 == 1 }.map { plates[$0] })
        let apart = guides.filter { wells in
            wells.contains { odd.contains($0.plate) } && wells.contains { !odd.contains($0.plate) }
        }
        let halved = apart.isEmpty ? guides.filter { $0.count > 1 } : apart
        guard !halved.isEmpty else { return nil }
        var wells: [Member] = []
        for guide in halved {
            let isOne = guide.indices.map { apart.isEmpty ? $0 % 2 == 1 : odd.contains(guide[$0].plate) }
            let one = isOne.count { $0 }
            for (well, isOne) in zip(guide, isOne) {
                let share = isOne ? 1 / Double(one) : -1 / Double(guide.count - one)
                wells.append(
                    Member(plate: well.plate, row: well.row, coefficient: share / Double(halved.count))
                )
            }
        }
        var members: [Member] = []
        for plate in Set(wells.map(\.plate)).sorted() {
            let shares = wells.filter { $0.plate == plate }.map(\.coefficient)
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
        return Planned(kind: .singleControl, gene: gene, members: members + wells, controls: members.count)
    }
}
