import Statistics

/// Grows one tree after another on binned columns, with all its memory taken beforehand.
///
/// A cell of a histogram is one integer: the sum of the gradients in fixed point above, the number of
/// lines in the lowest 20 bits. Integers sum exactly in any order, and one addition serves both. Nodes
/// stand as in a heap, the branches of `i` at 2i + 1 and 2i + 2.
///
/// A node's histogram covers the columns drawn for it alone: with half of them drawn afresh for each node
/// this reads fewer cells than subtracting a sibling's histogram of all columns from the parent's would.
final class HistogramGrower {
    static let lineLimit = 1 << countBits
    private static let countBits = 20
    private static let countMask = Int64(lineLimit - 1)
    /// The bin that no value lies above, so that all lines go left.
    private static let allLeft = UInt8.max

    private let bins: FeatureBins
    private let settings: SmallBoostedTrees
    private let drawn: Int
    private let lineThreshold: UInt64

    // because arrays in a class are checked for exclusive use at each access; freed in deinit
    private let response: UnsafeMutablePointer<Float>
    private let predicted: UnsafeMutablePointer<Float>
    private let packed: UnsafeMutablePointer<Int64>
    private let order: UnsafeMutablePointer<Int32>
    private let spare: UnsafeMutablePointer<Int32>
    private let histogram: UnsafeMutablePointer<Int64>
    private let candidates: UnsafeMutablePointer<Int>
    /// 1 / (n + penalty) for n lines, and 0 for none.
    private let inverse: UnsafeMutablePointer<Double>

    private var nodes: [Node]
    private var leaves: [Float]
    private var resolution = 1.0

    private struct Node {
        var start = 0
        var end = 0
        var sum: Int64 = 0
        var column = 0
        var bin = allLeft
        var gain = 0.0
        var isSplit = false
        var exists = false
    }

    init(bins: FeatureBins, response values: [Double], base: Float, settings: SmallBoostedTrees) {
        self.bins = bins
        self.settings = settings
        drawn = max(1, Int(settings.columnShare * Double(bins.columns)))
        lineThreshold = UInt64(max(0, min(1, settings.lineShare)) * 0x1p32)
        let lines = bins.rows
        response = .allocate(capacity: lines)
        predicted = .allocate(capacity: lines)
        packed = .allocate(capacity: lines)
        order = .allocate(capacity: lines)
        spare = .allocate(capacity: lines)
        histogram = .allocate(capacity: drawn * FeatureBins.limit)
        candidates = .allocate(capacity: bins.columns)
        inverse = .allocate(capacity: lines + 1)
        for line in 0..<lines { response[line] = Float(values[line]) }
        predicted.initialize(repeating: base, count: lines)
        for column in 0..<bins.columns { candidates[column] = column }
        inverse[0] = 0
        for count in 1...lines { inverse[count] = 1 / (Double(count) + settings.penalty) }
        nodes = [Node](repeating: Node(), count: (2 << settings.depth) - 1)
        leaves = [Float](repeating: 0, count: 1 << settings.depth)
    }

    deinit {
        response.deallocate()
        predicted.deallocate()
        packed.deallocate()
        order.deallocate()
        spare.deallocate()
        histogram.deallocate()
        candidates.deallocate()
        inverse.deallocate()
    }

    /// Grows the next tree, and adds it to the predictions of all lines; false when nothing is left to
    /// learn.
    func grow(_ places: UnsafeBufferPointer<UInt8>, using generator: inout SeededGenerator) -> Bool {
        guard packGradients() else { return false }
        let seen = drawLines(using: &generator)
        for place in nodes.indices { nodes[place] = Node() }
        nodes[0].exists = true
        nodes[0].end = seen
        for place in 0..<seen { nodes[0].sum &+= packed[Int(order[place])] }
        for place in 0..<((1 << settings.depth) - 1) where nodes[place].exists {
            findSplit(place, places, using: &generator)
            if nodes[place].isSplit { divide(place, places) }
        }
        setLeaves()
        addToPredictions(places)
        return true
    }

