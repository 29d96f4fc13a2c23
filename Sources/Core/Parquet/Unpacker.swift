import CDeflate
import CSnappy
import CZstd

/// Unpacks pages, one at a time, into one stretch of memory that it keeps.
final class Unpacker {
    private let budget: Budget
    private var room = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    private var zstd: OpaquePointer?
    private var inflater: OpaquePointer?

    init(budget: Budget) {
        self.budget = budget
    }

    deinit {
        room.deallocate()
        ZSTD_freeDCtx(zstd)
        libdeflate_free_decompressor(inflater)
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

    /// Inflates one or more members with gzip's header, or what has zlib's.
    private func inflated(
        _ packed: UnsafeRawBufferPointer,
        into target: UnsafeMutableRawBufferPointer
    ) -> Bool {
        if inflater == nil { inflater = libdeflate_alloc_decompressor() }
        guard let inflater else { return false }
        let isGzip = packed.starts(with: [0x1F, 0x8B])
        let inflate = isGzip ? libdeflate_gzip_decompress_ex : libdeflate_zlib_decompress_ex
        var rest = packed
        var made = 0
        while !rest.isEmpty {
            var used = 0
            var size = 0
            let room = UnsafeMutableRawBufferPointer(rebasing: target[made...])
            let result = inflate(
                inflater,
                rest.baseAddress,
                rest.count,
                room.baseAddress,
                room.count,
                &used,
                &size
            )
            guard result == LIBDEFLATE_SUCCESS, (1...rest.count).contains(used) else { return false }
            rest = UnsafeRawBufferPointer(rebasing: rest[used...])
            made += size
        }
        return made == target.count
    }

    private static let doesNotUnpack = ParquetFault.damaged("a page does not unpack to what it says")
}

/// The checksum that pages may carry.
func checksum(of bytes: UnsafeRawBufferPointer) -> UInt32 {
    libdeflate_crc32(0, bytes.baseAddress, bytes.count)
}
