import CLinux
import Glibc

/// Starts a thread that nobody waits for.
enum DetachedThread {
    fileprivate final class Body: Sendable {
        let name: String
        let run: @Sendable () -> Void

        init(name: String, run: @escaping @Sendable () -> Void) {
            self.name = name
            self.run = run
        }
    }

    /// Returns 0, or the errno that says why there is no thread.
    static func start(name: String, _ run: @escaping @Sendable () -> Void) -> CInt {
        let body = Unmanaged.passRetained(Body(name: name, run: run))
        var thread = pthread_t()
        let code = pthread_create(&thread, nil, threadMain, body.toOpaque())
        guard code == 0 else {
            body.release()
            return code
        }
        return pthread_detach(thread)
    }
}

private func threadMain(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    let body = Unmanaged<DetachedThread.Body>.fromOpaque(context).takeRetainedValue()
    linux_name_thread(body.name)
    body.run()
    return nil
}