    /// Puts the gradient of each line in fixed point, as fine as the sum over all lines allows.
    private func packGradients() -> Bool {
        let (lines, predicted, response, packed) = (bins.rows, predicted, response, packed)
        var largest: Float = 0
        for line in 0..<lines { largest = max(largest, (predicted[line] - response[line]).magnitude) }
        precondition(largest.isFinite, "trees learn finite values")
        guard largest > 0 else { return false }
        let bound = Double(lines) * Double(largest)
        // because 63 bits less those of the count hold the sum and its sign
        let exponent = 62 - Self.countBits - Int(bound.exponent) - 1
        let scale = Double(sign: .plus, exponent: exponent, significand: 1)
        resolution = Double(sign: .plus, exponent: -exponent, significand: 1)
        for line in 0..<lines {
            let gradient = Double(predicted[line] - response[line]) * scale
            packed[line] = Int64(gradient) &<< Int64(Self.countBits) | 1
        }
        return true
    }

    /// Writes the lines that this tree sees to the start of `order`, and gives their number.
    private func drawLines(using generator: inout SeededGenerator) -> Int {
        let lines = bins.rows
        var seen = 0
        var line = 0
        while line < lines {
            let bits = generator.next()
            order[seen] = Int32(line)
            seen += bits & 0xFFFF_FFFF < lineThreshold ? 1 : 0
            if line + 1 < lines {
                order[seen] = Int32(line + 1)
                seen += bits &>> 32 < lineThreshold ? 1 : 0
            }
            line += 2
        }
        return seen
    }

    private func findSplit(
        _ place: Int,
        _ places: UnsafeBufferPointer<UInt8>,
        using generator: inout SeededGenerator
    ) {
        let node = nodes[place]
        let lines = node.end - node.start
        guard lines >= 2 * settings.minimumLeaf else { return }
        for slot in 0..<drawn where drawn < bins.columns {
            let other = slot + generator.index(below: bins.columns - slot)
            let column = candidates[other]
            candidates[other] = candidates[slot]
            candidates[slot] = column
        }
        fillHistogram(from: node.start, to: node.end, places)
        let total = Double(node.sum &>> Int64(Self.countBits))
        let parentScore = total * total * inverse[lines]
        // because XGBoost, too, takes a gain of up to 1e-6 for none
        var best = parentScore + 1e-6 / (resolution * resolution)
        for slot in 0..<drawn {
            let column = candidates[slot]
            let bin = bestBin(
                histogram + slot * FeatureBins.limit,
                bins: bins.counts[column],
                lines: lines,
                total: total,
                best: &best
            )
            guard let bin else { continue }
            nodes[place].isSplit = true
            nodes[place].column = column
            nodes[place].bin = UInt8(bin)
        }
        if nodes[place].isSplit { nodes[place].gain = (best - parentScore) * resolution * resolution }
    }

    /// The last bin on the left of the best split of a column, if it scores above `best`.
    @inline(__always)
    private func bestBin(
        _ cells: UnsafeMutablePointer<Int64>,
        bins: Int,
        lines: Int,
        total: Double,
        best: inout Double
    ) -> Int? {
        let minimum = settings.minimumLeaf
        let inverse = inverse
        var below: Int64 = 0
        var found: Int?
        for bin in 0..<(bins - 1) {
            below &+= cells[bin]
            let count = Int(below & Self.countMask)
            if count < minimum { continue }
            if lines &- count < minimum { break }
            let left = Double(below &>> Int64(Self.countBits))
            let right = total - left
            let score = left * left * inverse[count] + right * right * inverse[lines &- count]
            if score > best {
                best = score
                found = bin
            }
        }
        return found
    }

