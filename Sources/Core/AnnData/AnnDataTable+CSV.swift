extension AnnDataTable {
    /// The table as CSV: the index and the columns of `obs`, then the features.
    ///
    /// Numbers are the shortest that read back as the same `Double`. In `obs` NaN becomes an empty cell; among
    /// the features it stays `nan`, so that whoever reads the table stumbles over it.
    ///
    /// - Parameters:
    ///   - name: what the column of `obs` of this name is called in the header.
    ///   - write: takes the text in pieces of a few hundred kilobytes, in order.
    package func writeCSV(
        naming name: (String) -> String,
        to write: (UnsafeRawBufferPointer) throws -> Void
    ) rethrows {
        let described = [index] + columns
        var text = CSVText()
        for column in described { text.add(text: name(column.name)) }
        for feature in features { text.add(text: feature) }
        text.endLine()
        for row in 0..<rowCount {
            for column in described {
                switch column.values {
                case .text(let texts): text.add(text: texts[row] ?? "")
                case .numbers(let numbers): text.add(numbers[row].isNaN ? nil : numbers[row])
                }
                if text.bytes.count >= pieceSize { try text.flush(to: write) }
            }
            for place in row * features.count..<(row + 1) * features.count {
                text.add(matrix[place])
                if text.bytes.count >= pieceSize { try text.flush(to: write) }
            }
            text.endLine()
        }
        try text.flush(to: write)
    }
}

private let pieceSize = 1 << 18

private struct CSVText {
    var bytes: [UInt8] = []
    private var startsLine = true

    init() { bytes.reserveCapacity(pieceSize + 1 << 12) }

    mutating func add(text: String) {
        separate()
        var text = text
        text.withUTF8 { cell in
            guard cell.contains(where: { $0 == comma || $0 == quote || $0 == newline || $0 == 13 }) else {
                bytes.append(contentsOf: cell)
                return
            }
            bytes.append(quote)
            for byte in cell {
                if byte == quote { bytes.append(quote) }
                bytes.append(byte)
            }
            bytes.append(quote)
        }
    }

    mutating func add(_ number: Double?) {
        separate()
        guard let number else { return }
        let whole = Int64(exactly: number)
        if let whole, whole.magnitude < 1 << 53, !(whole == 0 && number.sign == .minus) {
            append(ascii: whole.description)
        } else {
            append(ascii: number.description)
        }
    }

    mutating func endLine() {
        bytes.append(newline)
        startsLine = true
    }

    mutating func flush(to write: (UnsafeRawBufferPointer) throws -> Void) rethrows {
        try bytes.withUnsafeBytes(write)
        bytes.removeAll(keepingCapacity: true)
    }

    private mutating func separate() {
        if !startsLine { bytes.append(comma) }
        startsLine = false
    }

    private mutating func append(ascii text: String) { bytes.append(contentsOf: text.utf8) }
}

private let comma = UInt8(ascii: ",")
private let quote = UInt8(ascii: "\"")
private let newline = UInt8(ascii: "\n")
