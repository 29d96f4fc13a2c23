import FoundationEssentials
import Glibc
import PlateFiles
import Screen
import TestSupport
import Testing

@Suite struct BatchFilesTests {
    private static let expectedNames = [
        "barcode_platemap.csv", "bcl2-R003-P01.platemap.txt", "bcl2-R003-P01.svg",
        "bcl2-R003-P02.platemap.txt",
        "bcl2-R003-P02.svg", "layout.csv", "manifest.json", "metadata.tsv",
    ]

    @Test func `a batch's folder holds every file with the bytes that were planned`() async throws {
        try await withTemporaryFolder { campaign in
            let files = BatchFiles(campaignFolder: campaign.path())
            #expect(!files.isComplete(batch))
            let outcome = try files.write(plan(), of: batch)
            #expect(outcome == .init(written: 8, alreadyThere: 0))
            #expect(files.isComplete(batch))
            #expect(try names(files.folder(of: batch)) == Self.expectedNames)
            for file in try plan() {
                #expect(try bytes("\(files.folder(of: batch))/\(file.path)") == file.bytes)
            }
        }
    }

    @Test func `writing the same batch again touches nothing`() async throws {
        try await withTemporaryFolder { campaign in
            let files = BatchFiles(campaignFolder: campaign.path())
            try files.write(plan(), of: batch)
            let before = try Self.expectedNames.map { try inode("\(files.folder(of: batch))/\($0)") }
            #expect(try files.write(plan(), of: batch) == .init(written: 0, alreadyThere: 8))
            #expect(try Self.expectedNames.map { try inode("\(files.folder(of: batch))/\($0)") } == before)
        }
    }

    @Test func `an interrupted batch is completed, whatever was missing`() async throws {
        for missing in Self.expectedNames where missing != "manifest.json" {
            try await withTemporaryFolder { campaign in
                let files = BatchFiles(campaignFolder: campaign.path())
                try files.write(plan(), of: batch)
                let folder = files.folder(of: batch)
                try FileManager.default.removeItem(atPath: "\(folder)/manifest.json")
                try FileManager.default.removeItem(atPath: "\(folder)/\(missing)")
                #expect(try files.write(plan(), of: batch) == .init(written: 2, alreadyThere: 6))
                for file in try plan() { #expect(try bytes("\(folder)/\(file.path)") == file.bytes) }
            }
        }
    }

    @Test func `a file that was changed is put right, and files of others stay`() async throws {
        try await withTemporaryFolder { campaign in
            let files = BatchFiles(campaignFolder: campaign.path())
            try files.write(plan(), of: batch)
            let folder = files.folder(of: batch)
            try Data("torn".utf8).write(to: URL(filePath: "\(folder)/layout.csv"))
            try Data("hello".utf8).write(to: URL(filePath: "\(folder)/notes.txt"))
            // The manifest is written again with it, because it vouches for the file.
            #expect(try files.write(plan(), of: batch) == .init(written: 2, alreadyThere: 6))
            #expect(try bytes("\(folder)/notes.txt") == Array("hello".utf8))
            for file in try plan() { #expect(try bytes("\(folder)/\(file.path)") == file.bytes) }
        }
    }

    @Test func `no manifest vouches for a folder that could not be finished`() async throws {
        try await withTemporaryFolder { campaign in
            let files = BatchFiles(campaignFolder: campaign.path())
            try files.write(plan("BAX"), of: batch)
            let folder = files.folder(of: batch)
            try FileManager.default.removeItem(atPath: "\(folder)/metadata.tsv")
            try FileManager.default.createDirectory(
                atPath: "\(folder)/metadata.tsv",
                withIntermediateDirectories: false
            )
            let fault = #expect(throws: FileFault.self) { try files.write(plan(), of: batch) }
            #expect(fault?.call == "rename")
            #expect(fault?.code == EISDIR)
            #expect(fault?.path.hasSuffix("/metadata.tsv") == true)
            #expect(!files.isComplete(batch))
            #expect(try names(folder).allSatisfy { !$0.hasPrefix(".") })

            try FileManager.default.removeItem(atPath: "\(folder)/metadata.tsv")
            try files.write(plan(), of: batch)
            for file in try plan() { #expect(try bytes("\(folder)/\(file.path)") == file.bytes) }
        }
    }

    @Test func `what a killed process left half written is removed`() async throws {
        try await withTemporaryFolder { campaign in
            let files = BatchFiles(campaignFolder: campaign.path())
            let folder = files.folder(of: batch)
            try makeFolder(folder)
            for name in [".layout.csv.partial-3k9-1", ".manifest.json.partial-zz-44"] {
                try Data("half".utf8).write(to: URL(filePath: "\(folder)/\(name)"))
            }
            try Data().write(to: URL(filePath: "\(folder)/.keep"))
            try files.write(plan(), of: batch)
            #expect(try names(folder) == [".keep"] + Self.expectedNames)
        }
    }

    @Test func `a symbolic link in a file's place is replaced, not followed`() async throws {
        try await withTemporaryFolder { campaign in
            let files = BatchFiles(campaignFolder: campaign.path())
            let folder = files.folder(of: batch)
            try makeFolder(folder)
            let elsewhere = campaign.appending(path: "elsewhere")
            try Data("mine".utf8).write(to: elsewhere)
            try FileManager.default.createSymbolicLink(
                atPath: "\(folder)/layout.csv",
                withDestinationPath: elsewhere.path()
            )
            try files.write(plan(), of: batch)
            #expect(try Data(contentsOf: elsewhere) == Data("mine".utf8))
        }
    }

    @Test(.enabled(if: geteuid() != 0, "root may write everywhere"))
    func `a folder without write permission is named with its remedy`() async throws {
        try await withTemporaryFolder { campaign in
            try #require(chmod(campaign.path(), 0o555) == 0)
            defer { chmod(campaign.path(), 0o755) }
            let files = BatchFiles(campaignFolder: campaign.path())
            let fault = #expect(throws: FileFault.self) { try files.write(plan(), of: batch) }
            #expect(fault?.code == EACCES)
            #expect(fault?.description.contains("Give the daemon's user the right to write") == true)
        }
    }

    private func inode(_ path: String) throws -> UInt64 {
        var status = stat()
        try #require(stat(path, &status) == 0)
        return UInt64(status.st_ino)
    }
}
