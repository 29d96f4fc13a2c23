import Screen

/// Collects the wells of a platemap, plate by plate.
struct PlatemapPlates {
    private struct Plate {
        var wells: [WellPosition: WellContent] = [:]
        var lines: [WellPosition: Int] = [:]
    }

    private var plates: [Barcode: Plate] = [:]
    private let format: PlateFormat?

    init(format: PlateFormat?) { self.format = format }

    mutating func add(
        _ content: WellContent,
        at position: WellPosition,
        of barcode: Barcode,
        cell: PlatemapCell
    ) throws(Rejection) {
        if let format, !format.contains(position) {
            throw cell.rejection(
                rule: "unknown-well",
                reason: "A plate of \(format.wellCount) wells has no such well.",
                expected: "a well between A01 and \(format.lastWell)",
                remedy: "Correct the well; if the plate is of another size, it is not one of this campaign."
            )
        }
        if let first = plates[barcode]?.lines[position] {
            throw cell.rejection(
                rule: "duplicate-well",
                reason: "Well \(position) of plate \(barcode) is already on line \(first).",
                expected: "one line a well",
                remedy: "Keep the line that tells what was dispensed and delete the other."
            )
        }
        plates[barcode, default: Plate()].wells[position] = content
        plates[barcode, default: Plate()].lines[position] = cell.line
    }

    /// The layouts, refused where a plate has no well of the role it is to be centred on.
    func platemap(centring: WellRole) throws(Rejection) -> Platemap {
        var layouts: [PlateLayout] = []
        for (barcode, plate) in plates.sorted(by: { $0.key < $1.key }) {
            let layout = PlateLayout(
                barcode: barcode,
                format: format ?? smallestFormat(holding: plate.wells.keys),
                wells: plate.wells
            )
            guard layout.wells.values.contains(where: { $0.role == centring }) else {
                throw Rejection(
                    rule: "no-control-wells",
                    reason:
                        "Plate \(barcode) has no \(centring.rawValue) control well, so its wells have no zero "
                        + "to be compared with.",
                    expected: "at least one well with the role '\(centring.rawValue)'",
                    remedy: "Add the plate's control wells to the platemap, under guides that the campaign's "
                        + "configuration lists for that role."
                )
            }
            layouts.append(layout)
        }
        return Platemap(layouts: layouts)
    }
}

private func smallestFormat(holding positions: some Sequence<WellPosition>) -> PlateFormat {
    let formats = PlateFormat.allCases.sorted { $0.wellCount < $1.wellCount }
    return formats.first { format in positions.allSatisfy(format.contains) } ?? .wells1536
}

extension PlateFormat {
    var lastWell: WellPosition { WellPosition(row: rows - 1, column: columns - 1) }
}

/// A barcode that can be printed, spoken of and used as a name.
func checkedBarcode(_ text: String, line: Int?, column: String?) throws(Rejection) -> Barcode {
    let isSafe = text.unicodeScalars.allSatisfy { $0 != "/" && $0.properties.generalCategory != .control }
    guard isSafe, (1...64).contains(text.unicodeScalars.count) else {
        throw Rejection(
            rule: "bad-barcode",
            reason: text.isEmpty ? "The plate has no barcode." : "This cannot be a plate's barcode.",
            row: line,
            column: column,
            value: text.isEmpty ? nil : text,
            expected: "1 to 64 characters without '/'",
            remedy: column == nil
                ? "Name the file after the plate's barcode, such as BR00117006.txt."
                : "Write the barcode that is printed on the plate."
        )
    }
    return Barcode(text)
}
