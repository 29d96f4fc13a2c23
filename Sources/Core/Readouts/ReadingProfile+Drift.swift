import Screen
import Tables

/// How a file differs from the profile that it should be read by.
struct ProfileDrift: Hashable {
    /// Columns of the profile that the file does not have.
    var missing: [String] = []
    /// Columns of the file that would say something and that the profile does not have.
    var added: [String] = []
    /// Missing columns that are most likely there under another name.
    var renamed: [Rename] = []
    /// The first feature that stands elsewhere than in the profile, where all features are there.
    var firstOutOfOrder: String?
    /// What the file's own columns make of it, where that is another dialect.
    var dialect: Readout.Dialect?

    struct Rename: Hashable {
        let old: String
        let new: String
    }

    var isEmpty: Bool { self == ProfileDrift() }

    /// One clause for each difference.
    var clauses: [String] {
        var clauses: [String] = []
        if let dialect { clauses.append("its columns are those of another dialect, '\(dialect.rawValue)'") }
        if !renamed.isEmpty {
            let names = renamed.map { "\(quoted($0.new)) for \(quoted($0.old))" }
            let rest = names.count > 6 ? " and \(names.count - 6) more" : ""
            clauses.append("renamed: \(names.prefix(6).joined(separator: ", "))\(rest)")
        }
        if !missing.isEmpty { clauses.append("missing: \(listed(missing))") }
        if !added.isEmpty { clauses.append("new: \(listed(added))") }
        if let firstOutOfOrder {
            clauses.append("features in another order, from \(quoted(firstOutOfOrder)) on")
        }
        return clauses
    }

    func rejection(_ profile: ReadingProfile, line: Int?) -> Rejection {
        Rejection(
            rule: "profile-drift",
            reason:
                "The file is not as the campaign's reading profile says; \(clauses.joined(separator: "; ")).",
            row: line,
            expected: "the columns of the reading profile (\(profile.dialect.rawValue), "
                + "\(profile.features.count) features)",
            remedy: "Export it as before. If the export has changed for good, look at "
                + "'pairwell profile FILE --campaign NAME' and write that profile in place of the old one."
        )
    }
}

extension ReadingProfile {
    /// Compares a table with the profile; empty where the table can be read by it.
    ///
    /// Columns that the profile does not have and that say nothing to us (remarks, `Metadata_…` of other things)
    /// are no difference, nor is another separator, or another order of columns that are no features.
    func drift(of table: Table, block: HeaderBlock?) -> ProfileDrift {
        drift(
            of: table.header,
            telling: { $0.isEmpty ? [] : telling($0, of: table, block) },
            dialect: { ReadingProfile.dialect(of: table, block) }
        )
    }

    /// In words, how a file differs from the profile; `nil` where it can be read by it.
    package func difference(of dropped: DroppedTable) -> String? {
        let drift =
            switch dropped {
            case .rows(let table, let block): drift(of: table, block: block)
            case .grids(let grids): drift(of: grids)
            }
        return drift.isEmpty ? nil : drift.rejection(self, line: nil).reason
    }

    func drift(of grids: PlateGrids) -> ProfileDrift {
        drift(of: grids.grids.map(\.title), telling: { $0 }, dialect: { .grid })
    }

    /// The same of a header; `telling` gives, of columns that the profile does not have, those that would say
    /// something.
    func drift(
        of header: [String],
        telling: ([Int]) -> [Int],
        dialect found: () -> Readout.Dialect?
    ) -> ProfileDrift {
        var drift = ProfileDrift()
        let names = Set(header)
        let wanted = metadata + features
        var missing = wanted.filter { !names.contains($0) }
        let known = Set(wanted + leftOut)
        let strangers = header.indices.filter { !known.contains(header[$0]) }
        var added = telling(strangers).map { header[$0] }
        for old in missing {
            guard let new = added.first(where: { plainName($0) == plainName(old) }) else { continue }
            drift.renamed.append(.init(old: old, new: new))
            added.removeAll { $0 == new }
        }
        missing.removeAll { old in drift.renamed.contains { $0.old == old } }
        drift.missing = firstOfEach(missing)
        drift.added = added
        if !drift.missing.isEmpty, let found = found(), found != dialect { drift.dialect = found }
        if missing.isEmpty, drift.renamed.isEmpty {
            let isFeature = Set(features)
            let found = header.filter(isFeature.contains)
            drift.firstOutOfOrder = zip(found, features).first { $0 != $1 }?.0
        }
        return drift
    }

    /// Of some columns, those that sniffing would take for something that the profile does not have already.
    private func telling(_ columns: [Int], of table: Table, _ block: HeaderBlock?) -> [Int] {
        let taken = Set(metadata.compactMap { table.column(named: $0) })
        var telling = Set(
            FeatureColumns(table, dialect: dialect, taken: taken).columns.map { table.header[$0] }
        )
        let claims = KnownColumns.withOrWithoutMetadata(KnownColumns.claims.flatMap(\.names))
        telling.formUnion(ColumnNames(table).all(of: claims).map { table.header[$0] })
        // because a table that only its profile can make sense of has no other plates and wells
        if let sniffed = try? SniffedColumns(table, block: block, fileName: "", context: .nothing).profile {
            telling.formUnion(sniffed.metadata)
            if cellCount != nil, let other = sniffed.cellCount { telling.remove(other) }
            if checkpoint != nil, let other = sniffed.checkpoint { telling.remove(other) }
        }
        return columns.filter { telling.contains(table.header[$0]) }
    }

    private static func dialect(of table: Table, _ block: HeaderBlock?) -> Readout.Dialect? {
        // because a table that cannot be sniffed has no dialect to speak of
        try? SniffedColumns(table, block: block, fileName: "", context: .nothing).profile.dialect
    }
}

extension ReadoutContext {
    /// For telling columns apart by themselves.
    fileprivate static let nothing = ReadoutContext(genes: [])
}

/// Without repetitions, in the same order.
private func firstOfEach(_ names: [String]) -> [String] {
    var seen: Set<String> = []
    return names.filter { seen.insert($0).inserted }
}
