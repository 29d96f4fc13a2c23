import DropFolder
import FoundationEssentials
import Logging
package import Readouts
import Screen
import Settings

/// A campaign's reading profile as it lies in its folder.
struct WrittenProfile: Hashable {
    let profile: ReadingProfile
    /// Lower-case hexadecimal SHA-256 of the file.
    let sha256: String
}

/// What a campaign's folder says of how results are to be read.
enum ProfileInForce {
    /// Nothing: each file is read by what its columns say.
    case none
    case written(WrittenProfile)
    /// The file has changed and may still be written; results wait.
    case settling
    /// The file cannot be used; results wait until somebody has mended it.
    case broken(ReadingProfileFault)
}

extension CampaignLoop {
    /// Looks whether the campaign has a reading profile, and reads it where it changed.
    ///
    /// Like a dropped file it has to lie still for the quiet period, so that what results are read by does not
    /// depend on how fast it was written.
    func lookForProfile() throws {
        let listing = try DropListing(of: folders.root, maximumFileBytes: ReadingProfileFile.maximumBytes)
        let entries = listing.entries.filter { $0.name.display == ReadingProfileFile.name }
        let settled = profileTracker.observe(DropListing(entries), at: clock.elapsed())
        guard let entry = entries.first else {
            if case .written = profileInForce { logger.notice("reading profile taken away") }
            profileInForce = .none
            profileState = nil
            return
        }
        guard settled.contains(entry) else {
            profileInForce = .settling
            profileState = nil
            return
        }
        guard entry.state != profileState else { return }
        profileState = entry.state
        try read(entry)
    }

    private func read(_ entry: DroppedEntry) throws {
        let path = "\(folders.root)/\(ReadingProfileFile.name)"
        switch try openSettled(entry, in: folders.root, maximumBytes: ReadingProfileFile.maximumBytes) {
        case .changing, .gone:
            profileState = nil
            profileTracker.startAnew(entry.name)
            profileInForce = .settling
        case .refused(let refusal):
            profileInForce = .broken(ReadingProfileFault(path: path, reason: refusal.rejection.reason))
        case .read(let file):
            do {
                let profile = try ReadingProfileFile.profile(in: file.bytes)
                profileInForce = .written(WrittenProfile(profile: profile, sha256: file.sha256))
                logger.notice(
                    "reading profile in force",
                    metadata: [
                        "sha256": "\(file.sha256)", "dialect": "\(profile.dialect.rawValue)",
                        "features": "\(profile.features.count)",
                    ]
                )
            } catch {
                profileInForce = .broken(ReadingProfileFault(path: path, reason: "\(error)"))
            }
        }
    }

    /// The profile that results are read by; `nil` where each is read by what it says itself.
    ///
    /// - throws: `ReadingProfileFault` where there is one that cannot be used.
    func writtenProfile() throws -> WrittenProfile? {
        switch profileInForce {
        case .none, .settling: return nil
        case .written(let written): return written
        case .broken(let fault): throw fault
        }
    }
}

/// The file of a reading profile: `reading-profile.json` in the campaign's folder.
package enum ReadingProfileFile {
    package static let name = "reading-profile.json"
    /// Some 100,000 names of features.
    package static let maximumBytes = 1 << 23

    /// - throws: `InvalidProfile` in words for the person who wrote the file.
    package static func profile(in bytes: [UInt8]) throws -> ReadingProfile {
        do {
            return try decodeJSON(ReadingProfile.self, from: bytes)
        } catch let fault as DecodingError {
            throw InvalidProfile(fault)
        }
    }

    /// The bytes of a profile, the same for the same profile.
    package static func bytes(of profile: ReadingProfile) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try [UInt8](encoder.encode(profile)) + [UInt8(ascii: "\n")]
    }
}

/// Why a file is no reading profile.
package struct InvalidProfile: Error, CustomStringConvertible {
    package let description: String

    init(_ fault: DecodingError) {
        func said(_ context: DecodingError.Context, _ text: String, _ last: String? = nil) -> String {
            let path = context.codingPath.map(\.stringValue) + [last].compactMap { $0 }
            return path.isEmpty ? text : "'\(Rejection.shortened(path.joined(separator: ".")))' \(text)"
        }
        description =
            switch fault {
            case .keyNotFound(let key, let context): said(context, "is missing", key.stringValue)
            case .valueNotFound(_, let context): said(context, "has no value")
            case .typeMismatch(_, let context): said(context, "is not of the right kind")
            case .dataCorrupted(let context)
            where context.underlyingError != nil || context.debugDescription.contains("not valid JSON"):
                "it is not JSON that can be read; it may have been cut short"
            case .dataCorrupted(let context): said(context, context.debugDescription)
            @unknown default: "it cannot be read"
            }
    }
}

/// A reading profile that cannot be used, and that a person has to mend.
struct ReadingProfileFault: CampaignFault {
    let path: String
    let reason: String

    var description: String {
        "the reading profile \(path) cannot be used: \(reason). Results wait in drop/ until it is mended, "
            + "written again with 'pairwell profile FILE --campaign NAME --write --force', or removed."
    }
}
