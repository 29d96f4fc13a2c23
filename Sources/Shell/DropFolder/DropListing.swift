import Glibc

/// One entry of a drop folder, as a listing saw it.
package struct DroppedEntry: Hashable, Sendable {
    /// What tells one state of a file from another.
    ///
    /// Nobody's clock matters: times are only compared with each other for equality.
    package struct State: Hashable, Sendable {
        /// Bytes.
        package let size: Int64
        /// Nanoseconds since 1970 by the clock of the file system.
        package let modified: Int64
        package let inode: UInt64
        package let device: UInt64

        package init(size: Int64, modified: Int64, inode: UInt64, device: UInt64) {
            self.size = size
            self.modified = modified
            self.inode = inode
            self.device = device
        }
    }

    package let name: FileName
    package let state: State
    /// Why it is set aside unopened; `nil` for a file to be read.
    package let refusal: Refusal?

    package init(name: FileName, state: State, refusal: Refusal? = nil) {
        self.name = name
        self.state = state
        self.refusal = refusal
    }
}

/// What a drop folder holds at one moment, folders and files still on their way left out.
package struct DropListing: Hashable, Sendable {
    /// By name.
    package let entries: [DroppedEntry]

    package init(_ entries: [DroppedEntry]) {
        self.entries = entries.sorted { $0.name < $1.name }
    }

    /// Lists `folder`, but not the folders in it.
    ///
    /// Nothing is opened and no link is followed. An entry that vanishes meanwhile is left out.
    package init(of folder: String, maximumFileBytes: Int) throws(DropFolderFault) {
        let opened = try OpenFolder(folder, action: "list")
        var entries: [DroppedEntry] = []
        for name in try opened.names() where !name.isTemporary {
            guard let facts = try opened.facts(of: name) else { continue }
            let state = DroppedEntry.State(facts)
            let refusal: Refusal?
            switch facts.st_mode & S_IFMT {
            case S_IFDIR: continue
            case S_IFREG where state.size > Int64(maximumFileBytes):
                refusal = .tooLarge(bytes: state.size, limit: maximumFileBytes)
            case S_IFREG: refusal = nil
            case S_IFLNK: refusal = .symbolicLink
            case let other: refusal = .special(kindName(other))
            }
            entries.append(DroppedEntry(name: name, state: state, refusal: refusal))
        }
        self.init(entries)
    }
}

private func kindName(_ mode: mode_t) -> String {
    switch mode {
    case S_IFIFO: "a pipe"
    case S_IFSOCK: "a socket"
    case S_IFCHR, S_IFBLK: "a device"
    default: "not a file"
    }
}
