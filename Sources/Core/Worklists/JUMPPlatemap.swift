package import Screen

/// Why a worklist cannot be written.
package struct WorklistFault: Error, Hashable, Sendable, CustomStringConvertible {
    package let plate: Barcode
    package let well: WellPosition
    /// The name that does not fit the format, control characters replaced.
    package let name: String
    package let reason: String

    package var description: String {
        "plate \(plate), well \(well): '\(name)' \(reason) "
            + "Rename the guide in the campaign's guide library; letters, digits, '_', '-' and '.' always work."
    }
}

/// What one plate holds, as the JUMP consortium writes it: tab-separated `well_position`, `broad_sample`.
///
/// No quotes, LF line ends, wells row by row as `A01`. A well of two guides is named by both, joined with
/// `+`; cells without a guide have an empty `broad_sample`; empty wells have no line.
package func jumpPlatemap(_ layout: PlateLayout) throws(WorklistFault) -> String {
    var text = "well_position\tbroad_sample\n"
    for (position, content) in layout.sortedWells {
        text += "\(position.label)\t\(try broadSample(content, at: position, of: layout.barcode))\n"
    }
    return text
}

/// Which platemap belongs to which plate, as JUMP's `barcode_platemap.csv`.
///
/// `Plate_Map_Name` is the name of the platemap's file without its `.txt`; see ``platemapName(_:)``.
package func barcodePlatemap(_ layouts: [PlateLayout]) -> String {
    var text = "Assay_Plate_Barcode,Plate_Map_Name\n"
    for barcode in layouts.map(\.barcode).sorted() { text += "\(barcode),\(platemapName(barcode))\n" }
    return text
}

/// `<barcode>.platemap`: every plate has a map of its own.
package func platemapName(_ barcode: Barcode) -> String { "\(barcode).platemap" }

/// `BCL2L1_g1+MCL1_g1`; empty for cells without a guide.
func broadSample(
    _ content: WellContent,
    at well: WellPosition,
    of plate: Barcode
) throws(WorklistFault) -> String {
    let names = [content.a, content.b].compactMap { $0?.name }
    for name in names {
        try checkCell(name, well, plate)
        guard !name.contains("+") else {
            throw WorklistFault(
                plate: plate,
                well: well,
                name: Rejection.shortened(name),
                reason: "holds a '+', which joins the two guides of a well."
            )
        }
    }
    return names.joined(separator: "+")
}

func checkCell(_ text: String, _ well: WellPosition, _ plate: Barcode) throws(WorklistFault) {
    let control = text.unicodeScalars.contains { $0.properties.generalCategory == .control }
    guard control || text.isEmpty else { return }
    throw WorklistFault(
        plate: plate,
        well: well,
        name: Rejection.shortened(text),
        reason: text.isEmpty ? "is empty." : "holds a tab, a line break or another control character."
    )
}
