import CLinux
import Crypto
import Glibc

/// How a move ended.
package enum MoveOutcome: Hashable, Sendable {
    /// The entry stands in the target folder under this name, whether it was moved or the same
    /// content stood there already.
    case stored(FileName)
    /// Another file of that name stands in the drop folder; it stays, to settle on its own.
    case replaced
    /// There is nothing to move: it was moved before, or someone took it away.
    case gone
}

/// The first name in `folder` that is free, or that holds the same content already.
///
/// Tries `name`, then `name-2`, `name-3` … before the ending. Ask it before writing a note beside the file, so
/// that the note can be on disk before the file is moved.
package func storageName(
    for name: FileName,
    sha256: String?,
    in folder: String
) throws(DropFolderFault) -> FileName {
    let target = try OpenFolder(folder, action: "look at")
    return try storageName(for: name, sha256: sha256, in: target).name
}

/// Moves an entry out of the drop folder without ever replacing a file.
///
/// Blocks; keep it off the shared pool.
/// Moves only the very file that `entry` describes (`replaced` otherwise). Where the name is taken by the same
/// content (`sha256`), the entry is just removed; by other content, it gets a number. Both folders are flushed
/// before this returns. Across file systems the file is copied, flushed, named and only then removed here.
/// Calling it again after a crash anywhere completes the move.
///
/// - Parameters:
///   - entry: what the listing saw.
///   - folder: the drop folder.
///   - target: `accepted` or `rejected`.
///   - name: the name to give it; see `FileName.safe`.
///   - sha256: the digest of its content; `nil` for entries that were never read.
/// - Returns: where the entry is, or why it was left.
/// - Throws: the system call that failed; the entry then stands where it was, or in both folders.
package func moveAway(
    _ entry: DroppedEntry,
    from folder: String,
    to target: String,
    as name: FileName,
    sha256: String?
) throws(DropFolderFault) -> MoveOutcome {
    let source = try OpenFolder(folder, action: "move from")
    let destination = try OpenFolder(target, action: "move to")
    while true {
        guard let facts = try source.facts(of: entry.name) else { return .gone }
        guard DroppedEntry.State(facts) == entry.state else { return .replaced }
        let free = try storageName(for: name, sha256: sha256, in: destination)
        if free.holdsSameContent {
            try source.remove(entry.name)
        } else {
            do throws(DropFolderFault) {
                let moved = try transfer(
                    entry,
                    facts,
                    from: source,
                    to: destination,
                    as: free.name,
                    sha256: sha256
                )
                guard moved else { return .replaced }
            } catch {
                // Someone took the name meanwhile; look for the next.
                if error.code == EEXIST { continue }
                if error.code == ENOENT { return .gone }
                throw error
            }
        }
        try destination.sync()
        try source.sync()
        return .stored(free.name)
    }
}

private func storageName(
    for name: FileName,
    sha256: String?,
    in folder: OpenFolder
) throws(DropFolderFault)
    -> (name: FileName, holdsSameContent: Bool)
{
    var candidate = name
    var number = 1
    while let facts = try folder.facts(of: candidate) {
        if let sha256, facts.st_mode & S_IFMT == S_IFREG, try digest(of: candidate, in: folder) == sha256 {
            return (candidate, true)
        }
        number += 1
        candidate = name.numbered(number)
    }
    return (candidate, false)
}

/// Moves one entry; false where its content is not that of `sha256` any more.
private func transfer(
    _ entry: DroppedEntry,
    _ facts: stat,
    from source: OpenFolder,
    to destination: OpenFolder,
    as name: FileName,
    sha256: String?
) throws(DropFolderFault) -> Bool {
    let code = rename(entry.name, in: source, to: name, in: destination)
    if code == 0 { return true }
    guard code == EXDEV else { throw DropFolderFault("move", source.path(of: entry.name), code: code) }
    switch facts.st_mode & S_IFMT {
    case S_IFREG:
        guard try copy(entry, from: source, to: destination, as: name, sha256: sha256) else { return false }
    case S_IFLNK:
        try copyLink(entry, from: source, to: destination, as: name)
    default:
        // A pipe, socket or device holds nothing that could be kept.
        break
    }
    try destination.sync()
    try source.remove(entry.name)
    return true
}

/// Renames without replacing; 0 or an errno.
func rename(_ name: FileName, in source: OpenFolder, to other: FileName, in destination: OpenFolder) -> CInt {
    name.withCString { from in
        other.withCString { to in
            let code = -linux_rename_no_replace(source.descriptor, from, destination.descriptor, to)
            guard code == EINVAL || code == ENOSYS || code == ENOTSUP else { return code }
            return renameByLink(from, in: source, to: to, in: destination)
        }
    }
}

/// Renames without replacing where the file system cannot promise that in one call, as NFS cannot; 0 or an
/// errno.
func renameByLink(
    _ name: UnsafePointer<CChar>,
    in source: OpenFolder,
    to other: UnsafePointer<CChar>,
    in destination: OpenFolder
) -> CInt {
    // A hard link never replaces either.
    if linkat(source.descriptor, name, destination.descriptor, other, 0) == 0 {
        return unlinkat(source.descriptor, name, 0) == 0 ? 0 : errno
    }
    let code = errno
    guard [EPERM, ENOTSUP, ENOSYS, EMLINK].contains(code) else { return code }
    // Without links either, look first: pairwell alone writes into the target folder.
    var facts = stat()
    if fstatat(destination.descriptor, other, &facts, AT_SYMLINK_NOFOLLOW) == 0 { return EEXIST }
    return renameat(source.descriptor, name, destination.descriptor, other) == 0 ? 0 : errno
}
