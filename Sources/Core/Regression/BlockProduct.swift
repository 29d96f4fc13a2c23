/// Small matrix products in blocks of four numbers, for the layers of a network.
///
/// A library's product costs more in its call than in its sums at these sizes, and its bits depend on the
/// processor. Each element here is summed in the order of the inner index.
enum BlockProduct<Scalar: NetworkScalar> {
    typealias Four = SIMD4<Scalar>

    /// The left factor: element (row, inner) is at `row * rowStride + inner * innerStride`.
    struct Left {
        let values: UnsafePointer<Scalar>
        let rowStride: Int
        let innerStride: Int
    }

    /// `out` = `left` · `right`, plus `bias` in each row if given.
    ///
    /// `right` has `inner` rows and `out` has `rows` rows of `blocks` blocks each.
    @inline(__always)
    static func multiply(
        _ left: Left,
        _ right: UnsafePointer<Four>,
        bias: UnsafePointer<Four>?,
        into out: UnsafeMutablePointer<Four>,
        rows: Int,
        inner: Int,
        blocks: Int
    ) {
        var row = 0
        while row + 4 <= rows {
            var block = 0
            while block + 2 <= blocks {
                fourByTwo(left, row, right + block, bias.map { $0 + block }, out + block, inner, blocks)
                block += 2
            }
            if block < blocks {
                fourByOne(left, row, right + block, bias.map { $0 + block }, out + block, inner, blocks)
            }
            row += 4
        }
        while row < rows {
            for block in 0..<blocks {
                oneByOne(left, row, right + block, bias.map { $0 + block }, out + block, inner, blocks)
            }
            row += 1
        }
    }

    /// Four rows of two blocks: eight sums that stay in registers.
    @inline(__always)
    private static func fourByTwo(
        _ left: Left,
        _ row: Int,
        _ right: UnsafePointer<Four>,
        _ bias: UnsafePointer<Four>?,
        _ out: UnsafeMutablePointer<Four>,
        _ inner: Int,
        _ blocks: Int
    ) {
        let startA = bias.map { $0[0] } ?? .zero
        let startB = bias.map { $0[1] } ?? .zero
        var (a0, a1, a2, a3) = (startA, startA, startA, startA)
        var (b0, b1, b2, b3) = (startB, startB, startB, startB)
        var l0 = left.values + row * left.rowStride
        var l1 = l0 + left.rowStride
        var l2 = l1 + left.rowStride
        var l3 = l2 + left.rowStride
        var from = right
        for _ in 0..<inner {
            let ra = from[0]
            let rb = from[1]
            let v0 = Four(repeating: l0.pointee)
            a0 = Scalar.add(v0, times: ra, to: a0)
            b0 = Scalar.add(v0, times: rb, to: b0)
            let v1 = Four(repeating: l1.pointee)
            a1 = Scalar.add(v1, times: ra, to: a1)
            b1 = Scalar.add(v1, times: rb, to: b1)
            let v2 = Four(repeating: l2.pointee)
            a2 = Scalar.add(v2, times: ra, to: a2)
            b2 = Scalar.add(v2, times: rb, to: b2)
            let v3 = Four(repeating: l3.pointee)
            a3 = Scalar.add(v3, times: ra, to: a3)
            b3 = Scalar.add(v3, times: rb, to: b3)
            from += blocks
            l0 += left.innerStride
            l1 += left.innerStride
            l2 += left.innerStride
            l3 += left.innerStride
        }
        let to = out + row * blocks
        to[0] = a0
        to[1] = b0
        to[blocks] = a1
        to[blocks + 1] = b1
        to[2 * blocks] = a2
        to[2 * blocks + 1] = b2
        to[3 * blocks] = a3
        to[3 * blocks + 1] = b3
    }

    @inline(__always)
    private static func fourByOne(
        _ left: Left,
        _ row: Int,
        _ right: UnsafePointer<Four>,
        _ bias: UnsafePointer<Four>?,
        _ out: UnsafeMutablePointer<Four>,
        _ inner: Int,
        _ blocks: Int
    ) {
        let start = bias.map { $0[0] } ?? .zero
        var (a0, a1, a2, a3) = (start, start, start, start)
        var first = left.values + row * left.rowStride
        var from = right
        for _ in 0..<inner {
            let ra = from[0]
            a0 = Scalar.add(Four(repeating: first[0]), times: ra, to: a0)
            a1 = Scalar.add(Four(repeating: first[left.rowStride]), times: ra, to: a1)
            a2 = Scalar.add(Four(repeating: first[2 * left.rowStride]), times: ra, to: a2)
            a3 = Scalar.add(Four(repeating: first[3 * left.rowStride]), times: ra, to: a3)
            from += blocks
            first += left.innerStride
        }
        let to = out + row * blocks
        to[0] = a0
        to[blocks] = a1
        to[2 * blocks] = a2
        to[3 * blocks] = a3
    }

    @inline(__always)
    private static func oneByOne(
        _ left: Left,
        _ row: Int,
        _ right: UnsafePointer<Four>,
        _ bias: UnsafePointer<Four>?,
        _ out: UnsafeMutablePointer<Four>,
        _ inner: Int,
        _ blocks: Int
    ) {
        var sum = bias.map { $0[0] } ?? .zero
        var first = left.values + row * left.rowStride
        var from = right
        for _ in 0..<inner {
            sum = Scalar.add(Four(repeating: first.pointee), times: from[0], to: sum)
            from += blocks
            first += left.innerStride
        }
        out[row * blocks] = sum
    }
}
