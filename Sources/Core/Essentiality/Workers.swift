/// Who does independent pieces of a long computation; nothing may depend on their order or number.
package protocol Workers: Sendable {
    /// Does every piece, some at a time, and returns when all are done.
    func forEach(_ count: Int, _ work: @Sendable (Int) -> Void)
}

/// Does one piece after the other.
package struct OneWorker: Workers {
    package init() {}

    package func forEach(_ count: Int, _ work: @Sendable (Int) -> Void) {
        for number in 0..<count { work(number) }
    }
}

/// Where a long training keeps what is done, so that it can go on from there.
package protocol TrainingRecord: Sendable {
    /// What was kept under a name; `nil` where nothing was.
    func part(_ name: String) -> [UInt8]?
    func keep(_ name: String, _ bytes: [UInt8]) throws
}

/// Keeps nothing.
package struct NoRecord: TrainingRecord {
    package init() {}

    package func part(_ name: String) -> [UInt8]? { nil }

    package func keep(_ name: String, _ bytes: [UInt8]) {}
}

/// Answers of pieces done at once, each in its place.
final class Answers<Value: Sendable>: @unchecked Sendable {
    // Each place is written by one piece alone, and read after all are done.
    private let values: UnsafeMutableBufferPointer<Value?>

    init(_ count: Int) {
        values = .allocate(capacity: count)
        values.initialize(repeating: nil)
    }

    deinit {
        values.deinitialize()
        values.deallocate()
    }

    subscript(_ place: Int) -> Value? {
        get { values[place] }
        set { values[place] = newValue }
    }

    var all: [Value] { values.compactMap(\.self) }
}

extension Workers {
    /// The answers of all pieces in order.
    func map<Value: Sendable>(_ count: Int, _ work: @Sendable (Int) -> Value) -> [Value] {
        let answers = Answers<Value>(count)
        forEach(count) { answers[$0] = work($0) }
        return answers.all
    }
}
