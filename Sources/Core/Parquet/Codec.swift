/// How the bytes of a page are packed.
enum Codec: Int {
    case plain = 0
    case snappy = 1
    case gzip = 2
    case zstd = 6

    /// No page unpacks to more than this many times its bytes, so none can claim it: the longest copy
    /// of snappy is 64 bytes from three, deflate makes at most 258 bytes of two bits, and zstd a block of
    /// 128 KiB from four bytes.
    var greatestRatio: Int {
        switch self {
        case .plain: 1
        case .snappy: 64
        case .gzip: 1100
        case .zstd: 1 << 16
        }
    }

    static func refusal(of code: Int) -> ParquetFault {
        let name = [3: "LZO", 4: "Brotli", 5: "LZ4", 7: "LZ4"][code] ?? "an unknown method (\(code))"
        return .unsupported(
            reason: "The values are packed by \(name).",
            remedy: """
                Write the file with snappy, gzip, zstd or no compression; with pandas: \
                df.to_parquet(file, compression='zstd').
                """
        )
    }
}
