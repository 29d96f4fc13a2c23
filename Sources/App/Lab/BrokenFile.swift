import Screen
import Statistics

/// What goes wrong with files on their way from an instrument.
package enum BrokenKind: String, CaseIterable, Sendable {
    /// No bytes at all.
    case empty
    /// A gzip file whose second half never arrived.
    case truncated
    /// A value that is no number.
    case notANumber = "nan"
    /// Semicolons, and decimal commas in some cells only, as when two exports were pasted together.
    case semicolons
    /// A plate nobody announced.
    case unknownPlate = "unknown-plate"
    /// The well column is gone.
    case missingColumn = "no-well-column"
}

/// A file that looks like one of these readings and must not be taken.
func brokenFile(
    _ kind: BrokenKind,
    of readings: [WellReading],
    features: [String],
    number: Int
) -> (bytes: [UInt8], ending: String) {
    let style = ResultStyle(dialect: .rxrx3, tabs: false, gzip: kind == .truncated)
    let text = resultText(readings, features: features, style: style)
    switch kind {
    case .empty:
        return ([], style.ending)
    case .truncated:
        let bytes = packed(text, style)
        return (Array(bytes.prefix(bytes.count / 2)), style.ending)
    case .notANumber:
        var lines = text.split(separator: "\n").map(String.init)
        if let last = lines.popLast(), let comma = last.lastIndex(of: ",") {
            lines.append(last[...comma] + "NaN")
        }
        return (Array((lines.joined(separator: "\n") + "\n").utf8), style.ending)
    case .semicolons:
        var lines = text.split(separator: "\n").map { $0.replacing(",", with: ";") }
        if let last = lines.popLast() { lines.append(last.replacing(".", with: ",")) }
        return (Array((lines.joined(separator: "\n") + "\n").utf8), style.ending)
    case .unknownPlate:
        let strangers = readings.map { reading in
            WellReading(
                well: WellID(
                    plate: Barcode("X\(reading.well.plate)-\(number)"),
                    position: reading.well.position
                ),
                content: reading.content,
                embedding: reading.embedding,
                cells: reading.cells,
                synthetic: true
            )
        }
        return (resultFile(strangers, features: features, style: style), style.ending)
    case .missingColumn:
        let jump = ResultStyle(dialect: .jump, tabs: false, gzip: false)
        let lines = resultText(readings, features: features, style: jump).split(separator: "\n").map { line in
            var fields = line.split(separator: ",", omittingEmptySubsequences: false)
            fields.remove(at: 1)
            return fields.joined(separator: ",")
        }
        return (Array((lines.joined(separator: "\n") + "\n").utf8), jump.ending)
    }
}
