import Cycle
import DropFolder
import FoundationEssentials
import Notices
import PlateFiles
import Screen
import Store

/// What is done with a dropped file whatever it holds: open it, set it aside, or move it to `accepted/`.
struct Dropped {
    let campaign: CampaignID
    /// The folder it lies in.
    let folder: String
    let folders: CampaignFolders
    let store: Store
    let desk: NoticeDesk
    let clock: DaemonClock

    enum Opened: Equatable {
        case file(SettledFile)
        /// It has to settle again.
        case changing
        /// It went away, or was set aside unread.
        case nothing
    }

    /// Reads a settled entry whole.
    func open(_ entry: DroppedEntry, maximumBytes: Int) async throws -> Opened {
        if let refusal = entry.refusal {
            try await setAside(entry, sha256: nil, kind: .unknown, refusal.rejection)
            return .nothing
        }
        switch try openSettled(entry, in: folder, maximumBytes: maximumBytes) {
        case .read(let file):
            return .file(file)
        case .changing:
            return .changing
        case .gone:
            return .nothing
        case .refused(let refusal):
            try await setAside(entry, sha256: nil, kind: .unknown, refusal.rejection)
            return .nothing
        }
    }

    /// Moves a file whose facts are committed out of the way.
    func accept(_ file: SettledFile) throws {
        _ = try moveAway(
            file.entry,
            from: folder,
            to: folders.accepted,
            as: file.entry.name.safe,
            sha256: file.sha256
        )
    }

    /// Records why a file is set aside, writes the reason into `rejected/`, then moves the file beside it.
    ///
    /// An entry that was not read has no digest; its name and size then stand for it. `identity` is what the file is
    /// known by, where that is not its digest.
    ///
    /// - Returns: its name in `rejected/`.
    @discardableResult
    func setAside(
        _ entry: DroppedEntry,
        sha256: String?,
        identity: String? = nil,
        kind: FileFact.Kind,
        _ rejection: Rejection
    ) async throws -> FileName {
        let identity =
            identity ?? sha256 ?? hexadecimalSHA256(of: entry.name.bytes + Array(" \(entry.state.size)".utf8))
        let now = clock.now()
        let fact = FileFact(sha256: identity, name: entry.name.display, kind: kind, at: now)
        let notice = Notice.fileRejected(
            file: entry.name.display,
            digest: identity,
            campaign: campaign,
            rejection: rejection
        )
        try await store.setAside(fact, rejection, in: campaign, notices: [desk.posting(notice, at: now)])
        Measures.fileSetAside(campaign)
        let name = try storageName(for: entry.name.safe, sha256: sha256, in: folders.rejected)
        let note = RejectionNote(file: entry.name.display, sha256: sha256, rejection)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let bytes = try [UInt8](encoder.encode(note)) + [UInt8(ascii: "\n")]
        try writeAtomically(bytes, to: "\(folders.rejected)/\(name.display)\(FileName.rejectionSuffix)")
        _ = try moveAway(entry, from: folder, to: folders.rejected, as: name, sha256: sha256)
        return name
    }
}

extension Dropped {
    /// Puts results that were set aside for want of a platemap back into the drop folder, with what lay
    /// beside them.
    func reconsider(resultsOf plates: [Barcode], maximumBytes: Int) throws {
        let known = Set(plates.map(\.text))
        let listing = try DropListing(of: folders.rejected, maximumFileBytes: maximumBytes)
        for entry in listing.entries where entry.refusal == nil {
            let note = "\(folders.rejected)/\(entry.name.display)\(FileName.rejectionSuffix)"
            // because a file without a note that can be read was not set aside for want of a platemap
            guard let bytes = try? Data(contentsOf: URL(filePath: note)),
                let reason = try? decodeJSON(RejectionNote.self, from: [UInt8](bytes)),
                reason.rule == "unknown-plate", let plate = reason.value, known.contains(plate)
            else { continue }
            try putBack(entry, from: listing)
        }
    }

    /// Puts a file that was set aside back into the drop folder, with what lay beside it.
    func putBack(_ entry: DroppedEntry, maximumBytes: Int) throws {
        try putBack(entry, from: DropListing(of: folders.rejected, maximumFileBytes: maximumBytes))
    }

    private func putBack(_ entry: DroppedEntry, from listing: DropListing) throws {
        let arrays = ArrayPairs(listing.entries.map(\.name))
        let note = "\(folders.rejected)/\(entry.name.display)\(FileName.rejectionSuffix)"
        let name = try storageName(for: entry.name, sha256: nil, in: folders.drop)
        // the sidecar first: without it the file would be read as if it had none
        if let sidecar = listing.entries.first(where: { $0.name == entry.name.sidecar }),
            let beside = name.sidecar
        {
            _ = try moveAway(sidecar, from: folders.rejected, to: folders.drop, as: beside, sha256: nil)
        }
        if let wells = listing.entries.first(where: { $0.name == arrays.wells(of: entry.name) }) {
            let beside = wells.name.wells(beside: name)
            _ = try moveAway(wells, from: folders.rejected, to: folders.drop, as: beside, sha256: nil)
        }
        _ = try moveAway(entry, from: folders.rejected, to: folders.drop, as: name, sha256: nil)
        // because a note that stays behind harms nobody
        try? FileManager.default.removeItem(atPath: note)
    }
}

/// `NAME.rejected.json`: what a person, or a program, reads beside a file that was set aside.
private struct RejectionNote: Codable {
    let file: String
    let sha256: String?
    let rule: String
    let message: String
    let row: Int?
    let column: String?
    let value: String?
    let expected: String
    let remedy: String

    init(file: String, sha256: String?, _ rejection: Rejection) {
        self.file = file
        self.sha256 = sha256
        rule = rejection.rule
        message = "\(file): \(rejection)"
        row = rejection.row
        column = rejection.column
        value = rejection.value
        expected = rejection.expected
        remedy = rejection.remedy
    }
}
