import DropFolder
import Glibc

/// The daemon's own folder: on a local disk, and held by one daemon at a time.
enum StateFolder {
    /// Holds the folder until released or the process ends, however it ends.
    struct Lock: Sendable {
        fileprivate let descriptor: Int32

        func release() { close(descriptor) }
    }

    /// - throws: `DaemonFault` when the folder cannot be made, lies on a network disk, or is held already.
    static func lock(_ folder: String) throws -> Lock {
        do throws(DropFolderFault) {
            try makeFolder(folder)
        } catch {
            throw DaemonFault("the state folder: \(error)")
        }
        try requireLocalDisk(folder)
        let path = "\(folder)/pairwell.lock"
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else {
            let reason = String(cString: strerror(errno))
            throw DaemonFault("\(path) cannot be opened: \(reason). The daemon's user needs to write there.")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw DaemonFault(
                "another pairwell runs on the state folder \(folder). Stop it first, or give this one a folder of its own.",
                isBusy: true
            )
        }
        return Lock(descriptor: descriptor)
    }

    /// SQLite's WAL needs shared memory, which network file systems do not have.
    private static func requireLocalDisk(_ folder: String) throws {
        guard case .listingOnly(let reason) = try WatchMode(ofFolder: folder) else { return }
        throw DaemonFault(
            "the state folder \(folder) is not on a local disk (\(reason)), where alone the store is safe. Set 'state' to a folder on a local disk; the campaigns' folders may stay on the share."
        )
    }
}
