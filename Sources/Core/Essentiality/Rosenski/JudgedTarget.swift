/// What the held-out lines of one target were predicted to be, and which models were chosen.
///
/// All of a target's training but its last fit, which a training that goes on does again.
struct JudgedTarget: Sendable, Hashable {
    /// A value for each line, NaN for a line never held out.
    let heldOut: [Double]
    /// Of each fold.
    let choices: [ModelChoice]
    /// Of all lines.
    let last: ModelChoice
}

extension JudgedTarget {
    /// Numbers in the byte order of this machine, behind the symbol of the target.
    func bytes(of symbol: String) -> [UInt8] {
        var writer = RecordWriter()
        writer.append(Array(symbol.utf8))
        writer.append(heldOut)
        writer.append(Int32(choices.count))
        for choice in choices + [last] { choice.append(to: &writer) }
        return writer.bytes
    }

    /// `nil` where the bytes are not those of this target.
    init?(bytes: [UInt8], symbol: String, lines: Int, folds: Int) {
        var reader = RecordReader(bytes)
        guard let name: [UInt8] = reader.array(), name.elementsEqual(symbol.utf8),
            let heldOut: [Double] = reader.array(), heldOut.count == lines, reader.integer() == Int32(folds)
        else { return nil }
        var choices: [ModelChoice] = []
        for _ in 0...folds {
            guard let choice = ModelChoice(&reader) else { return nil }
            choices.append(choice)
        }
        guard reader.isAtEnd, let last = choices.popLast() else { return nil }
        self.heldOut = heldOut
        self.choices = choices
        self.last = last
    }
}
