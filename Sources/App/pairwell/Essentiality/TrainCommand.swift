import Agent
import ArgumentParser
import Essentiality
import Expression
import FoundationEssentials
import LinearAlgebra
import PlateFiles
import Screen
import Statistics
import Threads

struct TrainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Train essentiality models: how much a line needs each gene, told from its expression.",
        discussion: """
            Takes DepMap's files of any release, CSV or TSV, plain or compressed. Each target is judged by lines that its \
            models have not seen, the folds chosen by the seed as scikit-learn's KFold does; the model that is written has \
            then learnt from all lines. The models stack a kernel of all expression with ridge and trees on modifier \
            genes.
            """
    )

    @OptionGroup var source: TrainingSource
    @Option(help: "Folds by which targets are judged.") var folds = 5
    @Option(help: "Chooses the folds and the chance in models.") var seed: UInt64 = 0
    @Option(name: [.customLong("model"), .customLong("output")], help: "Where to write the model.")
    var model = "essentiality.pwmodel"
    @Option(help: "Where to write each line's predictions by models that had not seen it (CSV).")
    var predictions: String?
    @Option(help: "A folder that keeps what is done, so that the same command goes on where it stopped.")
    var run: String?
    @Option(help: "Threads; as many as there are processors by default.") var threads: Int?
    @Flag(help: "Print JSON for programs.") var json = false

    func validate() throws {
        guard (3...20).contains(folds) else { throw ValidationError("--folds is a number from 3 to 20.") }
        guard threads.map({ (1...256).contains($0) }) ?? true else {
            throw ValidationError("--threads is a number from 1 to 256.")
        }
    }

    func run() async throws {
        NumericsKernel.useOneThread()
        let worker = ThreadWorker(name: "training")
        // Reading and training block for minutes: on a thread of their own.
        let result = await worker.run { Result { try trained() } }
        let training = try result.get()
        if json {
            try printJSON(training.report)
        } else {
            print(training.report.text)
            print("The model is in \(model).")
        }
    }

    private func trained() throws -> FinishedTraining {
        let input = try source.load()
        guard folds <= input.data.lines.count else {
            throw Failure(
                .dataError,
                "There are \(input.data.lines.count) lines for \(folds) folds. Take fewer."
            )
        }
        let workers = ThreadWorkers(threads ?? ProcessInfo.processInfo.activeProcessorCount)
        let record = try run.map { try FolderRecord($0, of: input, folds: folds, seed: seed) }
        do {
            let training = try stackTraining(
                input,
                folds: folds,
                seed: Seed(seed),
                workers: workers,
                record: record
            )
            try writeModel(training.model, to: model)
            if let predictions { try training.writePredictions(to: predictions) }
            return training
        } catch let fault as TrainingFault {
            throw Failure(.dataError, fault.description)
        } catch let fault as RecordFault {
            throw Failure(.inputOutput, fault.description)
        }
    }
}
