/// What the modifier models of a block of targets say of the lines that a set left out.
struct SetOutcome: Sendable, Equatable {
    /// Whether a target has modifiers on the set's lines.
    var hasModifiers: [Bool]
    /// For each fold left out, for each target, a value for each line of the fold.
    var ridge: [[[Float]]]
    var trees: [[[Float]]]
}

extension SetOutcome {
    /// Numbers in the byte order of this machine, behind their counts.
    var bytes: [UInt8] {
        var writer = RecordWriter()
        writer.append(hasModifiers.map { $0 ? UInt8(1) : 0 })
        for part in [ridge, trees] {
            writer.append(Int32(part.count))
            for fold in part {
                writer.append(Int32(fold.count))
                for target in fold { writer.append(target) }
            }
        }
        return writer.bytes
    }

    /// Whether there is a value for each of so many targets in each line left out.
    func fits(targets: Int, held: [[Int]]) -> Bool {
        hasModifiers.count == targets
            && [ridge, trees].allSatisfy { part in
                part.count == held.count
                    && zip(part, held).allSatisfy { fold, lines in
                        fold.count == targets && fold.allSatisfy { $0.count == lines.count }
                    }
            }
    }

    /// `nil` where the bytes are not those of an outcome.
    init?(bytes: [UInt8]) {
        var reader = RecordReader(bytes)
        guard let flags: [UInt8] = reader.array() else { return nil }
        hasModifiers = flags.map { $0 == 1 }
        var parts: [[[[Float]]]] = []
        for _ in 0..<2 {
            guard let folds = reader.count(most: 2) else { return nil }
            var part: [[[Float]]] = []
            for _ in 0..<folds {
                guard let targets = reader.count(most: flags.count), targets == flags.count else {
                    return nil
                }
                var fold: [[Float]] = []
                for _ in 0..<targets {
                    guard let values: [Float] = reader.array() else { return nil }
                    fold.append(values)
                }
                part.append(fold)
            }
            parts.append(part)
        }
        guard reader.isAtEnd else { return nil }
        (ridge, trees) = (parts[0], parts[1])
    }
}
