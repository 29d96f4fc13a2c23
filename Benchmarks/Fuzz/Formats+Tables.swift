import AnnData
import CZlib
import CZstd
import FoundationEssentials
import Tables

/// Small enough that bombs go off quickly and what they take is seen.
private let limits = TableLimits(maximumBytes: 1 << 18, maximumColumns: 10_000, maximumCells: 200_000)

extension FormatName {
    /// The format with its seeds, some of which are fixtures below `tests`.
    func format(tests: URL) throws -> Format {
        switch self {
        case .text: table(Seeds.tables, words: Seeds.tableWords)
        case .gzip:
            table(Seeds.tables + [Seeds.bomb], words: Seeds.tableWords, wrap: Gzip.compress)
        case .zstd:
            table(Seeds.tables + [Seeds.bomb], words: Seeds.tableWords, wrap: zstandard)
        case .parquet:
            table(try fixtures(tests, "ParquetTests", ending: ".parquet"), .offsets, words: ["PAR1"])
        case .npy: table(Seeds.arrays, .bytes, words: Seeds.arrayWords)
        case .npz:
            table(
                Seeds.arrays,
                .bytes,
                words: Seeds.arrayWords,
                wrap: { zip([("embeddings.npy", $0)] + Seeds.wells) }
            )
        case .results: readouts(Seeds.results)
        case .platemaps: readouts(Seeds.platemaps)
        case .barcodeList: readouts(Seeds.barcodeLists)
        case .samples: try samples()
        case .h5ad: try annData(tests)
        case .sidecar: sidecars()
        case .profile: profiles()
        case .manifest: manifests()
        case .configuration: try configurations()
        }
    }

    private func table(
        _ seeds: [[UInt8]],
        _ style: Mutator.Style = .text,
        words: [String],
        wrap: (([UInt8]) -> [UInt8])? = nil
    ) -> Format {
        Format(name: self, seeds: seeds, style: style, words: words.map { Array($0.utf8) }, wrap: wrap) {
            bytes in
            outcome {
                // an array without wells is whole, though no results
                guard case .table(let table) = try TableReader.contents(of: bytes, limits: limits) else {
                    return
                }
                touch(table)
            }
        }
    }

    private func annData(_ tests: URL) throws -> Format {
        let packed = try fixtures(tests, "AnnDataTests", ending: ".h5ad.gz")
        let seeds = try packed.map { try Gzip.decompress($0, limits: .standard) }.filter { $0.count < 40_000 }
        let few = AnnDataLimits(maximumBytes: 1 << 22, maximumColumns: 10_000, maximumCells: 200_000)
        let words = [
            "encoding-type", "csr_matrix", "categorical", "_index", "column-order", "TREE", "HEAP", "SNOD",
        ]
        return Format(
            name: self,
            seeds: seeds,
            style: .offsets,
            words: words.map { Array($0.utf8) },
            mayCrash: true
        ) { bytes in
            outcome {
                var length = 0
                try AnnDataReader.read(bytes, limits: few).writeCSV(
                    naming: { $0 },
                    to: { length += $0.count }
                )
            }
        }
    }
}

/// Looks at every cell, as text and as a number.
func touch(_ table: Table) {
    for row in 0..<table.rowCount {
        for column in table.header.indices {
            _ = table.text(row: row, column: column)
            _ = table.number(row: row, column: column)
            _ = table.isBlank(row: row, column: column)
        }
        _ = table.lineNumber(ofRow: row)
    }
}

private func fixtures(_ tests: URL, _ module: String, ending: String) throws -> [[UInt8]] {
    let folder = tests.appending(path: "\(module)/Fixtures")
    return try FileManager.default.contentsOfDirectory(atPath: folder.path()).sorted()
        .filter { $0.hasSuffix(ending) }
        .map { [UInt8](try Data(contentsOf: folder.appending(path: $0))) }
}

private func zstandard(_ bytes: [UInt8]) -> [UInt8] {
    var packed = [UInt8](repeating: 0, count: ZSTD_compressBound(bytes.count))
    let count = ZSTD_compress(&packed, packed.count, bytes, bytes.count, 1)
    precondition(ZSTD_isError(count) == 0, "the bound of zstd is enough")
    return Array(packed.prefix(count))
}

/// A zip archive of files that are not packed, or packed by deflate in turns.
private func zip(_ files: [(name: String, content: [UInt8])]) -> [UInt8] {
    var archive: [UInt8] = []
    var folder: [UInt8] = []
    for (index, file) in files.enumerated() {
        let isPacked = index % 2 == 1
        // gzip's ten bytes before and eight behind leave bare deflate
        let stored = isPacked ? Array(Gzip.compress(file.content).dropFirst(10).dropLast(8)) : file.content
        let sum = Int(crc32(0, file.content, uInt(file.content.count)))
        let name = Array(file.name.utf8)
        let common =
            bytes(2, 20) + bytes(2, 0) + bytes(2, isPacked ? 8 : 0) + bytes(4, 0) + bytes(4, sum)
            + bytes(4, stored.count) + bytes(4, file.content.count) + bytes(2, name.count) + bytes(2, 0)
        folder += Array("PK\u{1}\u{2}".utf8) + bytes(2, 20) + common + bytes(2, 0) + bytes(2, 0) + bytes(2, 0)
        folder += bytes(4, 0) + bytes(4, archive.count) + name
        archive += Array("PK\u{3}\u{4}".utf8) + common + name + stored
    }
    let end = Array("PK\u{5}\u{6}".utf8) + bytes(4, 0) + bytes(2, files.count) + bytes(2, files.count)
    return archive + folder + end + bytes(4, folder.count) + bytes(4, archive.count) + bytes(2, 0)
}

/// A number in so many bytes, low one first.
private func bytes(_ width: Int, _ value: Int) -> [UInt8] {
    (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
}
