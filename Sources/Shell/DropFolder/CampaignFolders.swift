import Glibc

/// The folders of one campaign that the lab sees.
package struct CampaignFolders: Hashable, Sendable {
    package let root: String

    package init(root: String) { self.root = root }

    package var drop: String { "\(root)/drop" }
    package var accepted: String { "\(root)/accepted" }
    package var rejected: String { "\(root)/rejected" }
    package var batches: String { "\(root)/batches" }
    package var samples: String { "\(root)/samples" }
    package var predictions: String { "\(root)/predictions" }

    package var all: [String] { [drop, accepted, rejected, batches, samples, predictions] }

    /// Makes the folders that are missing, and checks that each can be read and written.
    ///
    /// Folders that are there are left as they are; a folder may be a link to one on another disk.
    package func create() throws(DropFolderFault) {
        try makeFolder(root)
        for path in all { try makeFolder(path) }
    }
}

/// Makes a folder and those above it that are missing, then checks that it can be used.
package func makeFolder(_ path: String) throws(DropFolderFault) {
    if mkdir(path, 0o775) < 0 {
        let code = errno
        switch code {
        case EEXIST: break
        case ENOENT:
            guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else {
                throw DropFolderFault("make", path, code: code)
            }
            try makeFolder(String(path[..<slash]))
            guard mkdir(path, 0o775) == 0 || errno == EEXIST else {
                throw DropFolderFault("make", path, code: errno)
            }
        default: throw DropFolderFault("make", path, code: code)
        }
    }
    var facts = stat()
    guard stat(path, &facts) == 0 else { throw DropFolderFault("use", path, code: errno) }
    guard facts.st_mode & S_IFMT == S_IFDIR else { throw DropFolderFault("use", path, code: ENOTDIR) }
    guard access(path, R_OK | W_OK | X_OK) == 0 else { throw DropFolderFault("use", path, code: errno) }
}
