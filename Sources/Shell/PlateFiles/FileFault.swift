import Glibc

/// Why a file could not be written, for the person who looks after the machine.
package struct FileFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The system call that failed, such as `rename`.
    package let call: String
    package let path: String
    /// The value of `errno`.
    package let code: CInt

    package init(call: String, path: String, code: CInt) {
        self.call = call
        self.path = path
        self.code = code
    }

    /// What the system says: `No space left on device`.
    package var reason: String { String(cString: strerror(code)) }

    package var remedy: String {
        switch code {
        case ENOSPC: "Free some space on that disk; the batch is written when the next attempt succeeds."
        case EDQUOT: "Raise the quota of the daemon's user on that disk, or free some space."
        case EROFS:
            "The disk is mounted read-only: remount it, or list the folder under ReadWritePaths of the unit."
        case EACCES, EPERM: "Give the daemon's user the right to write in that folder."
        case ENOENT, ENOTDIR: "Make the campaign's folder, or correct its path in the configuration."
        case ENAMETOOLONG: "Shorten the barcode pattern or the campaign's name."
        case EISDIR, EEXIST, ENOTEMPTY, ELOOP: "Move away what stands in the file's place."
        case EMFILE, ENFILE: "Raise LimitNOFILE of the unit."
        case EIO: "Look at the disk: the system log says what failed."
        default: "Look at the folder and at the system log, then wait for the next attempt."
        }
    }

    package var description: String { "\(path): \(call) failed: \(reason). \(remedy)" }
}
