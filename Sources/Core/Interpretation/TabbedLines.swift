/// The lines of a text with their cells between tabs, empty lines left out.
///
/// Lines count from 1; they end in LF, CRLF or CR. Spaces around a cell are left off, empty cells at the end
/// of a line too.
func tabbedLines(_ text: String) -> [(number: Int, cells: [String])] {
    var result: [(number: Int, cells: [String])] = []
    var number = 1
    var cells: [String] = []
    var cell: [UInt8] = []
    var isAfterReturn = false

    func closeCell() {
        let blank: (UInt8) -> Bool = { $0 == 0x20 }
        let trimmed = cell.drop(while: blank).reversed().drop(while: blank).reversed()
        cells.append(String(decoding: Array(trimmed), as: UTF8.self))
        cell.removeAll(keepingCapacity: true)
    }
    func closeLine() {
        closeCell()
        while let last = cells.last, last.isEmpty { cells.removeLast() }
        if !cells.isEmpty { result.append((number, cells)) }
        cells.removeAll(keepingCapacity: true)
        number += 1
    }

    var bytes = Array(text.utf8)[...]
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
    for byte in bytes {
        let followsReturn = isAfterReturn
        isAfterReturn = byte == 0x0D
        switch byte {
        case 0x0A where followsReturn: continue
        case 0x0A, 0x0D: closeLine()
        case 0x09: closeCell()
        default: cell.append(byte)
        }
    }
    if !cell.isEmpty || !cells.isEmpty { closeLine() }
    return result
}

/// `RPP25 (54913)` without the number in brackets.
func bareSymbol(_ label: String) -> String {
    guard label.hasSuffix(")"), let open = label.lastIndex(of: "("), open > label.startIndex else {
        return label
    }
    let number = label[label.index(after: open)...].dropLast()
    guard !number.isEmpty, number.allSatisfy({ $0.isASCII && $0.isNumber }) else { return label }
    var symbol = label[..<open]
    while symbol.last == " " { symbol.removeLast() }
    return String(symbol)
}
