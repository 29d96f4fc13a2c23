package import Screen

/// What each well of some plates holds, as a table: plates by barcode, wells row by row.
///
/// A control guide has no gene; empty wells have no line. Read back by a drop of plates made elsewhere.
package func layoutCSV(_ layouts: [PlateLayout]) -> String {
    var text = "plate,well,role,gene_a,guide_a,gene_b,guide_b\n"
    for layout in layouts.sorted(by: { $0.barcode < $1.barcode }) {
        for (position, content) in layout.sortedWells {
            let fields = [
                layout.barcode.text, position.label, content.role.rawValue,
                content.a?.gene?.symbol ?? "", content.a?.name ?? "",
                content.b?.gene?.symbol ?? "", content.b?.name ?? "",
            ]
            text += fields.map(csvField).joined(separator: ",") + "\n"
        }
    }
    return text
}
