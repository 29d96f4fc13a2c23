import DropFolder
import Logging
import ServiceLifecycle

/// Calls `turn` whenever a folder may have changed, when `turn` asked to be called again, and at shutdown
/// no more.
struct WatchedFolder: Service {
    let path: String
    let name: String
    let vitals: Vitals
    let logger: Logger
    /// Does what there is to do, and says in how many seconds to look again at the latest.
    let turn: @Sendable () async throws -> Double

    /// Seconds before a turn that failed is tried again.
    private static let pauseAfterFault = 5.0

    func run() async throws {
        let (wakes, waker) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await forwardHints(to: waker) }
            group.addTask {
                await withGracefulShutdownHandler {
                    await turnUntilShutdown(wakes, waker)
                } onGracefulShutdown: {
                    waker.yield()
                }
            }
            // the turning task ends at shutdown; the forwarding one only when cancelled
            await group.next()
            group.cancelAll()
        }
    }

    private func turnUntilShutdown(_ wakes: AsyncStream<Void>, _ waker: AsyncStream<Void>.Continuation) async
    {
        var wakes = wakes.makeAsyncIterator()
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            var pause = WatchedFolder.pauseAfterFault
            do {
                pause = try await turn()
                vitals.recovered(name)
            } catch {
                vitals.stumbled(name, over: "\(error)")
                logger.error("turn failed", metadata: ["loop": "\(name)", "fault": "\(error)"])
            }
            let wait = pause
            let alarm = Task {
                do { try await Task.sleep(for: .seconds(wait)) } catch { return }
                waker.yield()
            }
            await wakes.next()
            alarm.cancel()
        }
    }

    /// Keeps a watch on the folder; where that fails, the periodic listing still finds what was dropped.
    private func forwardHints(to waker: AsyncStream<Void>.Continuation) async {
        while !Task.isCancelled {
            do {
                for await _ in try DirectoryHints.stream(path: path) { waker.yield() }
            } catch {
                logger.warning("cannot watch the folder; listing it instead", metadata: ["fault": "\(error)"])
            }
            // because a cancelled sleep only means that the daemon stops
            try? await Task.sleep(for: .seconds(WatchedFolder.pauseAfterFault))
        }
        // a wait here would hold up a shutdown that has begun
        waker.yield()
    }
}
