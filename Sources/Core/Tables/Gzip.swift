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
        var stream = z_stream()
        // 15: the largest window; 16: gzip, not zlib.
        guard inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw corrupt
        }
        defer { inflateEnd(&stream) }
        var output: [UInt8] = []
        // The last four bytes tell the length of the last member; only a hint, a file can lie.
        let hint = bytes.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
        output.reserveCapacity(min(hint, limits.maximumBytes, bytes.count * 16))
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        var consumed = 0
        while consumed < bytes.count {
            // Some tools pad the last member to a block with zeros.
            if consumed > 0, bytes[consumed...].allSatisfy({ $0 == 0 }) { break }
            consumed = try inflateMember(
                &stream,
                bytes,
                from: consumed,
                &chunk,
                into: &output,
                limits: limits
            )
            guard inflateReset(&stream) == Z_OK else { throw corrupt }
        }
        return output
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

    /// Inflates one member and returns where the next one starts.
    private static func inflateMember(
        _ stream: inout z_stream,
        _ bytes: [UInt8],
        from start: Int,
        _ chunk: inout [UInt8],
        into output: inout [UInt8],
        limits: TableLimits
    ) throws(Rejection) -> Int {
        var consumed = start
        while true {
            let available = min(bytes.count - consumed, 1 << 30)
            let (status, taken, made) = bytes.withUnsafeBufferPointer { source in
                chunk.withUnsafeMutableBufferPointer { target in
                    // because zlib's input pointer is not const; it does not write through it
                    stream.next_in = source.baseAddress.map { UnsafeMutablePointer(mutating: $0 + consumed) }
                    stream.avail_in = uInt(available)
                    stream.next_out = target.baseAddress
                    stream.avail_out = uInt(target.count)
                    let status = inflate(&stream, Z_NO_FLUSH)
                    return (status, available - Int(stream.avail_in), target.count - Int(stream.avail_out))
                }
            }
            consumed += taken
            guard output.count + made <= limits.maximumBytes else { throw limits.tooLarge }
            output.append(contentsOf: chunk[..<made])
            switch status {
            case Z_STREAM_END: return consumed
            case Z_OK where taken > 0 || made > 0: continue
            case Z_OK, Z_BUF_ERROR:
                guard consumed == bytes.count else { throw corrupt }
                throw truncated
            default: throw corrupt
            }
        }
    }

    private static let truncated = Rejection(
        rule: "truncated-gzip",
        reason: "The gzip file stops in the middle: part of it is missing.",
        expected: "a whole gzip file",
        remedy: "Copy the file again; if it is short where it was made, compress it again."
    )

    private static let corrupt = Rejection(
        rule: "corrupt-gzip",
        reason: "The gzip file is damaged: what it holds does not unpack or does not match its checksum.",
        expected: "a whole gzip file",
        remedy: "Copy the file again; if it is damaged where it was made, compress it again."
    )
}
