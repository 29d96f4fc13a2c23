package import Screen

/// The identifiers that a column or row of an expression or effect file names its gene by.
///
/// Reads `SOX10`, `SOX10 (6663)` of DepMap, `SOX10..6663.`, which R makes of it, `6663` (Entrez),
/// `ENSG00000100146.17` (Ensembl with its version), `ENSG00000100146.17_SOX10` of RSEM and
/// `ENSG00000100146.17|SOX10`. Genes screened together, `MAGEA2&MAGEA2B (4101&266740)`, are one gene.
package struct GeneLabel: Hashable, Sendable {
    /// What stands for the gene: the symbol where there is one, otherwise the identifier without version.
    package let name: String
    /// The NCBI (Entrez) number, where the label has just one.
    package let entrez: Int?
    /// Without version, such as `ENSG00000100146`.
    package let ensembl: String?

    package init(_ label: String) {
        let text = trimmed(label)
        var text8 = text
        let read = text8.withUTF8 { Self.read($0) }
        switch read {
        case .plain: (name, entrez, ensembl) = (text, nil, nil)
        case .number(let number): (name, entrez, ensembl) = (text, number, nil)
        case .numbered(let end, let number):
            let symbol = String(decoding: Array(text.utf8)[..<end], as: UTF8.self)
            (name, entrez, ensembl) = (trimmed(symbol), number, nil)
        case .ensembl(let end, let symbolStart):
            let bytes = Array(text.utf8)
            let identifier = String(decoding: bytes[..<end], as: UTF8.self)
            let symbol = symbolStart.map { String(decoding: bytes[$0...], as: UTF8.self) }
            (name, entrez, ensembl) = (symbol ?? identifier, nil, identifier)
        }
    }

    private enum Reading {
        case plain
        case number(Int)
        /// The symbol's end, and the number behind it if it is one.
        case numbered(Int, Int?)
        /// The identifier's end, and where a symbol starts behind it.
        case ensembl(Int, symbol: Int?)
    }

    private static func read(_ bytes: UnsafeBufferPointer<UInt8>) -> Reading {
        guard let last = bytes.last else { return .plain }
        if last == UInt8(ascii: ")"), let open = bytes.lastIndex(of: UInt8(ascii: "(")), open > 1,
            bytes[open - 1] == UInt8(ascii: " ")
        {
            return .numbered(open - 1, number(bytes[(open + 1)..<(bytes.count - 1)]))
        }
        if last == UInt8(ascii: ".") {
            let digits = bytes.dropLast().suffix(while: isDigit)
            let rest = bytes.dropLast(digits.count + 1)
            if !digits.isEmpty, rest.count > 2, rest.suffix(2).allSatisfy({ $0 == UInt8(ascii: ".") }) {
                return .numbered(rest.count - 2, number(digits))
            }
        }
        if isDigit(last), isDigit(bytes[0]), let number = number(bytes[...]) { return .number(number) }
        return ensembl(bytes) ?? .plain
    }

    private static func number(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Int? {
        guard (1...12).contains(bytes.count), bytes.allSatisfy(isDigit) else { return nil }
        return bytes.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }

    /// `ENS`, letters of a species and a kind, eleven digits, and a version or a symbol behind them.
    private static func ensembl(_ bytes: UnsafeBufferPointer<UInt8>) -> Reading? {
        guard let end = ensemblEnd(bytes) else { return nil }
        var place = end
        if place < bytes.count, bytes[place] == UInt8(ascii: ".") {
            place += 1
            while place < bytes.count, isDigit(bytes[place]) { place += 1 }
        }
        guard place < bytes.count else { return .ensembl(end, symbol: nil) }
        guard bytes[place] == UInt8(ascii: "_") || bytes[place] == UInt8(ascii: "|") else { return nil }
        let rest = bytes[(place + 1)...]
        // the copy on the Y chromosome of a gene that X and Y share
        if rest.isEmpty || rest.elementsEqual("PAR_Y".utf8) { return .ensembl(end, symbol: nil) }
        return rest.contains(UInt8(ascii: "|")) ? nil : .ensembl(end, symbol: place + 1)
    }
}

/// Where an Ensembl identifier at the beginning of a text ends, before its version; `nil` where there is none.
func ensemblEnd(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    guard bytes.count >= 15, bytes.starts(with: "ENS".utf8) else { return nil }
    var index = 3
    while index < bytes.count, UInt8(ascii: "A")...UInt8(ascii: "Z") ~= bytes[index] { index += 1 }
    let digits = index
    while index < bytes.count, isDigit(bytes[index]) { index += 1 }
    return digits > 3 && index - digits == 11 ? index : nil
}

/// The gene a column or row of an expression or effect file stands for.
///
/// `SOX10 (6663)` of DepMap and `SOX10..6663.`, which R makes of it, are SOX10; an Ensembl identifier loses its
/// version; everything else is taken as it stands, without blanks around it.
package func gene(labelled label: String) -> Gene { Gene(GeneLabel(label).name) }
