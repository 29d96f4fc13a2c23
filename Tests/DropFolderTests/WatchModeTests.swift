import FoundationEssentials
import Glibc
import TestSupport
import Testing

@testable import DropFolder

struct WatchModeTests {
    @Test(
        arguments: [
            (0x6969, "NFS"), (0xFF53_4D42, "CIFS"), (0xFE53_4D42, "SMB"), (0x6573_5546, "FUSE"),
            (0x0102_1997, "9p"),
            (0x0BD0_0BD0, "Lustre"),
        ] as [(UInt64, String)]
    )
    func `shares are listed only, with the reason`(_ kind: UInt64, _ name: String) {
        let reason = "\(name) does not tell of files written by other machines"
        #expect(WatchMode(fileSystem: kind) == .listingOnly(reason: reason))
    }

    @Test(arguments: [0xEF53, 0x5846_5342, 0x9123_683E, 0x0102_1994, 0x794C_7630, 0] as [UInt64])
    func `local and unknown file systems give events`(_ kind: UInt64) {
        #expect(WatchMode(fileSystem: kind) == .eventsAndListing)
    }

    @Test func `the kernel is asked, and names a folder it does not know`() throws {
        // procfs, which is local and everywhere.
        #expect(try WatchMode(ofFolder: "/proc") == .eventsAndListing)
        #expect(throws: DropFolderFault("look at", "/none/such", code: ENOENT)) {
            try WatchMode(ofFolder: "/none/such")
        }
    }
}

struct CampaignFoldersTests {
    @Test func `the folders are made once and left alone after`() async throws {
        try await withTemporaryFolder { folder in
            let folders = CampaignFolders(root: folder.appending(path: "srv/one").path())
            try folders.create()
            let drop = try TestDrop(in: folder, named: "srv/one/drop")
            try drop.put("x", as: "a.csv")
            try folders.create()
            #expect(try drop.names() == ["a.csv"])
            let root = try TestDrop(in: folder, named: "srv/one")
            #expect(
                try root.names() == ["accepted", "batches", "drop", "predictions", "rejected", "samples"]
            )
        }
    }

    @Test func `a file in the way is named with its remedy`() async throws {
        try await withTemporaryFolder { folder in
            let root = try TestDrop(in: folder, named: "one")
            try root.put("x", as: "drop")
            let fault = try #require(throws: DropFolderFault.self) {
                try CampaignFolders(root: root.path).create()
            }
            #expect(
                fault.description == """
                    cannot use '\(root.path)/drop': Not a directory. A part of this path is a file; move that file \
                    away or name another folder.
                    """
            )
        }
    }

    @Test func `permission and limits each have a remedy of their own`() {
        #expect(
            DropFolderFault("use", "/srv/one/drop", code: EACCES).description == """
                cannot use '/srv/one/drop': Permission denied. Give the user that runs pairwell permission to read, \
                write and enter it.
                """
        )
        #expect(
            DropFolderFault("watch", "/srv", code: ENOSPC).description.contains("fs.inotify.max_user_watches")
        )
        #expect(
            DropFolderFault("watch", "/srv", code: EMFILE).description.contains(
                "fs.inotify.max_user_instances"
            )
        )
        #expect(DropFolderFault("write", "/srv", code: ENOSPC).description.contains("Free some space"))
    }
}
