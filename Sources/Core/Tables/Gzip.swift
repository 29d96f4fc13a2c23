import CDeflate
import CZlib
package import Screen

/// Gzip, in memory.
package enum Gzip {
    /// Whether the bytes start as a gzip file does.
    package static func isGzip(_ bytes: [UInt8]) -> Bool {
        bytes.count >= 2 && bytes[0] == 0x1F && bytes[1] == 0x8B
    }

    /// The text of a gzip file of one or more members, at most `limits.maximumBytes` long.
    ///
    /// Throws `truncated-gzip`, `corrupt-gzip` (also for anything but zeros after the last member) and
    /// `too-large`; never allocates more than the limit, whatever the file claims to hold.
    package static func decompress(_ bytes: [UInt8], limits: TableLimits) throws(Rejection) -> [UInt8] {
        // The last four bytes tell the length of the last member; only a hint, a file can lie.
        let hint = bytes.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
        // Deflate makes at most 1,032 bytes of one.
        var room = min(max(hint, 4 * bytes.count), limits.maximumBytes, 1032 * bytes.count)
        while true {
            switch GzipMembers.unpack(bytes, room: room) {
            case .whole(let text): return text
            case .roomExceeded:
                guard room < limits.maximumBytes else { throw limits.tooLarge }
                room = min(max(2 * room, 1 << 16), limits.maximumBytes)
            // Slower, and knows what is wrong.
            case .damaged: return try GzipStream.decompress(bytes, limits: limits)
            }
        }
    }

    /// The bytes as a gzip file without a name or a time, so that the same bytes give the same file.
    package static func compress(_ bytes: [UInt8]) -> [UInt8] {
        var stream = z_stream()
        let started = deflateInit2_(
            &stream,
            Z_DEFAULT_COMPRESSION,
            Z_DEFLATED,
            15 + 16,
            8,
            Z_DEFAULT_STRATEGY,
            ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size)
        )
        precondition(started == Z_OK, "zlib could not start")
        defer { deflateEnd(&stream) }
        precondition(bytes.count < Int(UInt32.max), "zlib counts its input in 32 bits")
        var input = bytes
        var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, uLong(bytes.count))))
        let room = output.count
        let written = input.withUnsafeMutableBufferPointer { source in
            output.withUnsafeMutableBufferPointer { target in
                stream.next_in = source.baseAddress
                stream.avail_in = uInt(source.count)
                stream.next_out = target.baseAddress
                stream.avail_out = uInt(target.count)
                let result = deflate(&stream, Z_FINISH)
                precondition(result == Z_STREAM_END, "the bound of zlib is enough")
                return room - Int(stream.avail_out)
            }
        }
        return Array(output.prefix(written))
    }
}

/// Unpacks a whole gzip file into memory of a given size, which is the fastest way.
private enum GzipMembers {
    enum Outcome {
        case whole([UInt8])
        case roomExceeded
        case damaged
    }

    static func unpack(_ bytes: [UInt8], room: Int) -> Outcome {
        guard let decompressor = libdeflate_alloc_decompressor() else { return .damaged }
        defer { libdeflate_free_decompressor(decompressor) }
        var outcome: Outcome?
        let text = [UInt8](unsafeUninitializedCapacity: room) { target, count in
            bytes.withUnsafeBufferPointer { source in
                guard let start = source.baseAddress else { return }
                var consumed = 0
                while consumed < source.count {
                    // Some tools pad the last member to a block with zeros.
                    if consumed > 0, source[consumed...].allSatisfy({ $0 == 0 }) { return }
                    var taken = 0
                    var made = 0
                    let result = libdeflate_gzip_decompress_ex(
                        decompressor,
                        start + consumed,
                        source.count - consumed,
                        target.baseAddress.map { $0 + count },
                        room - count,
                        &taken,
                        &made
                    )
                    guard result == LIBDEFLATE_SUCCESS, taken > 0 else {
                        outcome = result == LIBDEFLATE_INSUFFICIENT_SPACE ? .roomExceeded : .damaged
                        return
                    }
                    consumed += taken
                    count += made
                }
            }
        }
        return outcome ?? .whole(text)
    }
}
