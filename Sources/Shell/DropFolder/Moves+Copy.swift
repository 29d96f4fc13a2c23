import Crypto
import Glibc

/// Copies a file into another file system under a temporary name, flushes it, then gives it its name.
///
/// Returns false, and copies nothing, where the bytes are not those of `sha256`: the file was written to
/// meanwhile.
func copy(
    _ entry: DroppedEntry,
    from source: OpenFolder,
    to destination: OpenFolder,
    as name: FileName,
    sha256: String?
) throws(DropFolderFault) -> Bool {
    // Named after the target, so that what a crash left behind is overwritten, and hidden from everyone.
    guard let temporary = FileName(Array(".".utf8) + name.bytes.prefix(240) + Array(".part".utf8)) else {
        preconditionFailure("a shorter name with a dot is a name")
    }
    do throws(DropFolderFault) {
        let digest = try fill(temporary, of: destination, from: entry.name, of: source)
        guard sha256 == nil || digest == sha256 else {
            try destination.remove(temporary)
            return false
        }
        let code = rename(temporary, in: destination, to: name, in: destination)
        guard code == 0 else { throw DropFolderFault("write", destination.path(of: name), code: code) }
        return true
    } catch {
        // because the fault that led here says more than one about a file left over
        try? destination.remove(temporary)
        throw error
    }
}

/// Copies one file's bytes into another, flushes it, and returns their digest.
private func fill(
    _ output: FileName,
    of destination: OpenFolder,
    from input: FileName,
    of source: OpenFolder
) throws(DropFolderFault) -> String {
    let reading = try source.open(input, O_RDONLY, action: "copy")
    defer { close(reading) }
    let writing = try destination.open(output, O_WRONLY | O_CREAT | O_TRUNC, mode: 0o664, action: "write")
    defer { close(writing) }
    let digest = try digest(of: reading, path: source.path(of: input)) { write($0, to: writing) }.get()
    guard fsync(writing) == 0 else {
        throw DropFolderFault("flush", destination.path(of: output), code: errno)
    }
    return digest
}

/// Makes the same link, unfollowed, in another file system.
func copyLink(
    _ entry: DroppedEntry,
    from source: OpenFolder,
    to destination: OpenFolder,
    as name: FileName
) throws(DropFolderFault) {
    var target = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
    let length = entry.name.withCString { readlinkat(source.descriptor, $0, &target, Int(PATH_MAX)) }
    guard length >= 0 else { throw DropFolderFault("copy", source.path(of: entry.name), code: errno) }
    guard name.withCString({ symlinkat(target, destination.descriptor, $0) }) == 0 else {
        throw DropFolderFault("write", destination.path(of: name), code: errno)
    }
}

/// The digest of a file of an open folder, read in pieces.
func digest(of name: FileName, in folder: OpenFolder) throws(DropFolderFault) -> String {
    let file = try folder.open(name, O_RDONLY, action: "read")
    defer { close(file) }
    return try digest(of: file, path: folder.path(of: name)) { _ in 0 }.get()
}

/// Reads to the end and digests; `each` sees every piece and returns 0 or an errno.
private func digest(
    of file: CInt,
    path: String,
    each: (UnsafeRawBufferPointer) -> CInt
) -> Result<String, DropFolderFault> {
    withUnsafeTemporaryAllocation(byteCount: 1 << 18, alignment: 16) { buffer in
        var hash = SHA256()
        while true {
            let got = read(file, buffer.baseAddress, buffer.count)
            if got == 0 { return .success(hexadecimal(hash.finalize())) }
            if got < 0 {
                let code = errno
                if code == EINTR { continue }
                return .failure(DropFolderFault("read", path, code: code))
            }
            let piece = UnsafeRawBufferPointer(rebasing: buffer[..<got])
            hash.update(bufferPointer: piece)
            let code = each(piece)
            if code != 0 { return .failure(DropFolderFault("copy", path, code: code)) }
        }
    }
}

/// Writes all bytes; 0 or an errno.
private func write(_ bytes: UnsafeRawBufferPointer, to file: CInt) -> CInt {
    var done = 0
    while done < bytes.count {
        let count = Glibc.write(file, bytes.baseAddress?.advanced(by: done), bytes.count - done)
        if count < 0 {
            if errno == EINTR { continue }
            return errno
        }
        done += count
    }
    return 0
}
