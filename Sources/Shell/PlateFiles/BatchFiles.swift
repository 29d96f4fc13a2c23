import Glibc
package import Screen

/// The folder `batches/` of a campaign, where the lab finds its plates.
///
/// Writing the same plan again changes nothing on disk, and writing it after an interruption completes
/// what is there; so the daemon writes first and remembers afterwards. Blocks; call it off the shared pool.
package struct BatchFiles: Sendable {
    /// How many files a write had to touch.
    package struct Outcome: Sendable, Hashable {
        package var written: Int
        package var alreadyThere: Int

        package init(written: Int, alreadyThere: Int) {
            self.written = written
            self.alreadyThere = alreadyThere
        }
    }

    private let campaignFolder: String

    /// - Parameter campaignFolder: the folder that holds `drop/`, `batches/` and the others.
    package init(campaignFolder: String) {
        self.campaignFolder = campaignFolder
    }

    package func folder(of batch: BatchID) -> String { "\(campaignFolder)/batches/\(batch)" }

    /// Writes what is missing or differs, each file atomically, the manifest last.
    ///
    /// A manifest that differs is removed before anything else, so that none ever vouches for files it was
    /// not made with. What an interrupted write left behind is removed; other files are left alone.
    ///
    /// - Throws: the first call that failed; trying again goes on from there.
    @discardableResult
    package func write(_ plan: [PlannedFile], of batch: BatchID) throws(FileFault) -> Outcome {
        precondition(plan.last?.path == manifestName, "the manifest is written last")
        let folder = folder(of: batch)
        precondition(
            isPlainName(batch.text) && plan.allSatisfy { isPlainName($0.path) },
            "a file leaves its folder"
        )
        try makeFolder(folder)
        try removeLeftOvers(in: folder)
        let pending = plan.filter { contents(of: "\(folder)/\($0.path)", atMost: $0.bytes.count) != $0.bytes }
        guard let last = plan.last, !pending.isEmpty else {
            return Outcome(written: 0, alreadyThere: plan.count)
        }
        try removeManifest("\(folder)/\(manifestName)")
        let files = pending.filter { $0.path != manifestName } + [last]
        for file in files { try writeAtomically(file.bytes, to: "\(folder)/\(file.path)") }
        return Outcome(written: files.count, alreadyThere: plan.count - files.count)
    }

    /// Whether every file of the batch has been written.
    package func isComplete(_ batch: BatchID) -> Bool {
        access("\(folder(of: batch))/\(manifestName)", F_OK) == 0
    }

    private func removeManifest(_ path: String) throws(FileFault) {
        if unlink(path) == 0 {
            try synchroniseFolder(TemporaryName.folder(of: path))
        } else if errno != ENOENT {
            throw FileFault(call: "unlink", path: path, code: errno)
        }
    }

    private func removeLeftOvers(in folder: String) throws(FileFault) {
        guard let stream = opendir(folder) else {
            throw FileFault(call: "opendir", path: folder, code: errno)
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if TemporaryName.isLeftOver(name) { names.append(name) }
        }
        for name in names.sorted() {
            let path = "\(folder)/\(name)"
            guard unlink(path) == 0 || errno == ENOENT else {
                throw FileFault(call: "unlink", path: path, code: errno)
            }
        }
    }

    private func isPlainName(_ name: String) -> Bool {
        !name.isEmpty && !name.hasPrefix(".") && !name.utf8.contains(0x2F) && !name.utf8.contains(0)
    }
}

/// The bytes of a regular file, or `nil` where there is none, it cannot be read or it is longer than
/// `length`; symbolic links are not followed.
private func contents(of path: String, atMost length: Int) -> [UInt8]? {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= length else {
        return nil
    }
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
    var count = 0
    while count < bytes.count {
        let start = count
        let got = bytes.withUnsafeMutableBytes { buffer in
            read(file, buffer.baseAddress?.advanced(by: start), buffer.count - start)
        }
        if got > 0 {
            count += got
        } else if got == 0 || errno != EINTR {
            return nil
        }
    }
    return bytes
}
