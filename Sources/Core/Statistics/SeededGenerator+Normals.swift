/// Many normal numbers at a time: about a third of the time of one `normal()` after another.
extension SeededGenerator {
    /// Fills the buffer with standard normal numbers by the ziggurat of Marsaglia and Tsang (2000).
    ///
    /// The stream is not that of `normal()`. It is the same on every machine.
    package mutating func fillNormals(_ buffer: UnsafeMutableBufferPointer<Double>) {
        // because a local copy stays in registers, if no other function is given its address
        var generator = self
        Ziggurat.edges.withUnsafeBufferPointer { edges in
            Ziggurat.ratios.withUnsafeBufferPointer { ratios in
                for place in buffer.indices {
                    let bits = generator.next()
                    let layer = Int(truncatingIfNeeded: bits & 255)
                    // The upper 53 bits as a signed share of the layer's width.
                    let share = Double(Int64(bitPattern: bits) &>> 11) * 0x1p-52
                    if share.magnitude < ratios[layer] {
                        buffer[place] = share * edges[layer]
                    } else {
                        self = generator
                        buffer[place] = Ziggurat.outside(
                            layer: layer,
                            share: share,
                            edges: edges,
                            generator: &self
                        )
                        generator = self
                    }
                }
            }
        }
        self = generator
    }
}

/// 256 layers of equal area under exp(−x²/2), the lowest with the tail.
private enum Ziggurat {
    static let tailStart = 3.654_152_885_361_008_8
    static let area = 0.004_928_673_233_974_652

    /// The right edge of each layer, from the widest; the last is 0.
    static let edges: [Double] = {
        var edges = [Double](repeating: 0, count: 257)
        var height = portableExp(-0.5 * tailStart * tailStart)
        edges[0] = area / height
        edges[1] = tailStart
        for layer in 2..<256 {
            edges[layer] = (-2 * portableLog(area / edges[layer - 1] + height)).squareRoot()
            height = portableExp(-0.5 * edges[layer] * edges[layer])
        }
        return edges
    }()

    /// The share of each layer that lies wholly under the curve.
    static let ratios: [Double] = (0..<256).map { edges[$0 + 1] / edges[$0] }

    /// A number for a share that fell outside the sure part of its layer: one in about eighty.
    @inline(never)
    static func outside(
        layer: Int,
        share: Double,
        edges: UnsafeBufferPointer<Double>,
        generator: inout SeededGenerator
    ) -> Double {
        var layer = layer
        var share = share
        while true {
            if layer == 0 {
                if share.magnitude * edges[0] < tailStart { return share * edges[0] }
                let beyond = tail(&generator)
                return share < 0 ? -beyond : beyond
            }
            let value = share * edges[layer]
            if share.magnitude * edges[layer] < edges[layer + 1] { return value }
            let low = portableExp(-0.5 * (edges[layer] * edges[layer] - value * value))
            let high = portableExp(-0.5 * (edges[layer + 1] * edges[layer + 1] - value * value))
            if low + generator.uniform() * (high - low) < 1 { return value }
            let bits = generator.next()
            layer = Int(truncatingIfNeeded: bits & 255)
            share = Double(Int64(bitPattern: bits) &>> 11) * 0x1p-52
        }
    }

    /// A number beyond `tailStart` (Marsaglia 1964).
    private static func tail(_ generator: inout SeededGenerator) -> Double {
        while true {
            // because uniform() may be 0 but never 1
            let x = -portableLog(1 - generator.uniform()) / tailStart
            let y = -portableLog(1 - generator.uniform())
            if 2 * y > x * x { return tailStart + x }
        }
    }
}
