import Screen

/// Where noise comes from: the wells of a knockout, or the controls of one plate.
enum NoiseSource: Hashable {
    case controls(plate: Int)
    case single(Gene)
    case double(Pair)
}

/// Wells grouped by what they hold, and the contrasts between replicates.
///
/// A group of n replicates gives n − 1 Helmert contrasts: each well less the mean of those before it, times
/// √(k/(k + 1)). Each has the covariance of one well and is independent of the others, which residuals from
/// the group's mean are not.
struct ReplicateContrasts {
    struct Group {
        let source: NoiseSource
        let guides: [Guide]
        var wells = 0
        /// Σ‖contrast‖².
        var squares = 0.0
        /// Ascending by plate.
        var plates: [(plate: Int, wells: Int)] = []
    }

    private struct Key: Hashable {
        let source: NoiseSource
        let guides: [Guide]
    }

    let featureCount: Int
    private let centring: WellRole
    private var places: [Key: Int] = [:]
    private(set) var groups: [Group] = []
    /// `groups.count` × `featureCount`, row-major; centred on plate controls.
    private(set) var means: [Double] = []

    init(featureCount: Int, centring: WellRole) {
        self.featureCount = featureCount
        self.centring = centring
    }

    /// Adds the wells of a centred and scaled plate, and hands on each contrast with its place in `groups`.
    mutating func add(_ block: PlateBlock, plate: Int, contrast: (Int, [Double]) -> Void) {
        var step = [Double](repeating: 0, count: featureCount)
        for (row, content) in block.contents.enumerated() {
            guard let key = key(of: content, plate: plate) else { continue }
            let place = place(of: key)
            let before = Double(groups[place].wells)
            let scale = (before / (before + 1)).squareRoot()
            var squares = 0.0
            block.values.withUnsafeBufferPointer { values in
                means.withUnsafeMutableBufferPointer { means in
                    step.withUnsafeMutableBufferPointer { step in
                        for feature in 0..<featureCount {
                            let mean = means[place * featureCount + feature]
                            let distance = values[row * featureCount + feature] - mean
                            means[place * featureCount + feature] = mean + distance / (before + 1)
                            step[feature] = distance * scale
                            squares += step[feature] * step[feature]
                        }
                    }
                }
            }
            if before > 0 {
                groups[place].squares += squares
                contrast(place, step)
            }
            groups[place].wells += 1
            if groups[place].plates.last?.plate == plate {
                groups[place].plates[groups[place].plates.count - 1].wells += 1
            } else {
                groups[place].plates.append((plate, 1))
            }
        }
    }

    func mean(of place: Int) -> ArraySlice<Double> {
        means[(place * featureCount)..<((place + 1) * featureCount)]
    }

    private func key(of content: WellContent, plate: Int) -> Key? {
        if content.role == centring { return Key(source: .controls(plate: plate), guides: []) }
        if let gene = content.single {
            return Key(source: .single(gene), guides: [content.a].compactMap { $0 })
        }
        if let pair = content.pair {
            return Key(source: .double(pair), guides: [content.a, content.b].compactMap { $0 })
        }
        return nil
    }

    private mutating func place(of key: Key) -> Int {
        if let place = places[key] { return place }
        places[key] = groups.count
        groups.append(Group(source: key.source, guides: key.guides))
        means.append(contentsOf: repeatElement(0, count: featureCount))
        return groups.count - 1
    }
}
