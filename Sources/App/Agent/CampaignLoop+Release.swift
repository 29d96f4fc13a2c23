package import Cycle
import DropFolder
import FoundationEssentials
import Logging
import PlateTruth
import Screen
import Settings
import Store

/// `NAME.accept`: how the plates of `rejected/NAME` are to be read, as `pairwell accept` writes it.
package struct ReleaseMarker: Codable, Sendable, Hashable {
    /// In `rejected/`.
    package var file: String
    package var sha256: String
    package var plates: [PlateRelease]
    /// ISO 8601; so that the same release may be asked for again.
    package var at: String

    package init(file: String, sha256: String, plates: [PlateRelease], at: String) {
        self.file = file
        self.sha256 = sha256
        self.plates = plates
        self.at = at
    }

    /// The ending of a marker's name.
    package static let ending = ".accept"
}

extension CampaignLoop {
    /// Records how a file's plates are to be read, then puts the file back into the drop folder.
    ///
    /// Can be done again after being stopped anywhere.
    ///
    /// - Throws: `Rejection` where the marker is not one, or there is nothing to release.
    func takeRelease(_ file: SettledFile) async throws {
        let marker: ReleaseMarker
        do {
            marker = try decodeJSON(ReleaseMarker.self, from: file.bytes)
        } catch {
            throw Rejection(
                rule: "bad-release",
                reason: "The file is not a marker that 'pairwell accept' writes.",
                expected: "a marker written by 'pairwell accept'",
                remedy: "Run 'pairwell accept FILE --as …' instead."
            )
        }
        if try await store.hasTaken(marker.sha256, in: settings.id) {
            throw Rejection(
                rule: "already-taken",
                reason: "The file was taken before, and its wells count as they were read then.",
                value: marker.file,
                expected: "a file that was set aside",
                remedy: "Nothing can be released; leave the marker where it is."
            )
        }
        guard !marker.plates.isEmpty else {
            throw Rejection(
                rule: "bad-release",
                reason: "The marker names no plate.",
                expected: "a marker written by 'pairwell accept'",
                remedy: "Run 'pairwell accept FILE --as …' instead."
            )
        }
        try await check(marker)
        let entry = try rejectedEntry(marker)
        let releases = try await store.releases(of: marker.sha256, in: settings.id)
        if let entry {
            try await store.release(marker.plates, of: marker.sha256, at: clock.now(), in: settings.id)
            try dropped.putBack(entry, maximumBytes: watch.maximumFileBytes)
        } else if !marker.plates.allSatisfy(releases.contains) {
            throw Rejection(
                rule: "nothing-to-release",
                reason: "There is no such file in rejected/, or it is another one by now.",
                value: marker.file,
                expected: "the file that was set aside, unchanged",
                remedy: "Drop the file once more; what is said of it is judged by its bytes."
            )
        }
        let fact = FileFact(
            sha256: file.sha256,
            name: file.entry.name.display,
            kind: .release,
            at: clock.now()
        )
        try await store.takeRelease(fact, in: settings.id)
        let layouts = marker.plates.map { "\($0.plate)=\($0.layout)" }.joined(separator: " ")
        logger.notice("file released", metadata: ["file": "\(marker.file)", "layouts": "\(layouts)"])
    }

    /// Whether plates and layouts are such as can be.
    private func check(_ marker: ReleaseMarker) async throws {
        if let release = try await impossibleRelease(among: marker.plates, of: settings.id, store) {
            throw Rejection(
                rule: "bad-release",
                reason: "A plate of this file cannot be read so.",
                value: "\(release.plate)=\(release.layout)",
                expected:
                    "a plate of the campaign and designed, rotated, mirrored-left-right, mirrored-top-bottom, "
                    + "shifted-down, shifted-up, shifted-right, shifted-left or plate:BARCODE",
                remedy: "Name another layout, or a plate of the same format that the campaign knows."
            )
        }
    }

    /// The file in `rejected/` that the marker speaks of; `nil` where that is not there, or has other bytes.
    private func rejectedEntry(_ marker: ReleaseMarker) throws -> DroppedEntry? {
        let listing = try DropListing(of: folders.rejected, maximumFileBytes: watch.maximumFileBytes)
        // by the listing's own names, so that no path leads out of the folder
        guard
            let entry = listing.entries.first(where: { $0.name == FileName(marker.file) && $0.refusal == nil }
            ),
            let file = try openWhole(
                entry,
                among: listing,
                in: folders.rejected,
                maximumBytes: watch.maximumFileBytes
            ),
            file.identity == marker.sha256
        else { return nil }
        return entry
    }
}

/// The first plate that cannot be read as said: it is not the campaign's, or the other plate is not, or of another
/// format.
func impossibleRelease(
    among releases: [PlateRelease],
    of campaign: CampaignID,
    _ store: Store
) async throws -> PlateRelease? {
    var named = Set(releases.map(\.plate))
    for release in releases {
        if case .plate(let other) = TrueLayout(release.layout) { named.insert(other) }
    }
    let layouts = try await store.layouts(of: named.sorted(), in: campaign)
    return releases.first { release in
        guard let format = layouts[release.plate]?.format, let layout = TrueLayout(release.layout) else {
            return true
        }
        guard case .plate(let other) = layout else { return false }
        return other == release.plate || layouts[other]?.format != format
    }
}

extension FileName {
    var isRelease: Bool {
        display.hasSuffix(ReleaseMarker.ending) && bytes.count > ReleaseMarker.ending.utf8.count
    }
}
