import Glibc
import Tables

/// Reads a file of results and takes the mean of the control wells off every feature.
///
/// - Parameters:
///   - path: of a file with the columns `gene` and `feature_…`.
///   - control: what `gene` holds in control wells.
/// - Throws: the rejection of a file that is no table.
/// - Returns: the features of all wells, row by row; `nil` where the file has no such columns.
func centredFeatures(ofFile path: String, control: String) throws -> [Double]? {
    guard let table = try table(ofFile: path) else { return nil }
    let features = table.header.indices.filter { table.header[$0].hasPrefix("feature_") }
    guard let gene = table.column(named: "gene"), !features.isEmpty else { return nil }
    let controls = (0..<table.rowCount).filter { table.text(row: $0, column: gene) == control }
    return centred(try table.numbers(columns: features), width: features.count, on: controls)
}

/// The file's bytes are gone when it returns.
private func table(ofFile path: String) throws -> Table? {
    try fileBytes(path).map { try TableReader.read($0) }
}

private func centred(_ values: consuming [Double], width: Int, on controls: [Int]) -> [Double] {
    let rows = values.count / width
    var mean = [Double](repeating: 0, count: width)
    values.withUnsafeMutableBufferPointer { values in
        for row in controls {
            for place in 0..<width { mean[place] += values[row * width + place] }
        }
        for place in 0..<width { mean[place] /= Double(controls.count) }
        mean.withUnsafeBufferPointer { mean in
            for row in 0..<rows {
                for place in 0..<width { values[row &* width &+ place] -= mean[place] }
            }
        }
    }
    return values
}

/// A whole file, into memory of just its size.
private func fileBytes(_ path: String) -> [UInt8]? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    let size = lseek(file, 0, SEEK_END)
    guard size >= 0, lseek(file, 0, SEEK_SET) == 0 else { return nil }
    return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
        while count < size {
            let taken = read(file, buffer.baseAddress.map { $0 + count }, size - count)
            guard taken > 0 else { return }
            count += taken
        }
    }
}
