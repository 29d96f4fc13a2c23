import CLinux
import Glibc

/// A folder held open, so that what is done in it is done in that very folder even while paths change.
final class OpenFolder {
    let path: String
    let descriptor: CInt

    init(_ path: String, action: String) throws(DropFolderFault) {
        self.path = path
        let opened = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard opened >= 0 else { throw DropFolderFault(action, path, code: errno) }
        descriptor = opened
    }

    deinit { close(descriptor) }

    /// All names but `.` and `..`, in the order of their bytes.
    func names() throws(DropFolderFault) -> [FileName] {
        // A second descriptor, because `closedir` closes the one it was given.
        let copy = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0 else { throw DropFolderFault("list", path, code: errno) }
        guard let listing = fdopendir(copy) else {
            let code = errno
            close(copy)
            throw DropFolderFault("list", path, code: code)
        }
        defer { closedir(listing) }
        var result: [FileName] = []
        while true {
            errno = 0
            guard let entry = readdir(listing) else {
                let code = errno
                guard code == 0 else { throw DropFolderFault("list", path, code: code) }
                return result.sorted()
            }
            if let name = FileName(nameBytes(of: entry)) { result.append(name) }
        }
    }

    /// What `lstat` says of an entry; `nil` where there is none.
    func facts(of name: FileName) throws(DropFolderFault) -> stat? {
        var facts = stat()
        let result = name.withCString { fstatat(descriptor, $0, &facts, AT_SYMLINK_NOFOLLOW) }
        guard result < 0 else { return facts }
        let code = errno
        guard code == ENOENT else { throw DropFolderFault("look at", path(of: name), code: code) }
        return nil
    }

    /// Opens an entry; links are not followed, pipes do not block.
    func open(
        _ name: FileName,
        _ flags: CInt,
        mode: mode_t = 0,
        action: String
    ) throws(DropFolderFault) -> CInt {
        let opened = name.withCString {
            openat(descriptor, $0, flags | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, mode)
        }
        guard opened >= 0 else { throw DropFolderFault(action, path(of: name), code: errno) }
        return opened
    }

    /// Removes an entry; one that is gone already is as good.
    func remove(_ name: FileName) throws(DropFolderFault) {
        guard name.withCString({ unlinkat(descriptor, $0, 0) }) < 0 else { return }
        let code = errno
        guard code == ENOENT else { throw DropFolderFault("remove", path(of: name), code: code) }
    }

    /// Makes what was moved or removed here last.
    func sync() throws(DropFolderFault) {
        let result = linux_sync_folder(descriptor)
        guard result == 0 else { throw DropFolderFault("flush", path, code: -result) }
    }

    func path(of name: FileName) -> String { "\(path)/\(name.display)" }
}

/// The bytes of a directory entry's name, up to the NUL.
private func nameBytes(of entry: UnsafeMutablePointer<dirent>) -> [UInt8] {
    let start = UnsafeRawPointer(entry).advanced(by: MemoryLayout<dirent>.offset(of: \.d_name) ?? 19)
    let characters = start.assumingMemoryBound(to: UInt8.self)
    return Array(
        UnsafeBufferPointer(start: characters, count: strlen(start.assumingMemoryBound(to: CChar.self)))
    )
}

extension DroppedEntry.State {
    init(_ facts: stat) {
        self.init(
            size: Int64(facts.st_size),
            modified: Int64(facts.st_mtim.tv_sec) &* 1_000_000_000 &+ Int64(facts.st_mtim.tv_nsec),
            inode: UInt64(facts.st_ino),
            device: UInt64(facts.st_dev)
        )
    }
}
