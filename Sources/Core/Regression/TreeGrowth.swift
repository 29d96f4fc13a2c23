import LinearAlgebra

/// The lines of a growing tree, kept sorted by every column in the range of each node.
struct TreeGrowth {
    private(set) var nodes: [RegressionTree.Node] = []
    private let columns: Int
    private let lines: Int
    private let leastLines: Int
    private let response: [Double]
    /// By column, then line.
    private let values: [Float]
    /// By column: the lines, those of a node together and ascending by the column's value.
    private var order: [Int32]
    private var goesLeft: [Bool]
    private var scratch: [Int32]

    private struct Split {
        let column: Int
        let threshold: Double
    }

    init(design: Matrix, response: [Double], leastLines: Int) {
        columns = design.columns
        lines = design.rows
        self.leastLines = leastLines
        self.response = response
        let lines = design.rows
        let values = design.transposed.storage.map { Float($0) }
        self.values = values
        order = []
        order.reserveCapacity(values.count)
        for column in 0..<max(design.columns, 1) {
            let first = column * lines
            // Without a column the lines themselves are kept, for the root.
            guard column < design.columns else {
                order += (0..<Int32(lines))
                break
            }
            order += (0..<Int32(lines)).sorted { left, right in
                let (a, b) = (values[first + Int(left)], values[first + Int(right)])
                return a != b ? a < b : left < right
            }
        }
        goesLeft = [Bool](repeating: false, count: lines)
        scratch = [Int32](repeating: 0, count: lines)
    }

    /// Adds the node of the lines at places `start` ..< `end` of each column's order, and those below it.
    @discardableResult
    mutating func grow(from start: Int, to end: Int, depth: Int) -> Int {
        let count = Double(end - start)
        var sum = 0.0
        for place in start..<end { sum += response[Int(order[place])] }
        let centre = sum / count
        var squares = 0.0
        for place in start..<end {
            let deviation = response[Int(order[place])] - centre
            squares += deviation * deviation
        }
        let number = nodes.count
        let impurity = squares / count
        var split: Split?
        if depth > 0 && end - start >= 2 && impurity > .ulpOfOne {
            split = bestSplit(from: start, to: end, centre: centre, squares: squares)
        }
        nodes.append(
            RegressionTree.Node(
                column: split?.column ?? -1,
                threshold: split?.threshold ?? 0,
                left: -1,
                right: -1,
                value: centre,
                count: end - start,
                impurity: impurity
            )
        )
        if let split {
            let middle = divide(from: start, to: end, by: split)
            let left = grow(from: start, to: middle, depth: depth - 1)
            let right = grow(from: middle, to: end, depth: depth - 1)
            nodes[number].left = left
            nodes[number].right = right
        }
        return number
    }

    /// The split that takes most of the squared error away, or `nil` where every column is constant.
    private func bestSplit(from start: Int, to end: Int, centre: Double, squares: Double) -> Split? {
        var best: Split?
        // because equal splits of two columns may differ by rounding, and the first is to be taken then
        var least = -Double.infinity
        let slack = squares * 1e-13
        let count = end - start
        order.withUnsafeBufferPointer { order in
            values.withUnsafeBufferPointer { values in
                response.withUnsafeBufferPointer { response in
                    for column in 0..<columns {
                        let first = column * lines
                        var sum = 0.0
                        var previous = values[first + Int(order[first + start])]
                        for place in start..<(end - 1) {
                            sum += response[Int(order[first + place])] - centre
                            let next = values[first + Int(order[first + place + 1])]
                            defer { previous = next }
                            // Nearer values count as equal, as in scikit-learn.
                            if next <= previous + 1e-7 { continue }
                            let left = place - start + 1
                            if left < leastLines || count - left < leastLines { continue }
                            // Centred: the sum on the right is the negative of that on the left.
                            let gain = sum * sum * (1 / Double(left) + 1 / Double(count - left))
                            if gain > least + slack {
                                least = gain
                                let halfway = Double(previous) / 2 + Double(next) / 2
                                let isBetween = halfway < Double(next) && halfway.isFinite
                                best = Split(
                                    column: column,
                                    threshold: isBetween ? halfway : Double(previous)
                                )
                            }
                        }
                    }
                }
            }
        }
        return best
    }

    /// Brings the lines that go left to the front in every column's order, and says where the others begin.
    private mutating func divide(from start: Int, to end: Int, by split: Split) -> Int {
        let firstOfSplit = split.column * lines
        for place in start..<end {
            let line = Int(order[firstOfSplit + place])
            goesLeft[line] = Double(values[firstOfSplit + line]) <= split.threshold
        }
        var middle = start
        for column in 0..<columns {
            let first = column * lines
            middle = start
            var kept = 0
            for place in start..<end {
                let line = order[first + place]
                if goesLeft[Int(line)] {
                    order[first + middle] = line
                    middle += 1
                } else {
                    scratch[kept] = line
                    kept += 1
                }
            }
            for place in 0..<kept { order[first + middle + place] = scratch[place] }
        }
        return middle
    }
}
