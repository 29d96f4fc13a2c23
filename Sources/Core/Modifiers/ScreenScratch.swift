/// Memory that a screen works in, kept from block to block; one a thread.
package struct ScreenScratch: ~Copyable {
    /// Targets screened by one matrix product.
    static let tile = 256

    var targets = Floats()
    var pearson = Floats()
    var spearman = Floats()
    var chiSquared = Floats()
    var places = Places()
    var responses: [Response] = []
    var order = ValueOrder(most: 0)
    var tables = TailTables()
    private var lines = -1

    package init() {}

    mutating func makeRoom(lines: Int, genes: Int, targets count: Int) {
        let rows = min(count, Self.tile)
        targets.makeRoom(rows * lines)
        pearson.makeRoom(rows * genes)
        spearman.makeRoom(rows * genes)
        chiSquared.makeRoom((genes + 7) / 8 * 8)
        places.makeRoom(genes + 16)
        if lines != self.lines {
            responses = []
            order = ValueOrder(most: lines)
            self.lines = lines
        }
        while responses.count < rows { responses.append(Response(lines: lines)) }
    }
}

/// Single-precision values that a C function or BLAS writes.
struct Floats: ~Copyable {
    private(set) var start = UnsafeMutablePointer<Float>.allocate(capacity: 1)
    private var capacity = 1

    mutating func makeRoom(_ count: Int) {
        guard count > capacity else { return }
        start.deallocate()
        start = .allocate(capacity: count)
        capacity = count
    }

    deinit { start.deallocate() }
}

/// Places of genes that passed a threshold.
struct Places: ~Copyable {
    private(set) var start = UnsafeMutablePointer<Int32>.allocate(capacity: 1)
    private var capacity = 1

    mutating func makeRoom(_ count: Int) {
        guard count > capacity else { return }
        start.deallocate()
        start = .allocate(capacity: count)
        capacity = count
    }

    deinit { start.deallocate() }
}
