package import FoundationEssentials
import Glibc
import Layouts
package import Screen
import Tables

/// A campaign's folders as the lab sees them: the only thing it shares with the daemon.
package struct LabFolders: Sendable {
    package let root: URL

    package init(root: URL) { self.root = root }

    package var drop: URL { root.appending(path: "drop") }
    package var batches: URL { root.appending(path: "batches") }

    /// The batches that are complete, first round first.
    ///
    /// The manifest is the last file of a batch that the daemon writes.
    package func completeBatches() -> [BatchID] {
        names(in: batches).filter { name in
            FileManager.default.fileExists(atPath: batches.appending(path: "\(name)/manifest.json").onDisk)
        }
        // Rounds have at least three digits: by length first, r1000 comes after r999.
        .sorted { ($0.utf8.count, $0) < ($1.utf8.count, $1) }
        .map { BatchID(text: $0) }
    }

    /// Reads `layout.csv` of a batch.
    package func batch(_ id: BatchID) throws -> LabBatch {
        let file = batches.appending(path: "\(id)/layout.csv")
        return try LabBatch(id: id, plates: readLayout(FinishedWells.table(at: file), file: file.onDisk))
    }

    func names() -> FolderNames {
        // `drop` first: what moves on meanwhile is then seen twice rather than not at all.
        let drop = names(in: drop)
        return FolderNames(
            drop: Set(drop),
            accepted: Set(names(in: root.appending(path: "accepted"))),
            rejected: Set(names(in: root.appending(path: "rejected")))
        )
    }

    /// Writes beside, then renames, so that nobody sees half a file.
    func put(_ bytes: [UInt8], named name: String) throws {
        let partial = drop.appending(path: ".\(name).part")
        let final = drop.appending(path: name)
        try Data(bytes).write(to: partial)
        guard rename(partial.onDisk, final.onDisk) == 0 else {
            throw LabFault("\(final.onDisk) cannot be written: \(String(cString: strerror(errno)))")
        }
    }

    /// Writes in place, in a few pieces with a pause between them.
    func putSlowly(_ bytes: [UInt8], named name: String, pause: Duration) async throws {
        let path = drop.appending(path: name).onDisk
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o664)
        guard descriptor >= 0 else {
            throw LabFault("\(path) cannot be written: \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        let pieces = 4
        for piece in 0..<pieces {
            let share = bytes[(piece * bytes.count / pieces)..<((piece + 1) * bytes.count / pieces)]
            let written = share.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            guard written == share.count else {
                throw LabFault("\(path) cannot be written: \(String(cString: strerror(errno)))")
            }
            if piece < pieces - 1 { try await Task.sleep(for: pause) }
        }
    }

    /// Empty where the folder is not there yet: the daemon makes its folders when it starts.
    private func names(in folder: URL) -> [String] {
        // because a folder that is not there yet holds nothing
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.onDisk)) ?? []
        return names.filter { !$0.hasPrefix(".") }.sorted()
    }
}

/// The plates of a layout table with the columns `plate,well,role,gene_a,guide_a,gene_b,guide_b`.
func readLayout(_ table: Table, file: String) throws(LabFault) -> [PlateLayout] {
    let names = ["plate", "well", "role", "gene_a", "guide_a", "gene_b", "guide_b"]
    let columns = names.compactMap { table.column(named: $0) }
    guard columns.count == names.count else {
        throw LabFault("\(file): expected the columns \(names.joined(separator: ", ")).")
    }
    var plates: [Barcode: [WellPosition: WellContent]] = [:]
    for row in 0..<table.rowCount {
        let fields = columns.map { table.text(row: row, column: $0) }
        guard let position = WellPosition(fields[1]), let role = WellRole(rawValue: fields[2]) else {
            throw LabFault(
                "\(file), line \(table.lineNumber(ofRow: row)): '\(fields[1])' is not a well, or "
                    + "'\(fields[2])' not a role."
            )
        }
        func guide(_ gene: String, _ name: String) -> Guide? {
            name.isEmpty ? nil : Guide(name, of: gene.isEmpty ? nil : Gene(gene))
        }
        plates[Barcode(fields[0]), default: [:]][position] = WellContent(
            role: role,
            a: guide(fields[3], fields[4]),
            b: guide(fields[5], fields[6])
        )
    }
    return plates.sorted { $0.key < $1.key }.map { barcode, wells in
        // The table does not say; the smallest plate that has all these wells.
        let format = PlateFormat.allCases.first { format in wells.keys.allSatisfy(format.contains) }
        return PlateLayout(barcode: barcode, format: format ?? .wells1536, wells: wells)
    }
}

extension LabFolders {
    /// The plate pictures of the last batch, as links from a page that lies in the campaign's folder.
    package func lastPictures() -> [ScorePage.Link] {
        guard let batch = completeBatches().last else { return [] }
        return names(in: batches.appending(path: batch.text)).filter { $0.hasSuffix(".svg") }.map { name in
            ScorePage.Link(name: String(name.dropLast(4)), address: "batches/\(batch)/\(name)")
        }
    }
}

extension URL {
    /// The path as the file system has it: `path()` alone writes a space as `%20`.
    var onDisk: String { path(percentEncoded: false) }
}
