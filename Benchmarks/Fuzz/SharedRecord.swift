import Glibc

/// What a worker leaves in memory that its parent sees, also when it crashes.
struct SharedRecord {
    private let base: UnsafeMutableRawPointer

    private static let ruleCount = 96
    private static let nameLength = 56
    private static let slotsLength = 128

    static let size = slotsLength + ruleCount * (nameLength + 8)

    init() {
        let memory = mmap(
            nil,
            SharedRecord.size,
            PROT_READ | PROT_WRITE,
            MAP_SHARED | MAP_ANONYMOUS,
            -1,
            0
        )
        precondition(memory != MAP_FAILED, "no memory to share")
        base = memory ?? UnsafeMutableRawPointer(bitPattern: 1).unsafelyUnwrapped
    }

    func release() { munmap(base, SharedRecord.size) }

    private func slot(_ number: Int) -> UnsafeMutablePointer<Int> {
        (base + 8 * number).assumingMemoryBound(to: Int.self)
    }

    /// The input in work, or −1.
    var current: Int {
        get { slot(0).pointee }
        nonmutating set { slot(0).pointee = newValue }
    }

    /// When it was begun, in nanoseconds of the worker's processor time.
    var begun: Int {
        get { slot(1).pointee }
        nonmutating set { slot(1).pointee = newValue }
    }

    /// The same in nanoseconds of the clock on the wall.
    var begunOnWall: Int {
        get { slot(8).pointee }
        nonmutating set { slot(8).pointee = newValue }
    }

    var done: Int {
        get { slot(2).pointee }
        nonmutating set { slot(2).pointee = newValue }
    }

    var taken: Int {
        get { slot(3).pointee }
        nonmutating set { slot(3).pointee = newValue }
    }

    /// Nanoseconds, and which input it was.
    var slowest: (time: Int, number: Int) {
        get { (slot(4).pointee, slot(5).pointee) }
        nonmutating set { (slot(4).pointee, slot(5).pointee) = newValue }
    }

    /// Kilobytes that the worker grew by, and at which input.
    var peak: (growth: Int, number: Int) {
        get { (slot(6).pointee, slot(7).pointee) }
        nonmutating set { (slot(6).pointee, slot(7).pointee) = newValue }
    }

    func count(rule: String) {
        let name = Array(rule.utf8.prefix(SharedRecord.nameLength - 1))
        for index in 0..<SharedRecord.ruleCount {
            let entry = base + SharedRecord.slotsLength + index * (SharedRecord.nameLength + 8)
            let count = entry.assumingMemoryBound(to: Int.self)
            let letters = UnsafeMutableRawBufferPointer(start: entry + 8, count: SharedRecord.nameLength)
            if count.pointee == 0 {
                letters.copyBytes(from: name)
                letters[name.count] = 0
            } else if !letters.prefix(name.count).elementsEqual(name) || letters[name.count] != 0 {
                continue
            }
            count.pointee += 1
            return
        }
    }

    var rules: [String: Int] {
        var counts: [String: Int] = [:]
        for index in 0..<SharedRecord.ruleCount {
            let entry = base + SharedRecord.slotsLength + index * (SharedRecord.nameLength + 8)
            let count = entry.load(as: Int.self)
            guard count > 0 else { continue }
            let letters = UnsafeRawBufferPointer(start: entry + 8, count: SharedRecord.nameLength)
            counts[String(decoding: letters.prefix { $0 != 0 }, as: UTF8.self), default: 0] += count
        }
        return counts
    }
}
