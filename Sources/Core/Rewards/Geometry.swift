/// S(w) = Σ_d w_d · sign(h_ij,d): how severe an embedding is along the signs of the double knockout.
///
/// Paper, section 5. A zero of the double counts for nothing.
package func severity(_ embedding: [Double], signedBy double: [Double]) -> Double {
    precondition(embedding.count == double.count, "embeddings of one campaign have one length")
    var sum = 0.0
    for (value, direction) in zip(embedding, double) where direction != 0 {
        sum += direction < 0 ? -value : value
    }
    return sum
}

/// h_ij − h_i − h_j, the part of a double knockout that its singles do not explain.
package func residual(_ double: [Double], _ first: [Double], _ second: [Double]) -> [Double] {
    precondition(double.count == first.count && double.count == second.count)
    // The singles are added before they are taken away, so that swapping them changes no bit.
    return double.indices.map { double[$0] - (first[$0] + second[$0]) }
}

func squaredResidual(_ double: [Double], _ first: [Double], _ second: [Double]) -> Double {
    let rest = residual(double, first, second)
    return dot(rest, rest)
}

/// The norm of an embedding: "severity" of a knockout where no direction is named.
package func norm(_ embedding: [Double]) -> Double { dot(embedding, embedding).squareRoot() }

func squaredCosine(_ one: [Double], _ other: [Double]) -> Double {
    let (first, second) = (norm(one), norm(other))
    guard first > 0, second > 0 else { return 0 }
    let cosine = dot(one, other) / (first * second)
    return min(1, cosine * cosine)
}

/// Summed from the first value to the last, so that the result is the same on every machine.
func dot(_ one: [Double], _ other: [Double]) -> Double {
    var sum = 0.0
    for (left, right) in zip(one, other) { sum += left * right }
    return sum
}
