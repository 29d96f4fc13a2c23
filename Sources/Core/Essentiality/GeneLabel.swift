package import Screen

/// The gene a column or row of an expression or effect file stands for.
///
/// `SOX10 (6663)` of DepMap and `SOX10..6663.`, which R makes of it, are SOX10; everything else is taken as
/// it stands, without blanks around it.
package func gene(labelled label: String) -> Gene {
    let text = trimmed(label)
    let bytes = Array(text.utf8)
    if bytes.last == UInt8(ascii: ")"), let open = bytes.lastIndex(of: UInt8(ascii: "(")), open > 1,
        bytes[open - 1] == UInt8(ascii: " ")
    {
        return Gene(trimmed(String(decoding: bytes[..<(open - 1)], as: UTF8.self)))
    }
    if bytes.last == UInt8(ascii: ".") {
        let number = bytes.dropLast().suffix(while: { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 })
        let rest = bytes.dropLast(number.count + 1)
        if !number.isEmpty, rest.count > 2, rest.suffix(2).allSatisfy({ $0 == UInt8(ascii: ".") }) {
            return Gene(String(decoding: rest.dropLast(2), as: UTF8.self))
        }
    }
    return Gene(text)
}

/// Whether a label is an Ensembl identifier, such as `ENSG00000100146.17`, not a symbol.
func isEnsemblIdentifier(_ label: String) -> Bool {
    let text = trimmed(label)
    return text.hasPrefix("ENS")
        && text.utf8.dropFirst(3).count { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 } >= 11
}

/// Whether a cell says that nothing was measured.
func isMissing(_ cell: String) -> Bool {
    switch trimmed(cell).lowercased() {
    case "", "na", "n/a", "#n/a", "nan", "null", "none": true
    default: false
    }
}

/// The text without blanks at either end.
func trimmed(_ text: String) -> String {
    let rest = text.drop { $0 == " " || $0 == "\t" }
    guard let last = rest.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
    return String(rest[...last])
}

extension BidirectionalCollection {
    /// The longest end of the collection whose elements all pass.
    fileprivate func suffix(while isPart: (Element) -> Bool) -> SubSequence {
        var start = endIndex
        while start > startIndex, isPart(self[index(before: start)]) { start = index(before: start) }
        return self[start...]
    }
}
