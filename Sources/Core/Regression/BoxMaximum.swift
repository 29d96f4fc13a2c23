import RealModule

/// A local maximum of a smooth function of a few variables within bounds, by a quasi-Newton climb.
///
/// BFGS on the variables that no bound holds, steps projected onto the box and halved until they gain
/// (Nocedal and Wright 2006, algorithms 6.1 and 3.1). No randomness: the same start leads to the same place.
struct BoxMaximum: Sendable {
    let lower: [Double]
    let upper: [Double]
    /// Done when no free variable's slope is steeper.
    var slope = 1e-4
    /// Done when a step gains less, relative to the value.
    var gain = 1e-9
    var steps = 100

    struct Place<Note> {
        let point: [Double]
        let value: Double
        let gradient: [Double]
        let note: Note
    }

    /// - Parameters:
    ///   - start: brought within the bounds first.
    ///   - function: value, gradient and anything to be kept, or `nil` where it cannot be computed.
    /// - Returns: the top, or `nil` where the function cannot be computed at the start.
    func climb<Note>(
        from start: [Double],
        _ function: ([Double]) -> (value: Double, gradient: [Double], note: Note)?
    ) -> Place<Note>? {
        func place(_ point: [Double]) -> Place<Note>? {
            function(point).map { Place(point: point, value: $0.value, gradient: $0.gradient, note: $0.note) }
        }
        guard var here = place(projected(start)) else { return nil }
        let count = start.count
        var inverse = [Double](repeating: 0, count: count * count)
        var isFresh = true
        for _ in 0..<steps {
            let isHeld = (0..<count).map { axis in
                (here.point[axis] <= lower[axis] && here.gradient[axis] < 0)
                    || (here.point[axis] >= upper[axis] && here.gradient[axis] > 0)
            }
            let steepest = (0..<count).reduce(0) { isHeld[$1] ? $0 : max($0, here.gradient[$1].magnitude) }
            if steepest < slope { break }
            if isFresh {
                for place in inverse.indices { inverse[place] = 0 }
                // because the first step knows no curvature: at most half a unit along any axis
                for axis in 0..<count { inverse[axis * count + axis] = 0.5 / max(steepest, 1) }
            }
            var direction = [Double](repeating: 0, count: count)
            for row in 0..<count where !isHeld[row] {
                for column in 0..<count where !isHeld[column] {
                    direction[row] += inverse[row * count + column] * here.gradient[column]
                }
            }
            let longest = direction.reduce(0) { max($0, $1.magnitude) }
            // Two units of a logarithm are a factor of seven: far enough for what is known here.
            var share = longest > 2 ? 2 / longest : 1
            var next: Place<Note>?
            for _ in 0..<30 {
                let point = projected((0..<count).map { here.point[$0] + share * direction[$0] })
                let ascent = (0..<count).reduce(0) { $0 + here.gradient[$1] * (point[$1] - here.point[$1]) }
                if let there = place(point), there.value >= here.value + 1e-4 * ascent, ascent > 0 {
                    next = there
                    break
                }
                share *= 0.5
            }
            guard let there = next else {
                if isFresh { break }
                isFresh = true
                continue
            }
            let step = (0..<count).map { there.point[$0] - here.point[$0] }
            // Of a maximum the curvature is negative; the change is turned so that it is positive.
            let change = (0..<count).map { here.gradient[$0] - there.gradient[$0] }
            let rise = there.value - here.value
            here = there
            if rise <= gain * max(here.value.magnitude, 1) && !isFresh { break }
            isFresh = !update(&inverse, step: step, change: change, isFresh: isFresh)
        }
        return here
    }

    private func projected(_ point: [Double]) -> [Double] {
        point.indices.map { min(max(point[$0], lower[$0]), upper[$0]) }
    }

    /// The BFGS update of the inverse curvature; `false` where the step saw none.
    private func update(_ inverse: inout [Double], step: [Double], change: [Double], isFresh: Bool) -> Bool {
        let count = step.count
        let product = zip(step, change).reduce(0) { $0 + $1.0 * $1.1 }
        let square = change.reduce(0) { $0 + $1 * $1 }
        guard product > 1e-12 * square.squareRoot() else { return false }
        if isFresh {
            for axis in 0..<count { inverse[axis * count + axis] = product / square }
        }
        let turned = (0..<count).map { row in
            (0..<count).reduce(0) { $0 + inverse[row * count + $1] * change[$1] }
        }
        let curvature = zip(change, turned).reduce(0) { $0 + $1.0 * $1.1 }
        for row in 0..<count {
            for column in 0..<count {
                inverse[row * count + column] +=
                    (1 + curvature / product) * step[row] * step[column] / product
                    - (turned[row] * step[column] + step[row] * turned[column]) / product
            }
        }
        return true
    }
}
