import Agent
import ArgumentParser
import Essentiality
import EssentialityReport
import Expression
import FoundationEssentials
import Interpretation
import LinearAlgebra
import PlateFiles
import Screen
import Statistics
import Threads

struct ReportEssentialityCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "essentiality",
        abstract:
            "Draw what a model of essentiality shows: a page, its figures as SVG and their numbers as CSV.",
        discussion: """
            In the manner of Rosenski et al. 2023, figures 1 to 5. The model alone says how well each target is told; with the \
            files it was trained on, named again, other ways of predicting are compared on the same folds, tissues are held \
            out, and weights and trees are drawn. What is lacking is said on the page.
            """
    )

    @Option(help: "A model that 'pairwell train' wrote.") var model: String
    @Option(help: "The effect file of the training.") var effect: String?
    @Option(help: "The expression file of the training.") var expression: String?
    @Option(help: "Lineages of the lines, where the model was trained without.") var lines: String?
    @Option(help: "HGNC's table of gene names, if the training took one.") var names: String?
    @Flag(help: "Take an effect and an expression file of different releases, as the training did.")
    var mixReleases = false
    @Option(help: "Families of genes: gene, tab, family.") var paralogs: String?
    @Option(help: "Gene sets, such as KEGG's, as a GMT file.") var pathways: String?
    @Option(
        help: "Targets whose weights and trees are drawn, separated by commas; the best told one by default."
    )
    var targets: String?
    @Option(help: "Threads; as many as there are processors by default.") var threads: Int?
    @Option(help: "Where to write; by default report-essentiality in this folder.")
    var output = "report-essentiality"

    func validate() throws {
        guard (effect == nil) == (expression == nil) else {
            throw ValidationError("--effect and --expression go together: name both or neither.")
        }
        guard threads.map({ (1...256).contains($0) }) ?? true else {
            throw ValidationError("--threads is a number from 1 to 256.")
        }
    }

    func run() async throws {
        NumericsKernel.useOneThread()
        let worker = ThreadWorker(name: "report")
        // Reading and drawing block for a while: on a thread of their own.
        let result = await worker.run { Result { try drawn() } }
        let report = try result.get()
        do {
            try makeFolder(output)
            for file in report.files { try writeAtomically(file.text, to: "\(output)/\(file.name)") }
        } catch {
            throw Failure(.cannotCreate, "the report cannot be written to \(output): \(error)")
        }
        print(report.findings.joined(separator: "\n"))
        print("\(output)/index.html shows \(report.files.count { $0.name.hasSuffix(".svg") }) figures.")
    }

    private func drawn() throws -> EssentialityReport {
        let trained: EssentialityModel
        do {
            trained = try openModel(at: model)
        } catch {
            throw Failure(.noInput, "\(error)")
        }
        let families = try paralogs.map { path in
            try about(path) { bytes throws(Rejection) in
                try GeneFamilies(text: String(decoding: bytes, as: UTF8.self))
            }
            .value
        }
        let sets = try pathways.map { path in
            try about(path) { bytes throws(Rejection) in
                try GeneSetLibrary(gmt: String(decoding: bytes, as: UTF8.self))
            }.value
        }
        let settings = EssentialityReportSettings(
            targets: (targets ?? "").split(separator: ",").map { gene(labelled: String($0)) },
            folds: trained.folds
        )
        return essentialityReport(
            model: trained,
            data: try trainingData(of: trained),
            families: families,
            pathways: sets,
            seed: Seed(trained.seed),
            settings: settings,
            workers: ThreadWorkers(threads ?? ProcessInfo.processInfo.activeProcessorCount)
        )
    }

    /// The training files, read as the training read them; `nil` where none are named.
    private func trainingData(of model: EssentialityModel) throws -> TrainingData? {
        guard let effect, let expression else { return nil }
        var arguments = ["--effect", effect, "--expression", expression, "--scale", model.scale.rawValue]
        if let lines { arguments += ["--lines", lines] }
        if let names { arguments += ["--names", names] }
        if mixReleases { arguments.append("--mix-releases") }
        return try TrainingSource.parse(arguments).load().data
    }
}
