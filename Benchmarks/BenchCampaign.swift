import FoundationEssentials
import Glibc
import Lab
import Screen

/// A campaign on disk, from the lab's side: batches come in, result files go out.
struct BenchCampaign: Sendable {
    let bench: BenchScreen
    /// Holds `pairwell.yaml`, `state` and `campaign`.
    let folder: URL

    private var folders: LabFolders { LabFolders(root: folder.appending(path: "campaign")) }

    func isPublished(_ round: Int) -> Bool {
        guard let id = batch(round) else { return false }
        return access(
            folders.batches.appending(path: "\(id)/manifest.json").path(percentEncoded: false),
            F_OK
        ) == 0
    }

    func plates(ofRound round: Int) throws -> [PlateLayout] {
        guard let id = batch(round) else { return [] }
        return try folders.batch(id).plates
    }

    /// Puts a result file beside `drop`, ready to be renamed into it.
    func prepare(round: Int) throws -> PreparedDrop {
        let bytes = bench.results(of: try plates(ofRound: round))
        let name = "round-\(round).csv"
        let hidden = folders.drop.appending(path: ".\(name)").path(percentEncoded: false)
        try Data(bytes).write(to: URL(filePath: hidden))
        return PreparedDrop(
            bytes: bytes,
            hidden: hidden,
            visible: folders.drop.appending(path: name).path(percentEncoded: false)
        )
    }

    private func batch(_ round: Int) -> BatchID? {
        CampaignID("bench").map { BatchID(campaign: $0, round: round) }
    }
}

/// A result file that is not yet seen by the daemon.
struct PreparedDrop {
    let bytes: [UInt8]
    fileprivate let hidden: String
    fileprivate let visible: String

    func drop() throws {
        guard rename(hidden, visible) == 0 else {
            throw BenchFault("\(visible) cannot be written: \(String(cString: strerror(errno)))")
        }
    }
}

struct BenchFault: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
