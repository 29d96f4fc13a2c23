import CHDF5
import Screen
import Synchronization

/// Whether the bytes start as an HDF5 file does, at the beginning or after a block of 512, 1024, 2048 … bytes
/// that belongs to somebody else.
package func isHDF5(_ bytes: [UInt8]) -> Bool {
    var start = 0
    while start + signature.count <= bytes.count {
        if bytes[start..<start + signature.count].elementsEqual(signature) { return true }
        start = start == 0 ? 512 : start * 2
    }
    return false
}

private let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]

/// Runs `body` on the root of an HDF5 file that lies in memory.
///
/// One file at a time, because not every build of libhdf5 may be used by two threads.
func withHDF5<Result: Sendable>(
    _ bytes: [UInt8],
    _ body: (borrowing Node) throws(Rejection) -> Result
) throws(Rejection) -> Result {
    try library.withLock { _ throws(Rejection) in
        guard hdf5_keep_quiet() >= 0 else { throw .corruptH5AD("the HDF5 library does not start") }
        let id = bytes.withUnsafeBytes { hdf5_open_image($0.baseAddress, $0.count) }
        guard let file = Handle(id, close: H5Fclose) else { throw .corruptH5AD("it is cut short or altered") }
        guard let root = Handle(H5Gopen2(file.id, "/", 0), close: H5Gclose) else { throw .unreadable("/") }
        return try body(Node(handle: root, path: "", isGroup: true))
    }
}

private let library = Mutex<Void>(())

/// An identifier of libhdf5, closed when it goes out of use.
struct Handle: ~Copyable {
    let id: hid_t
    private let close: (hid_t) -> herr_t

    /// `nil` where the library gave no identifier.
    init?(_ id: hid_t, close: @escaping (hid_t) -> herr_t) {
        guard id >= 0 else { return nil }
        self.id = id
        self.close = close
    }

    deinit { _ = close(id) }
}
