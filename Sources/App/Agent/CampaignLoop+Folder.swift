import Cycle
import DropFolder
import FoundationEssentials
import Layouts
import PlateFiles
import Screen
import Selection
import Settings
import Store

extension CampaignLoop {
    /// Enters the campaign, and makes its folders where it is new.
    ///
    /// - throws: `DropFolderFault` where the folders of a new campaign cannot be made.
    package func prepare() async throws {
        try await store.enterCampaign(
            settings.id,
            settings: settings.canonical,
            settingsDigest: planner.settingsDigest,
            genes: settings.genes,
            policy: settings.policy.name,
            centring: settings.guides.centring,
            emitsSingles: settings.singles == .emit,
            maximumRounds: settings.maximumRounds,
            retries: settings.repeats.retries,
            admissible: settings.limits.admissible
        )
        try await judgeAnew()
        guard try await store.folderToken(of: settings.id) == nil else { return }
        try folders.create()
        let token = String(UInt64.random(in: .min ... .max), radix: 16)
        try writeAtomically([UInt8]("\(token)\n".utf8), to: marker)
        try await store.setFolderToken(token, of: settings.id)
    }

    /// Makes sure that the campaign's folder is there and is the one it always was, then puts right what
    /// a daemon that was stopped, or a person, may have left undone in it.
    ///
    /// The folder of a share that is not mounted is an empty one: nothing may be read from it or put into it.
    func checkFolder() async throws {
        let token = try await store.folderToken(of: settings.id)
        // because a marker that cannot be read is as good as none
        let found = try? String(decoding: Data(contentsOf: URL(filePath: marker)), as: UTF8.self)
        guard let token, found == "\(token)\n" else {
            hasMended = false
            throw FolderFault(folder: settings.folder, marker: marker, token: token ?? "")
        }
        guard !hasMended else { return }
        try folders.create()
        let rounds = try await store.rounds(of: settings.id)
        if let open = rounds.last, open.state == CampaignStanding.BatchState.published.rawValue {
            try await writeFiles(ofRound: open.round)
        }
        // a daemon may have ended between closing a round and writing its table
        if rounds.contains(where: { $0.state == CampaignStanding.BatchState.closed.rawValue }) {
            areTablesStale = true
        } else if settings.singles == .supplied, !rounds.isEmpty {
            try await mendControlFiles()
        }
        try await writeWellTable()
        hasMended = true
    }

    private var marker: String { "\(settings.folder)/.pairwell" }
}

/// A campaign's folder is missing, or is another one than before.
struct FolderFault: Error, CustomStringConvertible {
    let folder: String
    let marker: String
    let token: String

    var description: String {
        "the folder \(folder) is not the one this campaign began in: \(marker) is missing or says something else. "
            + "Mount the share, or put the folder back. If it was replaced on purpose, write \(token) into \(marker)."
    }
}
