import CSnappy
import CZlib
import CZstd

/// Unpacks pages, one at a time, into one stretch of memory that it keeps.
final class Unpacker {
    private let budget: Budget
    private var room = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    private var zstd: OpaquePointer?
    // because zlib checks that its state stays where it was made
    private var inflater: UnsafeMutablePointer<z_stream>?

    init(budget: Budget) {
        self.budget = budget
    }

    deinit {
        room.deallocate()
        ZSTD_freeDCtx(zstd)
        if let inflater {
            inflateEnd(inflater)
            inflater.deallocate()
        }
    }

    /// The `size` bytes that `packed` holds; they stay until the next call.
    func unpack(
        _ packed: UnsafeRawBufferPointer,
        by codec: Codec,
        size: Int
    ) throws(ParquetFault) -> UnsafeRawBufferPointer {
        try budget.charge(size)
        // A page without values is left unpacked by some writers.
        if codec == .plain || (packed.isEmpty && size == 0) {
            guard size == packed.count else { throw .damaged("a page is not as long as it says") }
            return packed
        }
        guard size / codec.greatestRatio <= packed.count else { throw Self.doesNotUnpack }
        if room.count < size {
            room.deallocate()
            room = .allocate(byteCount: size, alignment: 16)
        }
        let target = UnsafeMutableRawBufferPointer(rebasing: room[..<size])
        let unpacked =
            switch codec {
            case .plain: false
            case .snappy: Self.unsnappy(packed, into: target)
            case .gzip: inflated(packed, into: target)
            case .zstd: unzstd(packed, into: target)
            }
        guard unpacked else { throw Self.doesNotUnpack }
        return UnsafeRawBufferPointer(target)
    }

    private static func unsnappy(
        _ packed: UnsafeRawBufferPointer,
        into target: UnsafeMutableRawBufferPointer
    ) -> Bool {
        let source = packed.assumingMemoryBound(to: CChar.self).baseAddress
        var size = 0
        guard snappy_uncompressed_length(source, packed.count, &size) == SNAPPY_OK, size == target.count
        else {
            return false
        }
        let output = target.assumingMemoryBound(to: CChar.self).baseAddress
        return snappy_uncompress(source, packed.count, output, &size) == SNAPPY_OK && size == target.count
    }

    private func unzstd(
        _ packed: UnsafeRawBufferPointer,
        into target: UnsafeMutableRawBufferPointer
    ) -> Bool {
        if zstd == nil { zstd = ZSTD_createDCtx() }
        let size = ZSTD_decompressDCtx(
            zstd,
            target.baseAddress,
            target.count,
            packed.baseAddress,
            packed.count
        )
        return ZSTD_isError(size) == 0 && size == target.count
    }

    /// Inflates one or more members, with gzip's or zlib's header.
    private func inflated(
        _ packed: UnsafeRawBufferPointer,
        into target: UnsafeMutableRawBufferPointer
    ) -> Bool {
        guard let stream = startedInflater(), packed.count <= Int(UInt32.max), target.count <= Int(UInt32.max)
        else { return false }
        // because zlib's input pointer is not const; it does not write through it
        stream.pointee.next_in = UnsafeMutablePointer(
            mutating: packed.assumingMemoryBound(to: UInt8.self).baseAddress
        )
        stream.pointee.avail_in = uInt(packed.count)
        stream.pointee.next_out = target.assumingMemoryBound(to: UInt8.self).baseAddress
        stream.pointee.avail_out = uInt(target.count)
        while true {
            let before = stream.pointee.avail_in
            guard inflate(stream, Z_NO_FLUSH) == Z_STREAM_END else { return false }
            if stream.pointee.avail_in == 0 { return stream.pointee.avail_out == 0 }
            guard stream.pointee.avail_in < before, inflateReset(stream) == Z_OK else { return false }
        }
    }

    private func startedInflater() -> UnsafeMutablePointer<z_stream>? {
        if let inflater { return inflateReset(inflater) == Z_OK ? inflater : nil }
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // 15: the largest window; 32: gzip or zlib, whichever the header says.
        guard inflateInit2_(stream, 15 + 32, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            stream.deallocate()
            return nil
        }
        inflater = stream
        return stream
    }

    private static let doesNotUnpack = ParquetFault.damaged("a page does not unpack to what it says")
}

/// The checksum that pages may carry.
func checksum(of bytes: UnsafeRawBufferPointer) -> UInt32 {
    UInt32(
        truncatingIfNeeded: crc32_z(0, bytes.assumingMemoryBound(to: UInt8.self).baseAddress, bytes.count)
    )
}
