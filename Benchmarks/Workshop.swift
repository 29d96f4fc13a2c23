import FoundationEssentials

/// A folder for the time of a run.
struct Workshop: Sendable {
    private let root: URL

    /// A folder of its own below `parent`, or below the system's temporary folder.
    init(below parent: String?) throws {
        let parent = parent.map { URL(filePath: $0) } ?? FileManager.default.temporaryDirectory
        root = parent.appending(path: "pairwell-bench-\(ProcessInfo.processInfo.processIdentifier)")
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    }

    /// An empty folder.
    func folder(_ name: String) throws -> URL {
        let folder = root.appending(path: name)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    func remove() {
        // because what is left in a temporary folder does no harm, and the figures are out already
        try? FileManager.default.removeItem(at: root)
    }
}
