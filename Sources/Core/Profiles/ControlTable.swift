import Screen

/// `controls.csv`: a line for each plate, as they come in the picture.
///
/// Fields that do not apply are empty.
package func controlTable(_ drift: ControlDrift) -> String {
    var text = "plate,batch,controls,distance,expected,limit,spread,positives,anchors,flagged\n"
    let limit = drift.limit.map { decimal($0, 3) } ?? ""
    for plate in drift.plates {
        func number(_ value: Double?) -> String { value.map { decimal($0, 3) } ?? "" }
        let fields = [
            plate.barcode.text, plate.batch.map { "\($0)" } ?? "", "\(plate.controls)",
            number(plate.distance),
            number(plate.expected), limit, number(plate.spread), number(plate.positives),
            number(plate.anchors),
            plate.isFlagged ? "yes" : "no",
        ]
        text += fields.map(csvField).joined(separator: ",") + "\n"
    }
    return text
}
