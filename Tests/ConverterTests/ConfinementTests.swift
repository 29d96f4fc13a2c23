import Converter
import Glibc
import Testing

@Suite struct ConfinementTests {
    @Test func `a confined process opens no file and no socket and starts no process`() async {
        await #expect(processExitsWith: .success) {
            try confine(to: Confinement(forFileOf: 0))
            guard open("/etc/hostname", O_RDONLY) < 0, socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0) < 0,
                fork() < 0, kill(getppid(), 0) < 0, dup(0) < 0
            else { exit(1) }
            exit(0)
        }
    }

    @Test func `a confined process gets no more memory than its share`() async {
        await #expect(processExitsWith: .success) {
            var confinement = Confinement(forFileOf: 0)
            confinement.memory = 64 << 20
            try confine(to: confinement)
            exit(isGranted(bytes: 1 << 20) && !isGranted(bytes: 256 << 20) ? 0 : 1)
        }
    }

    @Test func `a confined process that computes without end is stopped`() async {
        await #expect(processExitsWith: .signal(SIGXCPU)) {
            var confinement = Confinement(forFileOf: 0)
            confinement.seconds = 1
            try confine(to: confinement)
            var number = 1
            while number != 0 { number = number &* 3 | 1 }
            exit(CInt(truncatingIfNeeded: number))
        }
    }

    @Test func `a confined process still computes, reads and writes`() async {
        let result = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
            try confine(to: Confinement(forFileOf: 100))
            let words = (0..<100_000).map { "\($0)" }.joined()
            try Array("ready \(words.count)\n".utf8).withUnsafeBytes(writeStandardOutput)
            exit(0)
        }
        let text = String(decoding: result?.standardOutputContent ?? [], as: UTF8.self)
        #expect(text.contains("ready 488890"))
    }
}

/// Asks the kernel itself, because a compiler may do away with `malloc` whose memory is not used.
private func isGranted(bytes: Int) -> Bool {
    mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED
}
