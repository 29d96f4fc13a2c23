import FoundationEssentials
import RealModule
import Screen
import Tables

/// Why the lab cannot do what it was asked to, in words for the person who asked.
package struct LabFault: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}

/// The measured wells of a finished pairwise screen, as its file gives them.
///
/// The file has a line a well with the columns `Platebarcode`, `Well`, `template_reagent`,
/// `template_gene`, `query_reagent`, `query_gene` and one column a feature, in raw, multiplicative units.
/// Every well holds two reagents; the query's is the same in many wells of a plate.
struct FinishedWells: Sendable {
    struct Well: Sendable {
        let plate: String
        let position: String
        let template: String
        let templateGene: String
        let query: String
        let queryGene: String
    }

    let features: [String]
    private(set) var wells: [Well] = []
    /// log2 of each feature, a row a well.
    private(set) var values: [[Double]] = []

    private static let keys = [
        "Platebarcode", "Well", "template_reagent", "template_gene", "query_reagent", "query_gene",
    ]
    private static let labels = keys + ["Plate", "Replicate"]

    init(_ table: Table, file: String) throws(LabFault) {
        features = table.header.filter { !FinishedWells.labels.contains($0) }
        var columns: [Int] = []
        for name in FinishedWells.keys + features {
            guard let column = table.column(named: name) else {
                throw LabFault("\(file): there is no column '\(name)'. Is this the well file of the screen?")
            }
            columns.append(column)
        }
        guard !features.isEmpty else { throw LabFault("\(file): there is no column with a feature.") }
        for row in 0..<table.rowCount {
            let texts = columns.map { table.text(row: row, column: $0) }
            wells.append(
                Well(
                    plate: texts[0],
                    position: texts[1],
                    template: texts[2],
                    templateGene: texts[3],
                    query: texts[4],
                    queryGene: texts[5]
                )
            )
            var logs: [Double] = []
            for (text, name) in zip(texts.dropFirst(FinishedWells.keys.count), features) {
                guard let value = Double(text), value.isFinite, value > 0 else {
                    throw LabFault(
                        "\(file), line \(table.lineNumber(ofRow: row)): column '\(name)' holds '\(text)', which "
                            + "has no logarithm. Leave wells that failed out of the file."
                    )
                }
                logs.append(.log2(value))
            }
            values.append(logs)
        }
        guard !wells.isEmpty else { throw LabFault("\(file): there is no well in the file.") }
    }

    /// Reads a table from disk, plain or gzip.
    static func table(at file: URL) throws -> Table {
        do {
            return try TableReader.read([UInt8](Data(contentsOf: file)), limits: .standard)
        } catch let rejection as Rejection {
            throw LabFault("\(file.onDisk): \(rejection)")
        } catch {
            throw LabFault("\(file.onDisk) cannot be read: \(error)")
        }
    }
}
