import CLinux
import Glibc
import Synchronization

/// Writes a file such that a reader, and a machine that loses power, sees the old bytes or the new ones
/// and nothing between.
///
/// The bytes go to a temporary file in the same folder, whose name begins with a dot; it is synchronised,
/// renamed over `path`, and the folder is synchronised. Blocks; call it off the shared pool.
///
/// - Throws: the call that failed. No temporary file stays behind, and `path` is as it was unless only the
///   folder could not be synchronised.
package func writeAtomically(_ bytes: [UInt8], to path: String) throws(FileFault) {
    let temporary = TemporaryName.next(for: path)
    let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o644)
    guard file >= 0 else { throw FileFault(call: "open", path: temporary, code: errno) }
    do throws(FileFault) {
        try fill(file, with: bytes, path: temporary)
        guard rename(temporary, path) == 0 else { throw FileFault(call: "rename", path: path, code: errno) }
    } catch {
        unlink(temporary)
        throw error
    }
    try synchroniseFolder(TemporaryName.folder(of: path))
}

/// Writes UTF-8 text; see ``writeAtomically(_:to:)-([UInt8],_)``.
package func writeAtomically(_ text: String, to path: String) throws(FileFault) {
    try writeAtomically(Array(text.utf8), to: path)
}

/// Makes a folder and those above it that are missing, each of them durable before the next is made.
package func makeFolder(_ path: String) throws(FileFault) {
    if isFolder(path) { return }
    let above = TemporaryName.folder(of: path)
    if above != path { try makeFolder(above) }
    guard mkdir(path, 0o755) == 0 || (errno == EEXIST && isFolder(path)) else {
        throw FileFault(call: "mkdir", path: path, code: errno)
    }
    try synchroniseFolder(above)
}

/// Makes what was renamed into or removed from a folder survive a loss of power.
func synchroniseFolder(_ path: String) throws(FileFault) {
    let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { throw FileFault(call: "open", path: path, code: errno) }
    defer { close(folder) }
    let code = linux_sync_folder(folder)
    guard code == 0 else { throw FileFault(call: "fsync", path: path, code: -code) }
}

/// Writes all bytes, makes them durable and closes the file, whatever happens.
private func fill(_ file: CInt, with bytes: [UInt8], path: String) throws(FileFault) {
    var failure: FileFault?
    bytes.withUnsafeBytes { buffer in
        var written = 0
        while failure == nil, written < buffer.count {
            let count = write(file, buffer.baseAddress?.advanced(by: written), buffer.count - written)
            if count >= 0 {
                written += count
            } else if errno != EINTR {
                failure = FileFault(call: "write", path: path, code: errno)
            }
        }
    }
    if failure == nil, fsync(file) != 0 { failure = FileFault(call: "fsync", path: path, code: errno) }
    // A network file system may report a full disk only here.
    if close(file) != 0, failure == nil { failure = FileFault(call: "close", path: path, code: errno) }
    if let failure { throw failure }
}

private func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
}

/// Names of files that are being written: `.NAME.partial-RUN-NUMBER`.
///
/// RUN differs from process to process, so that what an ended process left behind can be told from what
/// another thread of this one is writing.
enum TemporaryName {
    private static let mark = ".partial-"
    private static let run = String(UInt64.random(in: 0...UInt64.max), radix: 36)
    private static let number = Atomic<Int>(0)

    static func next(for path: String) -> String {
        let count = number.add(1, ordering: .relaxed).newValue
        return "\(folder(of: path))/.\(name(of: path))\(mark)\(run)-\(count)"
    }

    /// Whether a file of this name was left behind by a process that ended while it wrote.
    static func isLeftOver(_ name: String) -> Bool {
        guard name.hasPrefix("."), let range = name.firstRange(of: mark) else { return false }
        return !name[range.upperBound...].hasPrefix("\(run)-")
    }

    static func folder(of path: String) -> String {
        let trimmed = path.count > 1 && path.hasSuffix("/") ? path.dropLast() : path[...]
        guard let slash = trimmed.lastIndex(of: "/") else { return "." }
        return slash == trimmed.startIndex ? "/" : String(trimmed[..<slash])
    }

    private static func name(of path: String) -> Substring {
        path.lastIndex(of: "/").map { path[path.index(after: $0)...] } ?? path[...]
    }
}
