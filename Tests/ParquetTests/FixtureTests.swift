import Foundation
import Parquet
import Screen
import TestSupport
import Testing

struct FixtureTests {
    @Test func `the fixtures are there`() throws {
        #expect(try Expected.kept.get().files.count > 50)
        #expect(try Expected.kept.get().refused.count > 10)
    }

    @Test(arguments: Expected.keptFiles)
    func `a file holds what its writer put in`(file: Expected.File) throws {
        let bytes = try Array(fixture(file.file))
        let expected = try #require(Expected.kept.get().tables[file.table])
        #expect(ParquetReader.isParquet(bytes))
        let table = try ParquetReader.read(bytes)
        #expect(difference(table, expected) == nil)
        let contents = try ParquetReader.contents(of: bytes)
        #expect(contents.columns.map(\.name) == expected.map(\.name))
        #expect(contents.columns.map { $0.kind.map { "\($0)" } } == expected.map(\.kind))
        #expect(contents.rowCount == table.rowCount)
    }

    @Test(arguments: Expected.keptRefusals)
    func `a file that cannot be read is refused with the column and the reason`(
        file: Expected.Refused
    ) throws {
        let bytes = try Array(fixture(file.file))
        #expect(ParquetReader.isParquet(bytes))
        let fault = #expect(throws: Rejection.self) { try ParquetReader.read(bytes) }
        #expect(fault?.rule == file.rule)
        #expect(fault?.column == file.column)
        #expect(fault?.reason.contains(file.word) == true, "\(String(describing: fault))")
        #expect(fault?.remedy.isEmpty == false)
    }

    @Test func `columns beside one that cannot be read can be`() throws {
        let bytes = try Array(fixture("refused-list.parquet"))
        let table = try ParquetReader.read(bytes, columns: ["n", "missing"])
        #expect(table.columns.map(\.name) == ["n"])
        let contents = try ParquetReader.contents(of: bytes)
        #expect(contents.columns.map(\.name) == ["n", "embedding"])
        #expect(contents.columns.map(\.kind) == [.integers, nil])
    }

    @Test func `the notes of the writer are kept`() throws {
        let table = try ParquetReader.read(Array(fixture("pandas.parquet")))
        #expect(table.keyValueMetadata["pandas"]?.contains("__index_level_0__") == true)
        #expect(table.column(named: "gene") != nil)
        #expect(table.column(named: "Gene") == nil)
    }

    @Test(.enabled(if: Expected.folderOfAll != nil))
    func `every combination of writer, encoding, codec, page, nulls and groups is read`() throws {
        let folder = try #require(Expected.folderOfAll)
        let expected = try JSONDecoder().decode(
            Expected.self,
            from: Data(contentsOf: folder.appending(path: "expected.json"))
        )
        #expect(expected.files.count > 600)
        for file in expected.files {
            let bytes = try Array(Data(contentsOf: folder.appending(path: file.file)))
            let wanted = try #require(expected.tables[file.table])
            let found = try ParquetReader.read(bytes)
            #expect(difference(found, wanted) == nil, "\(file)")
        }
    }
}
