import CLinux

/// Whether a folder's file system tells of files that other machines put there.
package enum WatchMode: Hashable, Sendable, CustomStringConvertible {
    /// Events say when a listing is worth doing; listings go on besides.
    case eventsAndListing
    /// Only listings see what others drop; the reason names the file system.
    case listingOnly(reason: String)

    package var description: String {
        switch self {
        case .eventsAndListing: "events and listing"
        case .listingOnly(let reason): "listing only (\(reason))"
        }
    }

    /// Looks up the kind of file system that `path` lies on.
    ///
    /// The kind decides, not a probe: a file written here does raise an event on NFS, while one written by
    /// another machine does not.
    package init(ofFolder path: String) throws(DropFolderFault) {
        var kind: UInt64 = 0
        let result = linux_file_system(path, &kind)
        guard result == 0 else { throw DropFolderFault("look at", path, code: -result) }
        self.init(fileSystem: kind)
    }

    /// By the number in `f_type` of statfs(2); unknown kinds count as local.
    package init(fileSystem kind: UInt64) {
        guard let name = WatchMode.silentKinds[kind] else {
            self = .eventsAndListing
            return
        }
        self = .listingOnly(reason: "\(name) does not tell of files written by other machines")
    }

    /// File systems whose files may be written by other machines, or whose drivers raise no events.
    private static let silentKinds: [UInt64: String] = [
        0x6969: "NFS",
        0xFF53_4D42: "CIFS",
        0xFE53_4D42: "SMB",
        0x517B: "SMB",
        0x6573_5546: "FUSE",
        0x0102_1997: "9p",
        0x0BD0_0BD0: "Lustre",
        0x5346_414F: "AFS",
        0x00C3_6400: "Ceph",
        0x4750_5346: "GPFS",
        0x1983_0326: "BeeGFS",
        0x786F_4256: "a VirtualBox share",
        0xBACB_ACBC: "a VMware share",
    ]
}
