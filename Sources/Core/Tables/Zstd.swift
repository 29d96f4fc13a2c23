import CZstd
import Screen

/// Zstandard, in memory.
enum Zstd {
    /// Whether the bytes start as a zstd file does, or as a frame that is to be passed over.
    static func isZstd(_ bytes: [UInt8]) -> Bool {
        guard bytes.count >= 4, bytes[1...3] == [0xB5, 0x2F, 0xFD] || bytes[1...3] == [0x2A, 0x4D, 0x18]
        else {
            return false
        }
        return bytes[1] == 0xB5 ? bytes[0] == 0x28 : bytes[0] & 0xF0 == 0x50
    }

    /// What a zstd file of one or more frames holds, at most `limits.maximumBytes` long.
    ///
    /// Throws `truncated-zstd`, `corrupt-zstd`, `zstd-window` and `too-large`; never allocates much more than
    /// the limit and a window of 128 MiB, whatever the file claims to hold.
    static func decompress(_ bytes: [UInt8], limits: TableLimits) throws(Rejection) -> [UInt8] {
        // Almost every file says how long it is.
        if let size = size(of: bytes), size <= limits.maximumBytes, let text = unpack(bytes, size: size) {
            return text
        }
        return try stream(bytes, limits: limits)
    }

    /// The length that all frames together say they have; nil where one does not say, or cannot be believed.
    private static func size(of bytes: [UInt8]) -> Int? {
        bytes.withUnsafeBytes { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            var total = 0
            while !rest.isEmpty {
                let packed = ZSTD_findFrameCompressedSize(rest.baseAddress, rest.count)
                guard ZSTD_isError(packed) == 0, (1...rest.count).contains(packed) else { return nil }
                // 0 for frames that are to be passed over; unknown and invalid are numbers beyond all bounds.
                let claimed = ZSTD_getFrameContentSize(rest.baseAddress, rest.count)
                // No block of 128 KiB takes less than four bytes.
                guard claimed / 32_768 <= UInt64(packed), let size = Int(exactly: claimed) else { return nil }
                total += size
                rest = UnsafeRawBufferPointer(rebasing: rest[packed...])
            }
            return total
        }
    }

    /// All frames at once; nil where they do not unpack to just `size` bytes.
    private static func unpack(_ bytes: [UInt8], size: Int) -> [UInt8]? {
        let text = [UInt8](unsafeUninitializedCapacity: size) { target, count in
            bytes.withUnsafeBytes { source in
                let made = ZSTD_decompress(target.baseAddress, size, source.baseAddress, source.count)
                count = ZSTD_isError(made) == 0 ? made : 0
            }
        }
        return text.count == size ? text : nil
    }

    /// A piece at a time: slower, for frames that do not say how long they are and to find what is wrong.
    private static func stream(_ bytes: [UInt8], limits: TableLimits) throws(Rejection) -> [UInt8] {
        guard let context = ZSTD_createDCtx() else { throw corrupt }
        defer { ZSTD_freeDCtx(context) }
        // A frame names its window, which is memory; 2^27 is what zstd itself allows.
        _ = ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, 27)
        var output: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: ZSTD_DStreamOutSize())
        var consumed = 0
        // What the last call said it still needs; 0 at the end of a frame.
        var pending = 1
        while true {
            let (status, taken, made) = bytes.withUnsafeBytes { source in
                chunk.withUnsafeMutableBytes { target in
                    var input = ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: consumed)
                    var room = ZSTD_outBuffer(dst: target.baseAddress, size: target.count, pos: 0)
                    let status = ZSTD_decompressStream(context, &room, &input)
                    return (status, input.pos - consumed, room.pos)
                }
            }
            guard ZSTD_isError(status) == 0 else {
                throw ZSTD_getErrorCode(status) == ZSTD_error_frameParameter_windowTooLarge ? window : corrupt
            }
            consumed += taken
            pending = status
            guard output.count + made <= limits.maximumBytes else { throw limits.tooLarge }
            output.append(contentsOf: chunk[..<made])
            if consumed == bytes.count, made < chunk.count { break }
            guard taken > 0 || made > 0 else { throw corrupt }
        }
        guard pending == 0 else { throw truncated }
        return output
    }

    private static let truncated = Rejection(
        rule: "truncated-zstd",
        reason: "The zstd file stops in the middle: part of it is missing.",
        expected: "a whole zstd file",
        remedy: "Copy the file again; if it is short where it was made, compress it again."
    )

    private static let corrupt = Rejection(
        rule: "corrupt-zstd",
        reason: "The zstd file is damaged: what it holds does not unpack or does not match its checksum.",
        expected: "a whole zstd file",
        remedy: "Copy the file again; if it is damaged where it was made, compress it again."
    )

    private static let window = Rejection(
        rule: "zstd-window",
        reason: "The zstd file asks for more than 128 MiB of memory beside what it holds.",
        expected: "a zstd file made without --long=28 or more",
        remedy: "Compress it again with 'zstd' or 'gzip' as they are."
    )
}
