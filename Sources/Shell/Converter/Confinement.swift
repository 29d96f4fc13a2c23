import CLinux
import Glibc

/// What the child may take before it is stopped.
package struct Confinement: Sendable, Hashable {
    /// Bytes of memory beyond those of the program itself.
    package var memory: Int
    /// Seconds of processor time.
    package var seconds: Int

    /// Ten times what the slowest files take that are whole; broken ones can make the library go round for ever.
    ///
    /// - Parameter bytes: the size of the file, which the child and the library each hold a copy of, and for a
    ///   moment two.
    package init(forFileOf bytes: Int) {
        memory = (2 << 30) + 3 * bytes
        seconds = 20 + (bytes >> 22)
    }
}

/// From here on this process computes and uses the descriptors that it has, and does nothing else.
///
/// Limits: memory, processor time, no core file, no byte written to any file, no further descriptor. Then all
/// system calls fail (EPERM) but those that take memory, read and write open descriptors, and end: no file, no
/// socket, no process, no signal to another one. Where the kernel cannot filter system calls the limits remain.
/// There is no way back.
package func confine(to confinement: Confinement) throws {
    let memory = rlim_t(ownMemory() + confinement.memory)
    try limit(RLIMIT_AS, to: memory)
    // a second more until SIGKILL, so that SIGXCPU comes first and says why
    try limit(RLIMIT_CPU, to: rlim_t(confinement.seconds), atMost: rlim_t(confinement.seconds + 1))
    try limit(RLIMIT_CORE, to: 0)
    try limit(RLIMIT_FSIZE, to: 0)
    try limit(RLIMIT_NOFILE, to: 3)
    let code = linux_only_compute()
    guard code == 0 || code == -ENOSYS || code == -EINVAL else {
        throw ConverterFault("System calls cannot be filtered: \(String(cString: strerror(-code)))")
    }
}

private func limit(_ resource: __rlimit_resource, to value: rlim_t, atMost most: rlim_t? = nil) throws {
    var limits = rlimit(rlim_cur: value, rlim_max: most ?? value)
    guard setrlimit(CInt(resource.rawValue), &limits) == 0 else {
        throw ConverterFault("A limit cannot be set: \(String(cString: strerror(errno)))")
    }
}

/// Bytes of addresses in use, most of which are those of libraries.
private func ownMemory() -> Int {
    let file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return 4 << 30 }
    defer { close(file) }
    var text = [UInt8](repeating: 0, count: 64)
    let count = read(file, &text, text.count)
    let digits = text.prefix(max(count, 0)).prefix { $0 != UInt8(ascii: " ") }
    return (Int(String(decoding: digits, as: UTF8.self)) ?? 1 << 20) * Int(sysconf(CInt(_SC_PAGESIZE)))
}
