package import Cycle
import DropFolder
import FoundationEssentials
import PlateFiles
import PlateTruth
import Screen
package import Settings
package import Store

/// Why a file cannot be released, in words for the person who asked.
package struct AcceptFault: Error, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}

/// Asks the daemon to read a file that was set aside for its plates' layouts, as `pairwell accept` does.
///
/// Writes a marker into the drop folder and nothing else, so that it works whether the daemon runs or not.
///
/// - Parameters:
///   - name: The file's name in `rejected/`; a path counts by its last part.
///   - words: `LAYOUT` for the plate in question, or `BARCODE=LAYOUT`; at least one.
///   - at: ISO 8601.
///   - settings: Of the campaign whose file it is.
///   - store: The daemon's database, which is only read.
/// - Returns: how its plates will be read.
/// - Throws: `AcceptFault`, or what the folders and the store throw.
package func acceptFile(
    _ name: String,
    as words: [String],
    at: String,
    settings: CampaignSettings,
    store: Store
) async throws -> [PlateRelease] {
    let folders = CampaignFolders(root: settings.folder)
    let last = name.split(separator: "/").last.map(String.init) ?? name
    let listing = try DropListing(of: folders.rejected, maximumFileBytes: .max)
    guard let file = FileName(last), let entry = listing.entries.first(where: { $0.name == file }),
        let settled = try openWhole(entry, among: listing, in: folders.rejected, maximumBytes: .max)
    else { throw try await missing(last, settings, store) }
    guard let report = try await store.filesSetAside(settled.identity, in: settings.id).first else {
        throw AcceptFault(
            "\(last) is not the file that was set aside: it was changed since. Drop it; it is judged by its bytes."
        )
    }
    let rule = report.rejection?.rule ?? ""
    guard ["other-layout", "empty-well", "content-conflict"].contains(rule) else {
        throw AcceptFault(
            "\(last) was set aside for another reason, '\(rule)', which no layout mends: "
                + "\(report.rejection?.remedy ?? "see the note beside it.")"
        )
    }
    let releases = try releases(words, of: last, report)
    try await check(releases, settings, store)
    let marker = ReleaseMarker(file: last, sha256: settled.identity, plates: releases, at: at)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    // a long name leaves no room for an ending
    let stem = last.utf8.count > 200 ? "release-\(settled.identity.prefix(16))" : last
    try writeAtomically(
        [UInt8](encoder.encode(marker)) + [UInt8(ascii: "\n")],
        to: "\(folders.drop)/\(stem)\(ReleaseMarker.ending)"
    )
    return releases
}

private func missing(_ name: String, _ settings: CampaignSettings, _ store: Store) async throws -> AcceptFault
{
    let known = try await store.filesSetAside(name, in: settings.id)
    guard let report = known.first else {
        return AcceptFault(
            "there is no file '\(name)' in \(settings.folder)/rejected. 'pairwell status' names those set aside last."
        )
    }
    if try await store.hasTaken(report.sha256, in: settings.id) {
        let plates = try await store.releases(of: report.sha256, in: settings.id)
        let how = plates.map { "\($0.plate) as \($0.layout)" }.joined(separator: ", ")
        return AcceptFault(
            "\(name) has been taken\(how.isEmpty ? "" : ": \(how)"). There is nothing left to accept."
        )
    }
    return AcceptFault(
        "\(name) is no longer in \(settings.folder)/rejected: it was accepted before, or somebody moved it. Drop it again."
    )
}

private func releases(_ words: [String], of file: String, _ report: FileReport) throws -> [PlateRelease] {
    let plates = report.plates ?? []
    var result: [Barcode: String] = [:]
    for word in words {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(
            String.init
        )
        guard let layout = parts.last.flatMap({ TrueLayout($0) }) else {
            let names = TrueLayout.ofOnePlate.map(\.description).joined(separator: ", ")
            throw AcceptFault("'\(word)' is no layout. Name one of \(names), or plate:BARCODE.")
        }
        var named = parts.count == 2 ? [Barcode(parts[0])] : plates.map(\.plate)
        if parts.count == 1, layout != .designed, named.count > 1 {
            named = plates.filter { $0.outcome == "other" }.map(\.plate)
        }
        guard !named.isEmpty, layout == .designed || named.count == 1 else {
            throw AcceptFault(
                "say which plate of \(file) is meant: --as BARCODE=\(layout)."
                    + (plates.isEmpty ? "" : " It holds \(plates.map(\.plate.text).joined(separator: ", ")).")
            )
        }
        for plate in named {
            guard result.updateValue(layout.description, forKey: plate) == nil else {
                throw AcceptFault("plate \(plate) is named twice.")
            }
        }
    }
    return result.sorted { $0.key < $1.key }.map { PlateRelease(plate: $0.key, layout: $0.value) }
}

private func check(_ releases: [PlateRelease], _ settings: CampaignSettings, _ store: Store) async throws {
    let known = Set(try await store.barcodes(of: settings.id))
    for release in releases {
        var named = [release.plate]
        if case .plate(let other) = TrueLayout(release.layout) { named.append(other) }
        if let stranger = named.first(where: { !known.contains($0) }) {
            throw AcceptFault("the campaign '\(settings.id)' has no plate '\(stranger)'.")
        }
    }
    if let release = try await impossibleRelease(among: releases, of: settings.id, store) {
        throw AcceptFault(
            "\(release.plate) cannot be read as \(release.layout): name another plate of the same format."
        )
    }
}
