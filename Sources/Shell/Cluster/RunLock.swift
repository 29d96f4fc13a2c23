import Glibc

/// Keeps a second process from taking care of the same run.
///
/// The lock belongs to an open file, which `sbatch` inherits: where this process is killed while `sbatch` still
/// talks to Slurm, the next session waits until that has ended, and then finds what it sent.
final class RunLock: Sendable {
    let descriptor: CInt

    enum Attempt {
        case taken(RunLock)
        /// By whom, as a person reads it, and whether that process still runs on this machine.
        case held(by: String, isAlive: Bool)
    }

    private init(_ descriptor: CInt) { self.descriptor = descriptor }

    deinit {
        // no program that inherited it is left by then, and a child that is just being started may hold a copy
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    /// Takes the lock or tells who has it; never waits.
    static func attempt(_ path: String) throws(ClusterFault) -> Attempt {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw fault("open", path, errno) }
        let lock = RunLock(descriptor)
        let host = hostName()
        if flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            let code = errno
            // a file system without locks: the run goes on, and two at once are the person's own doing
            guard code == EWOULDBLOCK || code == EINTR else { return .taken(lock) }
            let owner = lock.text().split(separator: " ").map(String.init)
            let process = owner.count == 2 ? pid_t(owner[1]) : nil
            let isHere = owner.first == host
            let isAlive = process.map { !isHere || kill($0, 0) == 0 || errno == EPERM } ?? true
            let name = owner.count == 2 ? "process \(owner[1]) on \(printable(owner[0]))" : "another process"
            return .held(by: name, isAlive: isAlive)
        }
        let text = Array("\(host) \(getpid())\n".utf8)
        if ftruncate(descriptor, 0) == 0 { _ = pwrite(descriptor, text, text.count, 0) }
        return .taken(lock)
    }

    private func text() -> String {
        var bytes = [UInt8](repeating: 0, count: 300)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self).filter { $0 != "\n" }
    }
}

private func hostName() -> String {
    var bytes = [CChar](repeating: 0, count: 256)
    guard gethostname(&bytes, 255) == 0 else { return "-" }
    let name = String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return name.isEmpty ? "-" : name
}
