import Agent
import ArgumentParser

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run the daemon.",
        discussion: """
            Watches the drop folders of every campaign and goes round the loop as results arrive. SIGTERM \
            (or Ctrl-C) finishes the step in hand and leaves; started again, it goes on where it was.
            """
    )

    @OptionGroup var configurationFile: ConfigurationOption

    func run() async throws {
        let configuration = try configurationFile.load()
        do {
            try await Daemon(configuration, version: Pairwell.version).run()
        } catch let fault as DaemonFault {
            throw Failure(fault.isBusy ? .unavailable : .cannotCreate, fault.description)
        }
    }
}
