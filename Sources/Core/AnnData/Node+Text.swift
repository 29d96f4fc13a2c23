import CHDF5
import Screen

extension Node {
    /// Text up to the NUL of C; nothing where the library gave no pointer.
    func text(_ pointer: UnsafePointer<CChar>?) throws(Rejection) -> String {
        guard let pointer else { return "" }
        guard let text = String(validatingCString: pointer) else { throw notText }
        return text
    }

    func text(_ pointer: UnsafeMutablePointer<CChar>?) throws(Rejection) -> String {
        try text(pointer.map { UnsafePointer($0) })
    }

    func text(_ bytes: some Sequence<UInt8>) throws(Rejection) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw notText }
        return text
    }

    /// Texts that lie one behind the other, each in `width` bytes and padded as their type says.
    func cut(_ bytes: [UInt8], width: Int, kind: hid_t) throws(Rejection) -> [String] {
        let isPadded = H5Tget_strpad(kind) == H5T_STR_SPACEPAD
        var texts: [String] = []
        texts.reserveCapacity(bytes.count / width)
        for start in stride(from: 0, to: bytes.count, by: width) {
            var cell = bytes[start..<start + width].prefix { $0 != 0 }
            if isPadded { while cell.last == UInt8(ascii: " ") { cell.removeLast() } }
            texts.append(try text(cell))
        }
        return texts
    }

    private var notText: Rejection {
        Rejection(
            rule: "not-utf8",
            reason: "'\(Rejection.shortened(path))' holds bytes that are not UTF-8 text.",
            expected: "text in UTF-8",
            remedy: "Leave it out, or write it as text."
        )
    }
}
