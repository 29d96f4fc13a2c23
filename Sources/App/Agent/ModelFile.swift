package import Essentiality
import Glibc
import PlateFiles

/// Opens a model that 'pairwell train' wrote: maps its file into memory, and compares it with the digest behind it.
///
/// Numbers are read from the file as they are needed, so that a model of a whole genome is there in a moment and
/// several daemons share its memory.
/// - Throws: `DaemonFault` where the file is missing, damaged or no model.
package func openModel(at path: String) throws -> EssentialityModel {
    let digestLength = 64
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw unreadable(path, "\(String(cString: strerror(errno))).") }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
        throw unreadable(path, "it is no file.")
    }
    let size = Int(status.st_size)
    guard size > digestLength, let start = mmap(nil, size, PROT_READ, MAP_PRIVATE, file, 0),
        start != MAP_FAILED
    else { throw unreadable(path, "it is empty or cannot be mapped into memory.") }
    let address = UInt(bitPattern: start)
    let all = UnsafeRawBufferPointer(start: start, count: size)
    let body = UnsafeRawBufferPointer(rebasing: all.dropLast(digestLength))
    let owner = ModelBytes(body) { munmap(UnsafeMutableRawPointer(bitPattern: address), size) }
    do throws(ModelFault) {
        // Before the digest, so that a file of another kind is told as such.
        let model = try EssentialityModel(owner)
        guard sha256Text(body).utf8.elementsEqual(all.suffix(digestLength)) else {
            throw ModelFault("Its digest does not fit: it was changed or cut off after it was written.")
        }
        return model
    } catch {
        throw unreadable(path, error.description)
    }
}

private func unreadable(_ path: String, _ reason: String) -> DaemonFault {
    DaemonFault(
        "the essentiality model \(path) cannot be used: \(reason)"
            + (reason.contains("pairwell train") ? "" : " Make it with 'pairwell train --model FILE'.")
    )
}
