import Readouts
import Screen

/// What `pairwell profile` says of a file.
struct ProfileReport: Encodable, CustomStringConvertible {
    struct LeftOut: Encodable {
        let column: String
        let why: String
    }

    struct Well: Encodable {
        let plate: String
        let well: String
        let says: [String]
        let values: [Double]
    }

    let file: String
    let profile: ReadingProfile
    let reasons: [String]
    let leftOut: [LeftOut]
    private(set) var plates: [String] = []
    private(set) var unknownPlates: [String] = []
    private(set) var wells = 0
    /// The first three, with their first three features.
    private(set) var firstWells: [Well] = []
    /// Why the file would be set aside as it is.
    private(set) var rejection: Rejection?
    /// How the file differs from the campaign's profile; `nil` where it does not, or there is none.
    private(set) var difference: String?
    /// How its features differ from those of the campaign's results; `nil` where they do not.
    private(set) var otherFeatures: String?
    /// Where the profile was written.
    var written: String?

    /// - throws: `Rejection` where no profile can be told from the file.
    init(_ dropped: DroppedTable, file: String, context: ReadoutContext) throws(Rejection) {
        self.file = file
        guard !isPlatemap(dropped, fileName: file, context: context) else { throw ProfileReport.platemap }
        var readout: Readout?
        do throws(Rejection) {
            if case .readout(let read) = try readDrop(dropped, fileName: file, context: context) {
                readout = read
            }
        } catch {
            rejection = error
        }
        let sniffed: SniffedProfile
        switch dropped {
        case .rows(let table, let block):
            sniffed = try sniffProfile(table, block: block, fileName: file, context: context)
        case .grids(let grids):
            sniffed = sniffProfile(grids, fileName: file, context: context)
        }
        profile = sniffed.profile
        reasons = sniffed.reasons
        leftOut = sniffed.leftOut.map { LeftOut(column: $0.column, why: $0.why) }
        otherFeatures = context.features.flatMap { ProfileReport.difference(profile.features, $0) }
        if let readout { describe(readout, known: context.knownBarcodes) }
    }

    /// Says how the file differs from a profile that the campaign has in writing.
    mutating func compare(_ dropped: DroppedTable, with inForce: ReadingProfile) {
        difference = inForce.difference(of: dropped)
    }

    /// Whether the daemon would set the file aside for what is told here.
    var isRefused: Bool { rejection != nil || difference != nil || otherFeatures != nil }

    var description: String {
        var lines = ["\(file): \(profile.dialect.rawValue), \(count(profile.features.count, "feature"))"]
        if rejection == nil { lines[0] += ", \(count(plates.count, "plate")), \(count(wells, "well"))" }
        lines += reasons.map { "  \($0)" }
        if !firstWells.isEmpty {
            lines.append("  The first wells, with what is said of them and their first features:")
        }
        for well in firstWells {
            let says = well.says.isEmpty ? "" : "  \(well.says.joined(separator: ", "))"
            let values = well.values.map { decimal($0, 4) }.joined(separator: "  ")
            lines.append("    \(well.plate) \(well.well)\(says)  \(values)")
        }
        if !unknownPlates.isEmpty {
            let plates = unknownPlates.prefix(6).joined(separator: ", ")
            lines.append(
                "  No layout is known yet of \(plates)\(unknownPlates.count > 6 ? " and others" : "")."
            )
        }
        lines += [rejection.map { "It would be set aside: \($0)" }, difference, otherFeatures].compactMap {
            $0
        }
        .map { "  \($0)" }
        if let written { lines.append("  Written to \(written).") }
        return lines.joined(separator: "\n")
    }

    private mutating func describe(_ readout: Readout, known: Set<Barcode>) {
        plates = readout.plates.map(\.text)
        if !known.isEmpty { unknownPlates = plates.filter { !known.contains(Barcode($0)) } }
        wells = readout.wells.count
        firstWells = readout.wells.prefix(3).map { row in
            Well(
                plate: row.well.plate.text,
                well: row.well.position.label,
                says: row.named.claims.map(\.text),
                values: Array(row.embedding.prefix(3))
            )
        }
    }

    private static func difference(_ found: [String], _ campaign: [String]) -> String? {
        let missing = campaign.filter { !Set(found).contains($0) }
        let surplus = found.filter { !Set(campaign).contains($0) }
        guard !missing.isEmpty || !surplus.isEmpty else { return nil }
        let examples = [("missing", missing), ("not among them", surplus)].compactMap { what, names in
            names.first.map { "\(what): '\($0)'\(names.count > 1 ? " and \(names.count - 1) more" : "")" }
        }
        return "The campaign's results have other features; \(examples.joined(separator: "; "))."
    }

    private static let platemap = Rejection(
        rule: "platemap",
        reason: "The file is a platemap: it says what wells hold, and has no features.",
        expected: "a file of results",
        remedy: "Platemaps need no profile; drop it as it is."
    )
}

private func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
