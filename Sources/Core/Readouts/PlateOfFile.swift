import Screen
import Tables

/// The one plate of a file whose rows do not name it.
///
/// - throws: `no-plate` where it is to be read from the header block and no line there names it, `bad-barcode`
///   where what is read cannot be one.
func namedPlate(
    _ source: ReadingProfile.PlateSource,
    facts: [HeaderBlock.Fact],
    fileName: String,
    known: Set<Barcode>
) throws(Rejection) -> Barcode {
    guard case .headerBlock(let key) = source else {
        if let found = barcode(inFileName: fileName, known: known) { return found }
        return try checkedBarcode(stem(ofFile: fileName), line: nil, column: nil)
    }
    guard let fact = facts.first(where: { plainName($0.key) == plainName(key) }) else {
        throw Rejection(
            rule: "no-plate",
            reason:
                "No line before the table begins with '\(Rejection.shortened(key))', which names the plate.",
            expected: "a line '\(Rejection.shortened(key))' with the plate's barcode behind it",
            remedy: "Export the file with the lines before the table, or add a column 'plate' to the table."
        )
    }
    return try checkedBarcode(fact.value, line: fact.line, column: nil)
}

/// The line before a table that names the plate: a known one, else the first by the order of usual names.
func plateFact(of facts: [HeaderBlock.Fact], known: Set<Barcode>) -> HeaderBlock.Fact? {
    let order = [
        "plate_barcode", "assay_plate_barcode", "barcode", "platebarcode", "plate_id", "plateid",
        "plate_name",
        "platename", "plate",
    ]
    // 'Plate 1' of a reader's protocol is a barcode only where a plate is called so.
    let candidates = facts.filter { order.contains(plainName($0.key)) || plainName($0.key) == "plate_number" }
    if let fact = candidates.first(where: { known.contains(Barcode($0.value)) }) { return fact }
    return order.lazy.compactMap { name in candidates.first { plainName($0.key) == name } }.first
}

/// The known barcode that a file's name contains as a word of its own; `nil` for none and for several.
///
/// `P1_2` in `run7_P1_2_profiles.csv.gz`, even where `P1` is known too.
func barcode(inFileName fileName: String, known: Set<Barcode>) -> Barcode? {
    let name = fileName.split(separator: "/").last.map(String.init) ?? ""
    let found = known.filter { !$0.text.isEmpty && contains(name, word: $0.text) }
    let longest = found.filter { barcode in
        !found.contains { $0 != barcode && contains($0.text, word: barcode.text) }
    }
    return longest.count == 1 ? longest.first : nil
}

/// `BR00117006` of `results/BR00117006.profiles.csv.gz`.
func stem(ofFile fileName: String) -> String {
    let name = fileName.split(separator: "/").last ?? ""
    return withoutOuterBlanks(name.prefix { $0 != "." })
}

private func contains(_ text: String, word: String) -> Bool {
    let text = Array(text.unicodeScalars)
    let word = Array(word.unicodeScalars)
    let isPartOfWord: (Unicode.Scalar) -> Bool = {
        $0.properties.isAlphabetic || $0.properties.numericType != nil
    }
    guard word.count <= text.count else { return false }
    return (0...(text.count - word.count)).contains { start in
        let end = start + word.count
        return text[start..<end].elementsEqual(word)
            && (start == 0 || !isPartOfWord(text[start - 1]))
            && (end == text.count || !isPartOfWord(text[end]))
    }
}
