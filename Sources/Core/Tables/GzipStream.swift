import CZlib
import Screen

/// Unpacks gzip a piece at a time: slower than at once, but it can tell a file cut short from a damaged one.
enum GzipStream {
    static func decompress(_ bytes: [UInt8], limits: TableLimits) throws(Rejection) -> [UInt8] {
        var stream = z_stream()
        // 15: the largest window; 16: gzip, not zlib.
        guard inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw corrupt
        }
        defer { inflateEnd(&stream) }
        var output: [UInt8] = []
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
