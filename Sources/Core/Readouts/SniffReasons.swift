import Screen
import Tables

extension Readout.Dialect {
    /// Why a file is taken for one of this dialect.
    var reason: String {
        switch self {
        case .rxrx3: "RxRx3: it has 'well_id' or 'address'."
        case .efaar: "EFAAR: it has 'perturbation' or 'batch_id', and columns named 'feature'."
        case .jump: "JUMP / pycytominer: plate and well stand in columns that begin with 'Metadata_'."
        case .reader: "Plate reader: lines of its own stand before the table."
        case .grid: "Plate reader: each measure is a picture of the plate."
        case .plain: "Plain: plate and well stand in columns of their own."
        }
    }
}

extension SniffedColumns {
    /// Sentences on each part of the profile, in its order.
    ///
    /// Parses every number of the features; only for when somebody reads it.
    func reasons(
        _ table: Table,
        block: HeaderBlock?,
        fileName: String,
        context: ReadoutContext
    ) -> [String] {
        [profile.dialect.reason]
            + plateReasons(profile.plate, wellID: wellID, table, block, fileName, context)
            + wellReasons(profile.well, table)
            + otherReasons(profile)
            + featureReasons(profile, features, table)
    }
}

private func plateReasons(
    _ source: ReadingProfile.PlateSource,
    wellID: Int?,
    _ table: Table,
    _ block: HeaderBlock?,
    _ fileName: String,
    _ context: ReadoutContext
) -> [String] {
    switch source {
    case .columns(let columns):
        let found = columns.map { column in "\(quoted(column)) (\(variety(of: column, table)))" }
        let byID = wellID.map { "what stands before the last '_' of \(quoted(table.header[$0]))" }
        let all = [byID].compactMap { $0 } + found
        return [
            "Plate: \(all.joined(separator: ", ")). "
                + (all.count > 1 ? "The first that is the barcode of a known plate counts." : "")
        ].map(withoutOuterBlanks)
    case .headerBlock(let key):
        let fact = block?.facts.first { $0.key == key }
        let place = fact.map { "line \($0.line) says \(quoted(key)): \(quoted($0.value))" } ?? quoted(key)
        return ["Plate: no column names it; \(place)."]
    case .fileName:
        return [fileNameReason(fileName, context)]
    }
}

func fileNameReason(_ fileName: String, _ context: ReadoutContext) -> String {
    if let found = barcode(inFileName: fileName, known: context.knownBarcodes) {
        return
            "Plate: nothing in the file names it; the file's name contains the barcode \(quoted(found.text))."
    }
    return "Plate: nothing in the file names it; the file's name up to its first dot does: "
        + "\(quoted(stem(ofFile: fileName)))."
}

private func wellReasons(_ source: ReadingProfile.WellSource, _ table: Table) -> [String] {
    let counted: (String) -> String = { name in
        let good = table.column(named: name).map { positions(in: $0, of: table) } ?? 0
        return "\(quoted(name)), \(good) of \(table.rowCount) cells are positions"
    }
    switch source {
    case .columns(let columns):
        return ["Well: \(columns.map(counted).joined(separator: "; and "))."]
    case .id(let id, let columns):
        let rest = columns.isEmpty ? "" : "; and \(columns.map(counted).joined(separator: "; and "))"
        return ["Well: what stands behind the last '_' of \(quoted(id))\(rest)."]
    case .rowAndColumn(let row, let column, let first):
        let why = first == 0 ? "one of them is 0" : "none of them is 0"
        return [
            "Well: the numbers in \(quoted(row)) and \(quoted(column)), counting from \(first), because \(why)."
        ]
    case .grid:
        return ["Well: the place in the grid."]
    }
}

private func otherReasons(_ profile: ReadingProfile) -> [String] {
    var reasons: [String] = []
    if let experiment = profile.experiment {
        reasons.append("Experiment: \(quoted(experiment)), which with the plate may be its barcode.")
    }
    if let count = profile.cellCount { reasons.append("Cell count: \(quoted(count)).") }
    if let checkpoint = profile.checkpoint { reasons.append("Checkpoint: \(quoted(checkpoint)).") }
    if !profile.claims.isEmpty {
        let claims = profile.claims.map { "\(quoted($0.column)) (\($0.kind.rawValue))" }
        reasons.append("Compared with the layout: \(claims.joined(separator: ", ")).")
    }
    return reasons
}

private func featureReasons(_ profile: ReadingProfile, _ features: FeatureColumns, _ table: Table) -> [String]
{
    guard !profile.features.isEmpty else { return ["Features: none."] }
    var reasons = ["Features: \(profile.features.count), \(featureList(profile.features))."]
    let gaps = features.columns.compactMap { column -> (name: String, missing: Int)? in
        let missing = (0..<table.rowCount).count { table.number(row: $0, column: column) == nil }
        return missing == 0 ? nil : (table.header[column], missing)
    }
    if let worst = gaps.max(by: { $0.missing < $1.missing }) {
        reasons.append(
            "\(gaps.count) of them \(gaps.count == 1 ? "has" : "have") no number in some rows, "
                + "\(quoted(worst.name)) in \(worst.missing) of \(table.rowCount): results with such rows are set aside."
        )
    }
    let byReason = Dictionary(grouping: features.leftOut, by: \.why)
    for why in byReason.keys.sorted() {
        let columns = byReason[why, default: []].map { table.header[$0.column] }
        reasons.append("Left out: \(listed(columns)): \(why).")
    }
    return reasons
}

/// `'Cells_A', 'Cells_B' and 'emb_0' to 'emb_127'`.
private func featureList(_ features: [String]) -> String {
    let entries = FeatureNames.runs(of: features).map { entry in
        switch entry {
        case .one(let name): quoted(name)
        case .run(let stem, let first, let last):
            "\(quoted("\(stem)\(first)")) to \(quoted("\(stem)\(last)"))"
        }
    }
    let shown = entries.prefix(4).joined(separator: ", ")
    return entries.count > 4 ? "\(shown) and so on to \(entries.last ?? "")" : shown
}

private func variety(of column: String, _ table: Table) -> String {
    guard let number = table.column(named: column) else { return "" }
    var seen: [String] = []
    for row in 0..<table.rowCount where seen.count < 100 {
        let text = table.word(row: row, column: number)
        if !isMissing(text), !seen.contains(text) { seen.append(text) }
    }
    switch seen.count {
    case 0: return "blank"
    case 1: return quoted(seen[0])
    case 100: return "100 plates or more"
    default: return "\(seen.count) plates, \(listed(seen, atMost: 2))"
    }
}

func quoted(_ text: String) -> String { "'\(Rejection.shortened(text))'" }
