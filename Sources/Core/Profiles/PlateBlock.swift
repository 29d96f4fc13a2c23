import Screen

/// The wells of one plate as one row-major block of numbers.
struct PlateBlock {
    private(set) var featureCount: Int
    private(set) var contents: [WellContent] = []
    private(set) var positions: [WellPosition] = []
    /// A row of `featureCount` numbers for each of `contents`.
    var values: [Double] = []
    /// What was subtracted of each feature when the plate was last centred; empty before that.
    private(set) var centre: [Double] = []

    init(featureCount: Int, capacity: Int) {
        self.featureCount = featureCount
        contents.reserveCapacity(capacity)
        positions.reserveCapacity(capacity)
        values.reserveCapacity(capacity * featureCount)
    }

    /// Adds a row of zeros and returns where it starts.
    mutating func append(_ content: WellContent, at position: WellPosition) -> Int {
        contents.append(content)
        positions.append(position)
        values.append(contentsOf: repeatElement(0, count: featureCount))
        return values.count - featureCount
    }

    /// Subtracts the mean of the wells of `role`; `false` where there are none.
    mutating func centre(on role: WellRole) -> Bool {
        let controls = contents.indices.filter { contents[$0].role == role }
        guard !controls.isEmpty else { return false }
        var mean = [Double](repeating: 0, count: featureCount)
        for well in controls { add(values, from: well * featureCount, to: &mean, at: 0, count: featureCount) }
        divide(&mean, 0, featureCount, by: Double(controls.count))
        values.withUnsafeMutableBufferPointer { values in
            mean.withUnsafeBufferPointer { mean in
                for start in stride(from: 0, to: values.count, by: max(1, mean.count)) {
                    for feature in mean.indices { values[start + feature] -= mean[feature] }
                }
            }
        }
        centre = mean
        return true
    }

    /// The rows of the wells of `role`, one after the other.
    func rows(of role: WellRole) -> [Double] {
        var rows: [Double] = []
        for (row, content) in contents.enumerated() where content.role == role {
            rows += values[(row * featureCount)..<((row + 1) * featureCount)]
        }
        return rows
    }

    /// Puts every well and the centre through a linear map; it may change how many features there are.
    mutating func apply(_ steps: [LinearStep]) {
        for step in steps {
            values = step.applied(to: values, featureCount: featureCount)
            centre = step.applied(to: centre, featureCount: featureCount)
            featureCount = step.outputCount(of: featureCount)
        }
    }
}

/// Adds all of `source` to the numbers of `target` from `place` on.
func add(_ source: [Double], to target: inout [Double], at place: Int) {
    add(source, from: 0, to: &target, at: place, count: source.count)
}

func add(_ source: [Double], from start: Int, to target: inout [Double], at place: Int, count: Int) {
    precondition(start + count <= source.count && place + count <= target.count)
    source.withUnsafeBufferPointer { source in
        target.withUnsafeMutableBufferPointer { target in
            for feature in 0..<count { target[place + feature] += source[start + feature] }
        }
    }
}

func divide(_ target: inout [Double], _ place: Int, _ count: Int, by divisor: Double) {
    for feature in place..<(place + count) { target[feature] /= divisor }
}
