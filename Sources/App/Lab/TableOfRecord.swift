import FoundationEssentials
import Rewards
import Screen
import Tables

/// A finished screen's own result: `singles.csv.gz` and `doubles.csv.gz` beside its wells.
struct TableOfRecord {
    private var singles: [Gene: [Double]] = [:]
    private var doubles: [Pair: [Double]] = [:]

    /// `nil` where the files are not there.
    init?(beside wellsFile: URL) throws {
        let folder = wellsFile.deletingLastPathComponent()
        let files = ["singles.csv.gz", "doubles.csv.gz"].map { folder.appending(path: $0) }
        guard files.allSatisfy({ FileManager.default.fileExists(atPath: $0.onDisk) }) else { return nil }
        for (names, values) in try TableOfRecord.rows(of: files[0], names: ["gene"]) {
            singles[Gene(names[0])] = values
        }
        for (names, values) in try TableOfRecord.rows(of: files[1], names: ["gene_a", "gene_b"]) {
            // A gene with itself is in the table too, and is no pair.
            guard let pair = Pair(Gene(names[0]), Gene(names[1])) else { continue }
            doubles[pair] = values
        }
    }

    /// R(i,j) = ‖h_ij − h_i − h_j‖² of record.
    func truth(of genes: [Gene]) throws(LabFault) -> ScreenTruth {
        let index = PairIndex(genes: genes)
        var rewards: [Double] = []
        for pair in index.pairs {
            guard let double = doubles[pair], let one = singles[pair.first], let other = singles[pair.second],
                double.count == one.count, double.count == other.count
            else { throw LabFault("The table of record has no row for \(pair) or one of its genes.") }
            rewards.append(plus(plus(double, -1, one), -1, other).reduce(0) { $0 + $1 * $1 })
        }
        let severities = genes.map { ($0, norm(singles[$0] ?? [])) }
        return ScreenTruth(
            index: index,
            rewards: rewards,
            severities: Dictionary(uniqueKeysWithValues: severities)
        )
    }

    private static func rows(of file: URL, names: [String]) throws -> [(names: [String], values: [Double])] {
        let table = try FinishedWells.table(at: file)
        let nameColumns = names.compactMap { table.column(named: $0) }
        let valueColumns = table.header.indices.filter { table.header[$0].hasPrefix("log2_") }
        guard nameColumns.count == names.count, !valueColumns.isEmpty else {
            throw LabFault(
                "\(file.lastPathComponent): expected columns \(names.joined(separator: ", ")) and log2_…."
            )
        }
        return try (0..<table.rowCount).map { row in
            let values = try valueColumns.map { column in
                guard let value = Double(table.text(row: row, column: column)) else {
                    throw LabFault(
                        "\(file.lastPathComponent), line \(table.lineNumber(ofRow: row)): "
                            + "'\(table.text(row: row, column: column))' is not a number."
                    )
                }
                return value
            }
            return (nameColumns.map { table.text(row: row, column: $0) }, values)
        }
    }
}
