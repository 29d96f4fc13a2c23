import ArgumentParser
import Cluster
import Essentiality
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
            then learnt from all lines. The protocol 'default' stacks a kernel of all expression with ridge and trees on \
            modifier genes; 'rosenski' follows Rosenski et al. 2023.
            """
    )

    @OptionGroup var source: TrainingSource
    @Option(name: .customLong("protocol"), help: "How to train: default or rosenski.") var way = "default"
    @Option(
        help:
            "With rosenski: models to choose from, separated by commas: \(PaperModelKind.allCases.map(\.rawValue).joined(separator: ", "))."
    )
    var models: String?
    @Option(help: "Folds by which targets are judged.") var folds = 5
    @Option(help: "Chooses the folds and the chance in models.") var seed: UInt64 = 0
    @Option(name: [.customLong("model"), .customLong("output")], help: "Where to write the model.")
    var model = "essentiality.pwmodel"
    @Option(help: "Where to write each line's predictions by models that had not seen it (CSV).")
    var predictions: String?
    @Option(help: "A folder that keeps what is done, so that the same command goes on where it stopped.")
    var run: String?
    @Option(help: "Where to compute: local, or slurm, which needs --run on a folder that all nodes see.")
    var executor = "local"
    @OptionGroup(title: "Slurm") var slurm: SlurmOptions
    @Option(help: "Threads; as many as there are processors by default.") var threads: Int?
    @Flag(help: "Print JSON for programs.") var json = false

    func validate() throws {
        guard ["default", "rosenski"].contains(way) else {
            throw ValidationError("--protocol is default or rosenski.")
        }
        guard models == nil || way == "rosenski" else {
            throw ValidationError("--models needs --protocol rosenski.")
        }
        if let models {
            do {
                _ = try PaperModelKind.named(models)
            } catch {
                throw ValidationError("\(error)")
            }
        }
        guard predictions != model else { throw ValidationError("--model and --predictions need two files.") }
        guard (3...20).contains(folds) else { throw ValidationError("--folds is a number from 3 to 20.") }
        guard threads.map({ (1...256).contains($0) }) ?? true else {
            throw ValidationError("--threads is a number from 1 to 256.")
        }
        guard ["local", "slurm"].contains(executor) else {
            throw ValidationError("--executor is local or slurm.")
        }
        guard executor == "local" || run != nil else {
            throw ValidationError("--executor slurm needs --run, a folder that all nodes see.")
        }
    }

    func run() async throws {
        NumericsKernel.useOneThread()
        for path in [model, predictions].compactMap(\.self) { try checkOutput(path) }
        let worker = ThreadWorker(name: "training")
        // Reading and training block for minutes: on a thread of their own.
        let input = try await worker.run { Result { try loaded() } }.get()
        let plan = try plan(input)
        let way = try TrainingProtocol(plan)
        if executor == "slurm", let run { try await compute(plan, input, in: absolute(run), worker) }
        let training = try await worker.run { Result { try trained(input, plan, way) } }.get()
        if json {
            try printJSON(training.report)
        } else {
            print(training.report.text)
            print("The model is in \(model).")
        }
    }

    private func loaded() throws -> TrainingSource.Input {
        let input = try source.load()
        guard folds <= input.data.lines.count else {
            throw Failure(
                .dataError,
                "There are \(input.data.lines.count) lines for \(folds) folds. Take fewer."
            )
        }
        return input
    }

    private func plan(_ input: TrainingSource.Input) throws -> TrainingPlan {
        var plan = TrainingPlan(
            effect: absolute(source.effect),
            expression: absolute(source.expression),
            lines: source.lines.map(absolute),
            names: source.names.map(absolute),
            targets: source.targets.map {
                FileManager.default.fileExists(atPath: $0) ? absolute($0) : $0
            },
            scale: source.scale,
            mixReleases: source.mixReleases,
            protocol: way,
            models: try models.map { try PaperModelKind.named($0).map(\.rawValue) } ?? [],
            folds: folds,
            seed: seed,
            shards: 1
        )
        let pieces = (try? TrainingProtocol(plan))?.pieces(input.data) ?? 1
        plan.shards = min(slurm.shards ?? min(pieces, 1_000), pieces)
        return plan
    }

    /// Has the long part computed by tasks of the cluster, which keep it in the run's folder.
    private func compute(
        _ plan: TrainingPlan,
        _ input: TrainingSource.Input,
        in folder: String,
        _ worker: ThreadWorker
    ) async throws {
        try await worker.run {
            Result {
                _ = try FolderRecord(folder, of: input, plan)
                // Tasks that still wait on the cluster were told of other pieces.
                if let before = try? TrainingPlan.read(folder), before.shards != plan.shards {
                    throw Failure(
                        .dataError,
                        "\(folder) was cut into \(before.shards) shards. Say --shards \(before.shards), or name another folder."
                    )
                }
                try plan.write(folder)
            }
        }.get()
        let program = try programPath()
        let cluster = SlurmExecutor(
            settings: slurm.settings,
            command: [program, "train-shard", "--run", folder, "--threads", "\(slurm.cpus)", "--shard"],
            folder: folder
        )
        let progress = ClusterProgress()
        do {
            try await cluster.run(plan.shards) {
                TrainingPlan.isDone($0, in: folder)
            } progress: {
                progress.show($0)
            }
        } catch let fault as ClusterFault {
            throw Failure(.unavailable, fault.description)
        }
    }

    private func trained(
        _ input: TrainingSource.Input,
        _ plan: TrainingPlan,
        _ way: TrainingProtocol
    ) throws -> FinishedTraining {
        let workers = ThreadWorkers(threads ?? ProcessInfo.processInfo.activeProcessorCount)
        do {
            let training: FinishedTraining
            if let run {
                let record = try FolderRecord(absolute(run), of: input, plan)
                training = try way.train(input, workers: workers, record: record)
            } else {
                training = try way.train(input, workers: workers, record: NoRecord())
            }
            try writeModel(training.model, to: model)
            if let predictions { try training.writePredictions(to: predictions) }
            return training
        } catch {
            throw trainingFailure(error)
        }
    }
}

private func absolute(_ path: String) -> String {
    path.hasPrefix("/") ? path : URL(filePath: path).standardizedFileURL.path(percentEncoded: false)
}

/// Where this program lies, for tasks on other machines.
private func programPath() throws -> String {
    do {
        return try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    } catch {
        throw Failure(.operatingSystem, "the place of this program is not known: \(error)")
    }
}
