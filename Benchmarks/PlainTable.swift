/// A result file read and centred as one would first write it down: the text split at its line ends and
/// commas, `Double(text)` for each cell, the mean of the control rows taken off each row, and the mean of
/// each pair's rows.
///
/// The baseline of parsing and centring. It checks nothing.
///
/// - Parameters:
///   - file: RxRx3-like CSV: `well_id` first, the genes fourth, features from the seventh column on.
///   - controls: `well_id` of the wells that are the plate's zero.
/// - Returns: one centred mean for each pair, by the file's name for it, such as `A+B`.
func plainPairMeans(_ file: [UInt8], controls: Set<String>) -> [String: [Double]] {
    let lines = String(decoding: file, as: UTF8.self).split(separator: "\n").dropFirst()
    let rows = lines.map { line in
        let fields = line.split(separator: ",", omittingEmptySubsequences: false)
        return (
            well: String(fields[0]), genes: String(fields[3]), values: fields[6...].map { Double($0) ?? .nan }
        )
    }
    let zero = mean(rows.filter { controls.contains($0.well) }.map(\.values))
    let pairs = Dictionary(grouping: rows.filter { $0.genes.contains("+") }, by: \.genes)
    return pairs.mapValues { rows in
        mean(rows.map { row in zip(row.values, zero).map { $0 - $1 } })
    }
}

private func mean(_ rows: [[Double]]) -> [Double] {
    guard var sum = rows.first else { return [] }
    for row in rows.dropFirst() {
        for place in sum.indices { sum[place] += row[place] }
    }
    return sum.map { $0 / Double(rows.count) }
}
