import Glibc

/// A system call on a folder or file of the lab's that failed: the call, the path, the code, the remedy.
package struct DropFolderFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was being done, as a verb: `list`, `open`, `move`.
    package let action: String
    package let path: String
    package let code: CInt

    package init(_ action: String, _ path: String, code: CInt) {
        self.action = action
        self.path = path
        self.code = code
    }

    /// The folder or file is not there: it was taken away, or its share is not mounted.
    package var isMissing: Bool { code == ENOENT || code == ENOTDIR || code == ESTALE }

    /// Whether trying again later may help without anyone changing anything.
    package var isTransient: Bool {
        [EAGAIN, EINTR, EBUSY, ENFILE, EMFILE, ENOMEM, EIO, ESTALE, ETIMEDOUT, ETXTBSY].contains(code)
    }

    package var description: String {
        "cannot \(action) '\(path)': \(String(cString: strerror(code))). \(remedy)"
    }

    private var remedy: String {
        switch code {
        case EACCES, EPERM: "Give the user that runs pairwell permission to read, write and enter it."
        case ENOENT: "Make it, or mount the share it lies on."
        case ENOTDIR: "A part of this path is a file; move that file away or name another folder."
        case EEXIST: "Something else of that name is in the way; move it away."
        case ENOSPC where action == "watch":
            "Raise the limit with 'sysctl fs.inotify.max_user_watches=524288'."
        case EMFILE where action == "watch":
            "Raise the limit with 'sysctl fs.inotify.max_user_instances=1024'."
        case ENOSPC, EDQUOT: "Free some space on that disk."
        case EROFS: "The file system is read-only; mount it for writing."
        case ESTALE: "The share was taken away on the server; mount it again."
        case ELOOP: "It is a symbolic link, and links are not followed here."
        default: "It is tried again."
        }
    }
}
