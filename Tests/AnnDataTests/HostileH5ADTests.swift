import Screen
import Statistics
import TestSupport
import Testing

@testable import AnnData

/// Files cut short, blown up or of another kind.
///
/// Files with flipped bytes are read in a process of their own, here as in life: see `ConverterTests`.
@Suite struct HostileH5ADTests {
    @Test(arguments: ["columns-gzip.h5ad", "csr-none.h5ad", "user-block-latest.h5ad"])
    func `a file cut short anywhere is refused`(name: String) throws {
        let bytes = try h5ad(name)
        var generator = SeededGenerator(Seed(81))
        let lengths =
            [0, 1, 7, 8, 9, 47, 48, 95, 96, 511, 512, 1_024, 2_048, bytes.count / 2, bytes.count - 1]
            + (0..<200).map { _ in Int.random(in: 0..<bytes.count, using: &generator) }
        for length in lengths where length < bytes.count {
            let found = rejection(of: Array(bytes.prefix(length)))
            #expect(found?.rule == "corrupt-h5ad", "\(length) bytes")
        }
    }

    @Test func `what is no HDF5 is told apart from what is`() throws {
        #expect(!isHDF5([]))
        #expect(!isHDF5(Array("plate,well,f0\n".utf8)))
        #expect(!isHDF5([UInt8](repeating: 0x89, count: 4_096)))
        let bytes = try h5ad("dense-f4.h5ad")
        #expect(isHDF5(bytes))
        for block in [512, 1_024, 2_048, 4_096] {
            #expect(isHDF5([UInt8](repeating: 0, count: block) + bytes))
        }
        #expect(!isHDF5([UInt8](repeating: 0, count: 513) + bytes))
        #expect(rejection(of: Array("plate,well,f0\n".utf8))?.rule == "corrupt-h5ad")
    }

    @Test(arguments: ["dense-f8.h5ad", "csr-none.h5ad", "columns-none.h5ad"])
    func `limits hold for every kind of file`(name: String) throws {
        let bytes = try h5ad(name)
        #expect(rejection(of: bytes) == nil)
        for limits in [
            AnnDataLimits(maximumBytes: 200), AnnDataLimits(maximumColumns: 4),
            AnnDataLimits(maximumCells: 20),
        ] {
            #expect(rejection(of: bytes, limits: limits)?.rule == "too-large")
        }
    }

    @Test func `a refusal names the filter and what to do`() throws {
        let found = try #require(rejection(of: h5ad("lzf.h5ad")))
        #expect(found.value == "lzf")
        #expect(found.remedy.contains("compression='gzip'"))
        #expect(try #require(rejection(of: h5ad("many-embeddings.h5ad"))).remedy.contains("obsm['X_pca']"))
    }

    @Test func `NaN among the features stays in sight, and an unknown number of obs is an empty cell`() {
        let table = AnnDataTable(
            rowCount: 2,
            index: .init(name: "_index", values: .text(["a", "b,\"\n"])),
            columns: [
                .init(name: "quality", values: .numbers([.nan, -0.0])),
                .init(name: "gene", values: .text([nil, "x"])),
            ],
            features: ["f0", "f1"],
            matrix: [.nan, 3, .infinity, 0.1]
        )
        var text: [UInt8] = []
        table.writeCSV(naming: { $0 }, to: { text.append(contentsOf: $0) })
        #expect(
            String(decoding: text, as: UTF8.self)
                == "_index,quality,gene,f0,f1\na,,,nan,3\n\"b,\"\"\n\",-0.0,x,inf,0.1\n"
        )
    }
}
