import Crypto
import Glibc

/// A file read whole, with the digest of exactly the bytes that were read.
package struct SettledFile: Hashable, Sendable {
    package let entry: DroppedEntry
    package let bytes: [UInt8]
    /// Lower-case hexadecimal SHA-256 of `bytes`.
    package let sha256: String
    /// What it is known by on record: `sha256`, or a digest of that and of the file without which it says nothing.
    package private(set) var identity: String

    package init(entry: DroppedEntry, bytes: [UInt8]) {
        self.entry = entry
        self.bytes = bytes
        sha256 = hexadecimalSHA256(of: bytes)
        identity = sha256
    }

    /// The file together with the one beside it that says what its rows are.
    package func named(by companion: SettledFile) -> SettledFile {
        var both = self
        both.identity = hexadecimalSHA256(of: Array("\(sha256) \(companion.sha256)".utf8))
        return both
    }
}

/// How the reading of a settled file ended.
package enum SettledRead: Hashable, Sendable {
    case read(SettledFile)
    /// It is not what the listing saw, or it changed while it was read: wait for it to settle again.
    case changing
    /// Someone took it away.
    case gone
    /// It is to be set aside unread.
    case refused(Refusal)
}

/// Opens a file that has settled, reads it whole and digests it.
///
/// Blocks; keep it off the shared pool.
/// Links are not followed, pipes not waited for. The opened file must be the very file of the listing
/// (inode, size, time), before and after reading, or it is still changing. On NFS this look at the open file
/// also sees what the client's cache of attributes hid from the listing.
package func openSettled(
    _ entry: DroppedEntry,
    in folder: String,
    maximumBytes: Int
) throws(DropFolderFault)
    -> SettledRead
{
    try openSettled(entry, in: folder, maximumBytes: maximumBytes, afterReading: {})
}

/// The same, with a moment for tests between the last byte and the second look at the file.
func openSettled(
    _ entry: DroppedEntry,
    in folder: String,
    maximumBytes: Int,
    afterReading: () -> Void
) throws(DropFolderFault) -> SettledRead {
    if let refusal = entry.refusal { return .refused(refusal) }
    let opened = try OpenFolder(folder, action: "open")
    let file: CInt
    do throws(DropFolderFault) {
        file = try opened.open(entry.name, O_RDONLY, action: "open")
    } catch {
        switch error.code {
        case ENOENT: return .gone
        case ELOOP: return .refused(.symbolicLink)
        // A socket cannot be opened.
        case ENXIO: return .changing
        case EACCES, EPERM: return .refused(.unreadable)
        default: throw error
        }
    }
    defer { close(file) }
    guard try currentState(of: file, opened.path(of: entry.name)) == entry.state else { return .changing }
    guard entry.state.size <= Int64(maximumBytes) else {
        return .refused(.tooLarge(bytes: entry.state.size, limit: maximumBytes))
    }
    let bytes = try readAll(file, size: Int(entry.state.size), path: opened.path(of: entry.name))
    afterReading()
    guard let bytes, try currentState(of: file, opened.path(of: entry.name)) == entry.state else {
        return .changing
    }
    return .read(SettledFile(entry: entry, bytes: bytes))
}

/// Lower-case hexadecimal SHA-256.
package func hexadecimalSHA256(of bytes: [UInt8]) -> String {
    var hash = SHA256()
    bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
    return hexadecimal(hash.finalize())
}

func hexadecimal(_ digest: SHA256.Digest) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}

/// The state of an open regular file; `nil` for anything else.
private func currentState(of file: CInt, _ path: String) throws(DropFolderFault) -> DroppedEntry.State? {
    var facts = stat()
    guard fstat(file, &facts) == 0 else { throw DropFolderFault("look at", path, code: errno) }
    return facts.st_mode & S_IFMT == S_IFREG ? DroppedEntry.State(facts) : nil
}

/// Exactly `size` bytes; `nil` where the file is shorter or longer.
private func readAll(_ file: CInt, size: Int, path: String) throws(DropFolderFault) -> [UInt8]? {
    // One byte more than there should be, so that growth shows.
    var failure: CInt = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: size + 1) { buffer, count in
        while count < buffer.count {
            let got = read(file, buffer.baseAddress?.advanced(by: count), buffer.count - count)
            if got > 0 {
                count += got
            } else if got == 0 {
                return
            } else if errno != EINTR {
                failure = errno
                return
            }
        }
    }
    guard failure == 0 else { throw DropFolderFault("read", path, code: failure) }
    return bytes.count == size ? bytes : nil
}
