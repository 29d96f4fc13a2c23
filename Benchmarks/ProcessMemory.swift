import Glibc

/// What the kernel says of a process's memory; a process is a number or `self`.
enum ProcessMemory {
    /// Bytes in RAM.
    static func resident(of process: String) -> Int? {
        kilobytes("VmRSS", in: "/proc/\(process)/status").map { $0 * 1024 }
    }

    /// The most bytes that were in RAM at once.
    static func peak(of process: String) -> Int? {
        kilobytes("VmHWM", in: "/proc/\(process)/status").map { $0 * 1024 }
    }

    /// Bytes in RAM, those shared with other processes counted by share.
    static func proportional(of process: String) -> Int? {
        kilobytes("Pss", in: "/proc/\(process)/smaps_rollup").map { $0 * 1024 }
    }

    /// Bytes in RAM that no file backs: heap and stacks.
    static func anonymous(of process: String) -> Int? {
        kilobytes("Anonymous", in: "/proc/\(process)/smaps_rollup").map { $0 * 1024 }
    }

    /// Seconds of processor time so far.
    static func processorTime(of process: String) -> Double? {
        guard let text = fileText("/proc/\(process)/stat"), let end = text.lastIndex(of: ")") else {
            return nil
        }
        // The command's name, in brackets, may hold blanks; user and system time are the 12th and 13th after it.
        let fields = text[end...].dropFirst(2).split(separator: " ")
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else {
            return nil
        }
        return (user + system) / Double(sysconf(CInt(_SC_CLK_TCK)))
    }

    /// Makes this process's peak what it holds at this moment.
    static func resetPeak() -> Bool {
        let file = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { return false }
        defer { close(file) }
        return write(file, "5", 1) == 1
    }

    private static func kilobytes(_ key: String, in path: String) -> Int? {
        guard let text = fileText(path) else { return nil }
        for line in text.split(separator: "\n") where line.hasPrefix("\(key):") {
            return line.split(separator: " ").dropFirst().first.flatMap { Int($0) }
        }
        return nil
    }
}

/// A small file of the kernel's, which has no size beforehand.
func fileText(_ path: String) -> String? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
        let count = read(file, &buffer, buffer.count)
        guard count > 0 else { break }
        bytes += buffer[0..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
}
