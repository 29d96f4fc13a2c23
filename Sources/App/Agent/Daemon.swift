import API
import DropFolder
import FoundationEssentials
import LinearAlgebra
import Logging
import Metrics
import Notices
import PlateFiles
import Screen
import ServiceLifecycle
package import Settings
import Store
import Telemetry
import UnixSignals

/// The composition root: builds every service from a configuration and runs them together.
package struct Daemon: Sendable {
    private let configuration: Configuration
    private let version: String

    package init(_ configuration: Configuration, version: String) {
        self.configuration = configuration
        self.version = version
    }

    /// Runs until SIGTERM or SIGINT; the step in hand is finished first.
    ///
    /// - throws: `DaemonFault` when it cannot start.
    package func run() async throws {
        bootstrapLogging(level: Logger.Level(rawValue: configuration.logLevel) ?? .info)
        let metrics = PrometheusMetrics()
        Measures.describe(in: metrics)
        MetricsSystem.bootstrap(metrics)
        let logger = Logger(label: "pairwell")
        NumericsKernel.useOneThread()
        if NumericsKernel.name == "Prescott" {
            logger.warning(
                "OpenBLAS chose an old kernel; where the processor knows AVX2, set OPENBLAS_CORETYPE=Haswell"
            )
        }
        let lock = try StateFolder.lock(configuration.stateFolder)
        defer { lock.release() }
        if let listen = configuration.listen { try ListenProbe.check(listen) }
        let store = try await openStore()
        let services = try await services(store, metrics, logger)
        logger.info(
            "started",
            metadata: [
                "version": "\(version)", "campaigns": "\(configuration.campaigns.count)",
                "blas.kernel": "\(NumericsKernel.name)", "blas.threads": "\(NumericsKernel.threads)",
            ]
        )
        var group = ServiceGroupConfiguration(
            services: services.map {
                .init(service: $0, successTerminationBehavior: .gracefullyShutdownGroup)
            },
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger
        )
        group.maximumGracefulShutdownDuration = .seconds(540)
        try await ServiceGroup(configuration: group).run()
        try await store.close()
        logger.info("stopped")
    }

    private func openStore() async throws -> Store {
        do {
            return try await Store.open(at: configuration.storePath)
        } catch let fault as StoreFault {
            throw DaemonFault(fault.description)
        }
    }

    /// In order of dependence: what comes later is shut down first.
    private func services(
        _ store: Store,
        _ metrics: PrometheusMetrics,
        _ logger: Logger
    ) async throws -> [any Service] {
        let clock = DaemonClock.system
        let vitals = Vitals(clock: clock)
        let destinations = try configuration.notices.map { try Destination($0, logger: logger) }
        try await store.abandonDeliveries(exceptTo: destinations.map(\.name))
        let courier = Courier(
            destinations: destinations,
            outbox: StoreOutbox(store: store),
            now: clock.now,
            logger: logger
        )
        let predictor = try configuration.essentiality.map { try Predictor(modelFile: $0.model) }
        // a courier without destinations has nothing to run for, and would end the group
        var services: [any Service] = destinations.isEmpty ? [] : [courier]
        for settings in configuration.campaigns {
            let desk = NoticeDesk(destinations.filter { settings.notices.contains($0.name) })
            let loop = CampaignLoop(
                settings,
                watch: configuration.watch,
                version: version,
                store: store,
                desk: desk,
                clock: clock,
                vitals: vitals,
                logger: logger,
                noticeEntered: { courier.wake() }
            )
            do {
                try await loop.prepare()
            } catch let fault as DropFolderFault {
                throw DaemonFault(fault.description)
            } catch let fault as FileFault {
                throw DaemonFault(fault.description)
            }
            let needed = try settings.line.flatMap { line in
                try predictor?.neededGenes(of: line, among: settings.genes)
            }
            try await store.setNeededGenes(needed, of: settings.id)
            services.append(
                WatchedFolder(path: loop.folders.drop, name: settings.id.text, vitals: vitals, logger: logger)
                {
                    try await loop.turn()
                }
            )
            guard let predictor else { continue }
            let samples = SampleLoop(
                settings,
                watch: configuration.watch,
                store: store,
                predictor: predictor,
                desk: desk,
                clock: clock,
                vitals: vitals,
                logger: logger,
                noticeEntered: { courier.wake() }
            )
            services.append(
                WatchedFolder(
                    path: loop.folders.samples,
                    name: "\(settings.id) samples",
                    vitals: vitals,
                    logger: logger
                ) { try await samples.turn() }
            )
        }
        let reader = StoreReader(
            store: store,
            predictions: predictor.map { PredictionDesk($0) },
            metrics: metrics,
            vitals: vitals,
            version: version,
            clock: clock,
            relations: Dictionary(
                uniqueKeysWithValues: configuration.campaigns.map { ($0.id, $0.relations) }
            )
        )
        if let listen = configuration.listen {
            let server = ServerConfiguration(
                host: listen.host,
                port: listen.port,
                token: try configuration.apiTokenFile.map { try accessToken(file: $0, logger: logger) }
            )
            services.append(buildServer(reader: reader, configuration: server, logger: logger))
        }
        services.append(Watchdog(vitals: vitals, store: store, logger: logger))
        return services
    }
}

/// Why the daemon cannot start, with the remedy.
package struct DaemonFault: Error, CustomStringConvertible {
    package let description: String
    /// Another daemon holds the state folder.
    package let isBusy: Bool

    package init(_ description: String, isBusy: Bool = false) {
        self.description = description
        self.isBusy = isBusy
    }
}

extension Configuration {
    /// The SQLite file that holds every fact.
    package var storePath: String { "\(stateFolder)/pairwell.sqlite" }
}

private func accessToken(file: String, logger: Logger) throws -> AccessToken {
    do {
        return AccessToken(try loadSecret(file: file, logger: logger).exposed)
    } catch {
        throw DaemonFault("\(error)")
    }
}

extension Destination {
    init(_ settings: NoticeDestination, logger: Logger) throws {
        let kind: Kind =
            switch settings.kind {
            case .webhook: .webhook
            case .slack: .slack
            }
        let url: Secret =
            switch settings.address {
            case .file(let path): try loadSecret(file: path, logger: logger)
            case .loopback(let text): Secret(text)
            }
        try self.init(
            name: settings.name,
            kind: kind,
            url: url,
            secret: settings.secretFile.map { try loadSecret(file: $0, logger: logger) },
            events: Set(settings.events)
        )
    }
}
