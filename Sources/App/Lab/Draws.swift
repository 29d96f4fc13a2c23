import RealModule
import Rewards
import Statistics

extension SeededGenerator {
    mutating func normals(_ count: Int, sd: Double = 1) -> [Double] {
        (0..<count).map { _ in sd * normal() }
    }

    /// A direction, uniform on the sphere.
    mutating func direction(_ count: Int) -> [Double] { unit(normals(count)) }

    /// exp of a normal number of mean 0.
    mutating func logNormal(sigma: Double) -> Double { .exp(sigma * normal()) }

    /// Gamma of the given shape (at least 1) and scale (Marsaglia and Tsang 2000).
    mutating func gamma(shape: Double, scale: Double) -> Double {
        precondition(shape >= 1, "the gamma draw is written for shapes of 1 and more")
        let d = shape - 1 / 3
        let c = 1 / (9 * d).squareRoot()
        while true {
            let x = normal()
            let v = (1 + c * x) * (1 + c * x) * (1 + c * x)
            let u = uniform()
            if v > 0, u > 0, Double.log(u) < x * x / 2 + d - d * v + d * Double.log(v) {
                return d * v * scale
            }
        }
    }

    /// `count` different numbers of 0 ..< `bound`, in random order.
    mutating func sample(_ count: Int, below bound: Int) -> [Int] {
        Array(shuffled(Array(0..<bound)).prefix(count))
    }

    /// True with the given probability.
    ///
    /// One draw whatever the probability, so that changing one rate
    /// moves nothing else.
    mutating func happens(_ probability: Double) -> Bool { uniform() < probability }
}

func unit(_ vector: [Double]) -> [Double] {
    let length = norm(vector)
    return vector.map { $0 / length }
}

/// sum + factor · vector.
func plus(_ sum: [Double], _ factor: Double, _ vector: [Double]) -> [Double] {
    var result = sum
    for index in result.indices { result[index] += factor * vector[index] }
    return result
}

/// Random orthonormal vectors (Gram and Schmidt, twice for accuracy).
func orthonormalVectors(_ count: Int, dimension: Int, using generator: inout SeededGenerator) -> [[Double]] {
    precondition(
        count <= dimension,
        "no more than \(dimension) orthonormal vectors of \(dimension) dimensions"
    )
    var vectors: [[Double]] = []
    for _ in 0..<count {
        var vector = generator.direction(dimension)
        for _ in 0..<2 {
            for other in vectors {
                let along = zip(vector, other).reduce(0) { $0 + $1.0 * $1.1 }
                vector = plus(vector, -along, other)
            }
            vector = unit(vector)
        }
        vectors.append(vector)
    }
    return vectors
}
