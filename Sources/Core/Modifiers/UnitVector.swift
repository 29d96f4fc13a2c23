/// Centres values and scales them to unit length, in place.
///
/// - Returns: false where they have no spread: all equal, or too small to square.
func makeUnit(_ values: UnsafeMutableBufferPointer<Double>) -> Bool {
    guard let first = values.first, values.contains(where: { $0 != first }) else { return false }
    var sum = 0.0
    for value in values { sum += value }
    let mean = sum / Double(values.count)
    var squares = 0.0
    for place in values.indices {
        values[place] -= mean
        squares += values[place] * values[place]
    }
    let length = squares.squareRoot()
    guard length > 0, length.isFinite else { return false }
    for place in values.indices { values[place] /= length }
    return true
}
