/// R split along and across the sum of the singles, and the mix of singles nearest to the double.
///
/// Noise is not looked at here: these are identities of three vectors.
package struct RewardParts: Sendable, Hashable {
    /// ‖s‖² with s = h_i + h_j.
    package let additive: Double
    package let scale: Double?
    package let scalePart: Double
    package let directionPart: Double
    /// Of `directionPart`, what lies outside the plane of the two singles.
    package let newPart: Double
    package let mix: Mix?
    /// ‖h_ij − h_i‖² and ‖h_ij − h_j‖².
    package let distanceToFirst: Double
    package let distanceToSecond: Double
    /// s/‖s‖, or zero.
    let along: [Double]

    package struct Mix: Sendable, Hashable {
        package let first: Double
        package let second: Double
    }

    /// Singles whose directions are closer than this (1 − cos²) have no mix of their own: the two numbers
    /// would be noise.
    static let leastAngle = 1e-3

    package init(_ double: [Double], _ first: [Double], _ second: [Double]) {
        let sum = zip(first, second).map(+)
        let rest = residual(double, first, second)
        additive = dot(sum, sum)
        let length = additive.squareRoot()
        let along = length > 0 ? sum.map { $0 / length } : sum
        let projection = dot(rest, along)
        let across = zip(rest, along).map { $0 - projection * $1 }
        scale = length > 0 ? dot(double, along) / length : nil
        scalePart = projection * projection
        directionPart = dot(across, across)
        self.along = along
        distanceToFirst = RewardParts.squaredDistance(double, first)
        distanceToSecond = RewardParts.squaredDistance(double, second)

        // The other direction of the plane: the difference of the singles, made orthogonal to their sum.
        let difference = zip(first, second).map(-)
        let shared = dot(difference, along)
        let balance = zip(difference, along).map { $0 - shared * $1 }
        let breadth = dot(balance, balance)
        if breadth > 1e-12 * (dot(difference, difference) + additive) {
            let inPlane = dot(across, balance)
            newPart = max(0, directionPart - inPlane * inPlane / breadth)
        } else {
            newPart = directionPart
        }

        let (one, other, both) = (dot(first, first), dot(second, second), dot(first, second))
        let determinant = one * other - both * both
        guard determinant > RewardParts.leastAngle * one * other else {
            mix = nil
            return
        }
        let (left, right) = (dot(double, first), dot(double, second))
        mix = Mix(
            first: (left * other - right * both) / determinant,
            second: (right * one - left * both) / determinant
        )
    }

    private static func squaredDistance(_ one: [Double], _ other: [Double]) -> Double {
        var sum = 0.0
        for (left, right) in zip(one, other) { sum += (left - right) * (left - right) }
        return sum
    }
}
