import FoundationEssentials
import Glibc
import PlateFiles
import TestSupport
import Testing

@Suite struct AtomicWriteTests {
    @Test func `a file is replaced whole and nothing else stays`() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "pairs.csv").path()
            try writeAtomically("old and rather long\n", to: path)
            try writeAtomically("new\n", to: path)
            #expect(try bytes(path) == Array("new\n".utf8))
            #expect(try names(folder.path()) == ["pairs.csv"])
        }
    }

    @Test func `an empty file and a large one come out as they went in`() async throws {
        try await withTemporaryFolder { folder in
            for count in [0, 1, 3_000_000] {
                let content = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
                let path = folder.appending(path: "\(count)").path()
                try writeAtomically(content, to: path)
                #expect(try bytes(path) == content)
            }
        }
    }

    @Test func `readers see one version or another while many write`() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "page.html").path()
            let versions = (0..<8).map { String(repeating: "\($0)", count: 40_000) }
            try writeAtomically(versions[0], to: path)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for version in versions {
                    group.addTask {
                        for _ in 0..<5 {
                            try writeAtomically(version, to: path)
                            let seen = try String(decoding: bytes(path), as: UTF8.self)
                            #expect(versions.contains(seen))
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try names(folder.path()) == ["page.html"])
        }
    }

    @Test func `a path through a file names the call, the path and the remedy`() async throws {
        try await withTemporaryFolder { folder in
            let file = folder.appending(path: "file").path()
            try writeAtomically("x", to: file)
            let fault = #expect(throws: FileFault.self) { try writeAtomically("y", to: "\(file)/deeper.csv") }
            #expect(fault?.code == ENOTDIR)
            #expect(
                fault?.description.contains("open failed: Not a directory. Make the campaign's folder")
                    == true
            )
            #expect(throws: FileFault.self) { try makeFolder("\(file)/a/b") }
        }
    }

    @Test func `a failed rename leaves no temporary file`() async throws {
        try await withTemporaryFolder { folder in
            try makeFolder(folder.appending(path: "taken/inside").path())
            let fault = #expect(throws: FileFault.self) {
                try writeAtomically("x", to: folder.appending(path: "taken").path())
            }
            #expect(fault?.call == "rename")
            #expect(try names(folder.path()) == ["taken"])
        }
    }

    @Test(arguments: [
        (ENOSPC, "No space left on device. Free some space"),
        (EROFS, "Read-only file system. The disk is mounted read-only"),
        (EACCES, "Permission denied. Give the daemon's user"),
        (EDQUOT, "Disk quota exceeded. Raise the quota"),
    ])
    func `a fault says what the system said and what to do`(code: CInt, text: String) {
        let fault = FileFault(call: "write", path: "batches/r1/layout.csv", code: code)
        #expect(fault.description.hasPrefix("batches/r1/layout.csv: write failed: \(text)"))
    }

    @Test func `folders are made as deep as needed`() async throws {
        try await withTemporaryFolder { folder in
            let deep = folder.appending(path: "a/b/c").path()
            try makeFolder(deep)
            try makeFolder(deep)
            #expect(try names(folder.appending(path: "a/b").path()) == ["c"])
        }
    }
}
