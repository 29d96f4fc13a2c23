import AnnData
import ArgumentParser
import Converter
import Glibc
import Readouts
import Screen

/// The half of `Converter` that reads the file; not for people.
struct ConvertCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert",
        abstract: "Turn a file into CSV, from a pipe into a pipe.",
        shouldDisplay: false,
        subcommands: [H5AD.self]
    )

    struct H5AD: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "h5ad",
            abstract: "Turn AnnData into CSV.",
            discussion: """
                Takes as many bytes as announced from standard input. Exits with 0 after CSV, with 65 after a \
                rejection as JSON, with 71 where the machine does not let it work. Confines itself first: standard \
                output has to be a pipe.
                """
        )

        @Option(help: "The size of the file.") var bytes: Int

        func validate() throws {
            guard (0...1 << 40).contains(bytes) else {
                throw ValidationError("--bytes is the size of a file.")
            }
        }

        func run() throws {
            do {
                try confine(to: Confinement(forFileOf: bytes))
                let table = try AnnDataReader.read(try readStandardInput(bytes))
                try table.writeCSV(naming: metadataName, to: writeStandardOutput)
            } catch let rejection as Rejection {
                try encoded(rejection).withUnsafeBytes(writeStandardOutput)
                throw ExitCode(ConverterExit.rejected)
            } catch {
                throw Failure(.operatingSystem, "\(error)")
            }
        }
    }
}
