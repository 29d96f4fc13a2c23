import Cycle
import FoundationEssentials
import Logging
import ServiceLifecycle
import Store
import Telemetry

/// Tells systemd that the daemon is up, how it stands, and, while every loop lives, that it lives.
struct Watchdog: Service {
    let vitals: Vitals
    let store: Store
    let logger: Logger

    func run() async throws {
        let notifier = SystemdNotifier(environment: ProcessInfo.processInfo.environment)
        notifier.ready()
        let pause = min(notifier.watchdogInterval ?? 10, 10)
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            let stuck = vitals.stuck
            if stuck.isEmpty {
                notifier.watchdog()
            } else {
                logger.critical("a loop is stuck", metadata: ["loops": "\(stuck.joined(separator: ", "))"])
            }
            notifier.status(await statusLine())
            Measures.memory()
            // because a store that is busy now is asked again in a few seconds
            if let counts = try? await store.deliveryCounts() {
                Measures.notices(
                    waiting: counts["waiting", default: 0],
                    abandoned: counts["abandoned", default: 0]
                )
            }
            // because a cancelled sleep only means that the daemon stops
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(pause)) }
        }
        notifier.stopping()
    }

    private func statusLine() async -> String {
        var parts: [String] = []
        do {
            for campaign in try await store.campaigns() {
                let (standing, pairs) = try await store.standing(of: campaign.id)
                let round = standing.latest?.round ?? 0
                let owed = standing.latest?.owed ?? 0
                parts.append(
                    "\(campaign.id): round \(round), \(owed) wells owed, \(pairs.measured.count) pairs measured"
                )
            }
        } catch {
            return "the store cannot be read: \(error)"
        }
        return parts.joined(separator: "; ")
    }
}