    private func fillHistogram(from start: Int, to end: Int, _ places: UnsafeBufferPointer<UInt8>) {
        let columns = bins.columns
        // because fields are read again after each write through a pointer, and local copies are not
        let (drawn, histogram, candidates, order, packed) = (drawn, histogram, candidates, order, packed)
        histogram.update(repeating: 0, count: drawn * FeatureBins.limit)
        guard let first = places.baseAddress else { return }
        for place in start..<end {
            let line = Int(order[place])
            let value = packed[line]
            let row = first + line * columns
            var cells = histogram
            for slot in 0..<drawn {
                cells[Int(row[candidates[slot]])] &+= value
                cells += FeatureBins.limit
            }
        }
    }

    /// Parts the node's lines into those of its two branches, each in their old order.
    private func divide(_ place: Int, _ places: UnsafeBufferPointer<UInt8>) {
        let node = nodes[place]
        let (order, spare, packed, columns) = (order, spare, packed, bins.columns)
        guard let first = places.baseAddress.map({ $0 + node.column }) else { return }
        let bin = node.bin
        var kept = node.start
        var moved = 0
        var sum: Int64 = 0
        for position in node.start..<node.end {
            let line = order[position]
            let isLeft = first[Int(line) &* columns] <= bin
            // because writing both and advancing one needs no guess at the branch
            order[kept] = line
            spare[moved] = line
            kept &+= isLeft ? 1 : 0
            moved &+= isLeft ? 0 : 1
            sum &+= isLeft ? packed[Int(line)] : 0
        }
        for position in 0..<moved { order[kept + position] = spare[position] }
        let left = 2 * place + 1
        nodes[left].exists = true
        nodes[left].start = node.start
        nodes[left].end = kept
        nodes[left].sum = sum
        nodes[left + 1].exists = true
        nodes[left + 1].start = kept
        nodes[left + 1].end = node.end
        nodes[left + 1].sum = node.sum &- sum
    }

    private func value(of node: Node) -> Float {
        let gradient = Double(node.sum &>> Int64(Self.countBits)) * resolution
        return Float(-settings.rate * gradient * inverse[node.end - node.start])
    }

    /// Carries the value of each leaf to its leftmost place on the lowest level.
    private func setLeaves() {
        for place in nodes.indices where nodes[place].exists && !nodes[place].isSplit {
            var lowest = place
            while lowest < (1 << settings.depth) - 1 { lowest = 2 * lowest + 1 }
            leaves[lowest - ((1 << settings.depth) - 1)] = value(of: nodes[place])
        }
    }

    /// Walks all lines, unseen ones included, down a tree made full: a leaf above sends them left.
    private func addToPredictions(_ places: UnsafeBufferPointer<UInt8>) {
        let (columns, lines, depth, predicted) = (bins.columns, bins.rows, settings.depth, predicted)
        guard let base = places.baseAddress else { return }
        let first = (1 << depth) - 1
        nodes.withUnsafeBufferPointer { nodes in
            leaves.withUnsafeBufferPointer { leaves in
                for line in 0..<lines {
                    let row = base + line &* columns
                    var node = 0
                    for _ in 0..<depth {
                        let isAbove = row[nodes[node].column] > nodes[node].bin
                        node = 2 * node + (isAbove ? 2 : 1)
                    }
                    predicted[line] += leaves[node - first]
                }
            }
        }
    }

    /// Appends the tree grown last.
    func append(to trees: inout BoostedTrees) { trees.roots.append(append(0, to: &trees)) }

    private func append(_ place: Int, to trees: inout BoostedTrees) -> Int32 {
        let node = nodes[place]
        guard node.isSplit else { return trees.appendLeaf(value(of: node)) }
        let cut = bins.cuts[node.column * FeatureBins.limit + Int(node.bin)]
        let written = trees.appendSplit(feature: node.column, threshold: cut)
        trees.gain[node.column] += node.gain
        let left = append(2 * place + 1, to: &trees)
        let right = append(2 * place + 2, to: &trees)
        trees.connect(written, left: left, right: right)
        return written
    }
}
