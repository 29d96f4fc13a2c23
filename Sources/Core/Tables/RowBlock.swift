import Screen

/// Numbers row by row, from a file that has them column by column.
struct RowBlock {
    let numbers: [Double]
    let areFinite: Bool

    /// Makes `rows` × `width` numbers of the columns that `fill` hands over; throws what it throws.
    init(rows: Int, width: Int, _ fill: (inout RowFiller) throws(Rejection) -> Void) throws(Rejection) {
        var fault: Rejection?
        var areFinite = false
        numbers = [Double](unsafeUninitializedCapacity: rows * width) { buffer, count in
            var filler = RowFiller(buffer, rows: rows, width: width)
            do throws(Rejection) {
                try fill(&filler)
                filler.finish()
                areFinite = filler.areFinite
                count = rows * width
            } catch {
                fault = error
            }
        }
        if let fault { throw fault }
        self.areFinite = areFinite
    }
}

/// Puts columns into rows, eight columns at a time: each row's part of them is one line of the cache.
struct RowFiller {
    /// Whether every number of the columns taken is.
    private(set) var areFinite = true

    private let target: UnsafeMutableBufferPointer<Double>
    private let rows: Int
    private let width: Int
    /// Columns that are not in rows yet, one behind the other.
    private var waiting: [Double] = []
    /// Columns taken, those that wait included.
    private var taken = 0

    private static let atOnce = 8

    fileprivate init(_ target: UnsafeMutableBufferPointer<Double>, rows: Int, width: Int) {
        self.target = target
        self.rows = rows
        self.width = width
        waiting.reserveCapacity(min(width, Self.atOnce) * rows)
    }

    /// The place that the column will have in every row.
    mutating func take(_ column: [Double]) -> Int {
        precondition(column.count == rows && taken < width, "a column too many or of another length")
        waiting.append(contentsOf: column)
        taken += 1
        if taken % Self.atOnce == 0 { write(Self.atOnce) }
        return taken - 1
    }

    fileprivate mutating func finish() {
        write(taken % Self.atOnce)
        precondition(taken == width, "a column is missing")
    }

    private mutating func write(_ count: Int) {
        let first = taken - count
        // Stay 0 while every number is finite.
        var sums = SIMD8<Double>.zero
        waiting.withUnsafeBufferPointer { waiting in
            if count == Self.atOnce {
                for row in 0..<rows {
                    var line = SIMD8<Double>.zero
                    for place in 0..<Self.atOnce { line[place] = waiting[place &* rows &+ row] }
                    sums += line * 0
                    for place in 0..<Self.atOnce { target[row &* width &+ first &+ place] = line[place] }
                }
            } else {
                for row in 0..<rows {
                    for place in 0..<count {
                        let value = waiting[place &* rows &+ row]
                        sums[place] += value * 0
                        target[row &* width &+ first &+ place] = value
                    }
                }
            }
        }
        if sums != .zero { areFinite = false }
        waiting.removeAll(keepingCapacity: true)
    }
}
