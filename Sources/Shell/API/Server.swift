import Hummingbird
import HummingbirdCore
package import Logging
package import ServiceLifecycle

/// The HTTP server, ready to run in a service group.
package func buildServer(
    reader: any CampaignReader,
    configuration: ServerConfiguration,
    logger: Logger
) -> any Service {
    application(reader: reader, configuration: configuration, logger: logger)
}

/// The same with its type, for tests that drive the router without a socket.
func application(
    reader: any CampaignReader,
    configuration: ServerConfiguration,
    logger: Logger
) -> some ApplicationProtocol {
    let router = Router(context: BasicRequestContext.self, options: .autoGenerateHeadEndpoints)
    // In the order in which a request meets them.
    router.add(middleware: RequestCounter())
    router.add(middleware: ReplyHeaders())
    router.add(middleware: FaultReplies(logger: logger))
    router.add(middleware: HostGuard(configuration: configuration))
    router.add(middleware: CrossSiteGuard())
    router.add(middleware: TokenGuard(token: configuration.token))
    addHealthRoutes(to: router, reader: reader, token: configuration.token)
    addCampaignRoutes(to: router, reader: reader)
    addPredictionRoutes(to: router, reader: reader, maximumBodyBytes: configuration.maximumBodyBytes)
    addPageRoutes(to: router, reader: reader, refreshSeconds: configuration.refreshSeconds)
    return Application(
        router: router,
        server: .http1(configuration: .init(idleTimeout: .seconds(60))),
        configuration: ApplicationConfiguration(
            address: .hostname(configuration.host, port: configuration.port),
            serverName: "pairwell",
            availableConnectionsDelegate: MaximumAvailableConnections(256)
        ),
        logger: logger
    )
}

typealias APIRouter = Router<BasicRequestContext>
