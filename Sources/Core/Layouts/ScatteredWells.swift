import Screen
import Statistics

/// Finds wells for one control role, scattered evenly over the plate, its edge included.
///
/// The area is cut into as many patches as there are wells to place, and each patch gets one well at
/// random. Of a fixed number of such draws the best is kept: first the one that shows best when a plate was
/// turned or mistaken (``Lookalikes``), then the one whose share of edge wells is nearest the plate's own,
/// because wells at the edge dry out and heat up differently, then the one whose closest two wells are
/// farthest apart.
///
/// - Returns: `count` positions in random order; fewer never, as long as that many are free.
func scatteredPositions(
    _ count: Int,
    within usable: [WellPosition],
    free: Set<WellPosition>,
    avoiding lookalikes: Lookalikes,
    using generator: inout SeededGenerator
) -> [WellPosition] {
    precondition(count <= free.count, "more control wells than free positions")
    guard count > 0, let area = WellRectangle(around: usable) else { return [] }
    let patches = openPatches(count, of: area, free)
    let edgeTarget = targetOnEdge(count, of: usable, area)
    var best: (positions: [WellPosition], cost: Int, edgeMiss: Int, distance: Int)?
    for _ in 0..<64 {
        let positions = draw(count, from: patches, free: free, avoiding: lookalikes, using: &generator)
        let chosen = Set(positions)
        let cost = positions.reduce(0) { $0 + lookalikes.cost(of: $1, beside: chosen) }
        let edgeMiss = abs(positions.count { area.isOnEdge($0) } - edgeTarget)
        let distance = leastSquaredDistance(positions)
        if let known = best,
            (known.cost, known.edgeMiss, -known.distance) <= (cost, edgeMiss, -distance)
        {
            continue
        }
        best = (positions, cost, edgeMiss, distance)
    }
    return generator.shuffled(best?.positions ?? [])
}

/// Finds wells for a plate's samples, as evenly over the plate as the controls leave room.
///
/// A plate that is half full is half full everywhere: filling it from the edge, or with the samples as
/// far apart as can be, would put them where plates err most.
///
/// - Returns: `count` positions, row by row.
func evenPositions(
    _ count: Int,
    within usable: [WellPosition],
    free: Set<WellPosition>,
    using generator: inout SeededGenerator
) -> [WellPosition] {
    precondition(count <= free.count, "more sample wells than free positions")
    guard count > 0, let area = WellRectangle(around: usable) else { return [] }
    let patches = openPatches(count, of: area, free)
    return draw(count, from: patches, free: free, avoiding: nil, using: &generator).sorted()
}

// Rounded, but never none of either kind where there are four wells to share out.
private func targetOnEdge(_ count: Int, of usable: [WellPosition], _ area: WellRectangle) -> Int {
    let onEdge = usable.count { area.isOnEdge($0) }
    let share = (count * onEdge + usable.count / 2) / usable.count
    guard count >= 4, onEdge < usable.count else { return share }
    return min(max(share, 1), count - 1)
}

private func openPatches(_ count: Int, of area: WellRectangle, _ free: Set<WellPosition>) -> [[WellPosition]]
{
    area.patches(count).map { patch in patch.positions.filter { free.contains($0) } }
}

private func draw(
    _ count: Int,
    from patches: [[WellPosition]],
    free: Set<WellPosition>,
    avoiding lookalikes: Lookalikes?,
    using generator: inout SeededGenerator
) -> [WellPosition] {
    var positions: [WellPosition] = []
    var chosen: Set<WellPosition> = []
    for patch in generator.shuffled(patches) where positions.count < count && !patch.isEmpty {
        var position = patch[generator.index(below: patch.count)]
        if let lookalikes {
            var cost = lookalikes.cost(of: position, beside: chosen)
            var tries = 0
            while cost > 0, tries < 16 {
                tries += 1
                let other = patch[generator.index(below: patch.count)]
                let otherCost = lookalikes.cost(of: other, beside: chosen)
                if otherCost < cost { (position, cost) = (other, otherCost) }
            }
        }
        positions.append(position)
        chosen.insert(position)
    }
    // A patch can be full of other controls; its well goes anywhere else.
    if positions.count < count {
        let others = free.subtracting(positions).sorted()
        positions += generator.shuffled(others).prefix(count - positions.count)
    }
    return positions
}

private func leastSquaredDistance(_ positions: [WellPosition]) -> Int {
    var least = Int.max
    for (index, one) in positions.enumerated() {
        for other in positions[..<index] {
            let rows = one.row - other.row
            let columns = one.column - other.column
            least = min(least, rows * rows + columns * columns)
        }
    }
    return least
}
