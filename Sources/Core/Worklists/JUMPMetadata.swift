package import Screen

/// What each `broad_sample` of some platemaps is, in the shape of JUMP's metadata tables, with a second
/// gene and guide.
///
/// Tab-separated, no quotes, one line a sample in the order of their names. `pert_type` is `trt` or
/// `control`. `control_type` is `negcon` for the role that plates are centred on, because readers of this
/// table normalise on it, `poscon` for positives and the role's own name for any other control. Cells
/// without a guide have no name in the platemap and so no line here.
package func jumpMetadata(
    _ layouts: [PlateLayout],
    centring: WellRole = .nonTargeting
) throws(WorklistFault) -> String {
    var lines: [String: String] = [:]
    for layout in layouts.sorted(by: { $0.barcode < $1.barcode }) {
        for (position, content) in layout.sortedWells {
            let sample = try broadSample(content, at: position, of: layout.barcode)
            guard !sample.isEmpty else { continue }
            let genes = [content.a?.gene?.symbol, content.b?.gene?.symbol]
            for case let symbol? in genes { try checkCell(symbol, position, layout.barcode) }
            let fields =
                [sample] + genes.map { $0 ?? "" } + [content.a?.name ?? "", content.b?.name ?? ""] + [
                    content.role.isControl ? "control" : "trt", controlType(content.role, centring),
                ]
            // A positive control can hold the same as a single; then it is the control that readers need.
            if lines[sample] == nil || content.role.isControl {
                lines[sample] = fields.joined(separator: "\t")
            }
        }
    }
    let order = lines.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    return (["broad_sample\tgene\tgene2\tguide\tguide2\tpert_type\tcontrol_type"] + order.map(\.value))
        .map { $0 + "\n" }.joined()
}

private func controlType(_ role: WellRole, _ centring: WellRole) -> String {
    switch role {
    case centring: "negcon"
    case .positive: "poscon"
    case .untreated, .nonTargeting, .cutting: role.rawValue
    case .single, .anchor, .double, .empty: ""
    }
}
