import CLinux
import Glibc
import Synchronization

/// Wake-ups that say "something in the folder may have changed".
///
/// A hint carries no file name on purpose. The kernel may merge or drop events, so the reader
/// always lists the folder again; the hint only says when that is worth doing.
package enum DirectoryHints {
    /// Watches `path` until the stream is let go.
    ///
    /// Start it before the first listing, so that nothing slips in between. The stream ends by itself when the
    /// folder is removed, moved or unmounted: list, and watch again once the folder is back.
    package static func stream(path: String) throws(DropFolderFault) -> AsyncStream<Void> {
        let inotify = inotify_init1(CInt(IN_CLOEXEC | IN_NONBLOCK))
        guard inotify >= 0 else { throw DropFolderFault("watch", path, code: errno) }
        guard inotify_add_watch(inotify, path, watched) >= 0 else {
            let code = errno
            close(inotify)
            throw DropFolderFault("watch", path, code: code)
        }
        let event = linux_event_create()
        guard event >= 0 else {
            close(inotify)
            throw DropFolderFault("watch", path, code: -event)
        }
        let stop = StopSignal(event)
        let (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        continuation.onTermination = { _ in stop.signal() }
        let code = DetachedThread.start(name: "drop-hints") {
            pass(from: inotify, until: stop, to: continuation)
            close(inotify)
            stop.close()
        }
        guard code == 0 else {
            close(inotify)
            stop.close()
            throw DropFolderFault("watch", path, code: code)
        }
        return stream
    }

    // IN_CREATE too: links and pipes are never closed after writing, and a file's quiet period can begin
    // when its first byte is written.
    private static let watched =
        UInt32(
            IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE | IN_DELETE_SELF | IN_MOVE_SELF
        ) | UInt32(IN_ONLYDIR)

    private static let ends = UInt32(IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED | IN_UNMOUNT)

    private static func pass(
        from inotify: CInt,
        until stop: StopSignal,
        to continuation: AsyncStream<Void>.Continuation
    ) {
        withUnsafeTemporaryAllocation(byteCount: 64 * 1024, alignment: 8) { buffer in
            while true {
                var waits = [
                    pollfd(fd: inotify, events: Int16(POLLIN), revents: 0),
                    pollfd(fd: stop.descriptor, events: Int16(POLLIN), revents: 0),
                ]
                if poll(&waits, 2, -1) < 0 {
                    if errno == EINTR || errno == ENOMEM { continue }
                    return continuation.finish()
                }
                if waits[1].revents != 0 { return }
                var ended = false
                while true {
                    let got = read(inotify, buffer.baseAddress, buffer.count)
                    guard got > 0 else { break }
                    ended = ended || endsWatch(UnsafeRawBufferPointer(rebasing: buffer[..<got]))
                }
                continuation.yield()
                if ended { return continuation.finish() }
            }
        }
    }

    /// Whether one of the events says that the watch is over.
    private static func endsWatch(_ events: UnsafeRawBufferPointer) -> Bool {
        let header = MemoryLayout<inotify_event>.size
        var offset = 0
        while offset + header <= events.count {
            let event = events.loadUnaligned(fromByteOffset: offset, as: inotify_event.self)
            if event.mask & ends != 0 { return true }
            offset += header + Int(event.len)
        }
        return false
    }
}

/// An event descriptor that may be signalled by one thread while another closes it.
private final class StopSignal: Sendable {
    let descriptor: CInt
    private let isOpen = Mutex(true)

    init(_ descriptor: CInt) { self.descriptor = descriptor }

    func signal() {
        isOpen.withLock { isOpen in
            if isOpen { _ = linux_event_signal(descriptor) }
        }
    }

    func close() {
        isOpen.withLock { isOpen in
            isOpen = false
            _ = Glibc.close(descriptor)
        }
    }
}
