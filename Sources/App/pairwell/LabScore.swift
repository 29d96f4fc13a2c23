import ArgumentParser
import FoundationEssentials
import Lab

struct LabScore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "score",
        abstract:
            "Say how well campaigns on a lab in a box did: top 5 % pairs found per round, beside random and severity.",
        discussion:
            "Several folders with the same screen are averaged. Writes score.csv, score.svg and score.html."
    )

    @Option(name: .customLong("folder"), parsing: .upToNextOption, help: "Folders of labs in a box.")
    var folders = ["lab"]
    @Option(help: "Where to write the table, the picture and the page; the first folder by default.")
    var output: String?
    @Option(help: "Rows of the table printed.") var rows = 26

    func run() async throws {
        var scores: [CampaignScore] = []
        var pictures: [ScorePage.Link] = []
        for name in folders {
            let lab = try LabFolder.parse(["--folder", name])
            let truth = try lab.load().contents().truth
            do {
                scores.append(try CampaignScore(campaign: lab.campaign, truth: truth))
            } catch let fault as LabFault {
                throw Failure(.dataError, fault.description)
            }
            if pictures.isEmpty { pictures = lab.pictures }
        }
        let summary = ScoreSummary(scores)
        let folder = URL(filePath: output ?? folders[0])
        let page = ScorePage(
            title: "Pairwell: top pairs found per round",
            lead: LabScore.lead(summary),
            summary: summary,
            pictures: pictures
        )
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Data(summary.csv.utf8).write(to: folder.appending(path: "score.csv"), options: .atomic)
            try Data(ScoreChart(summary).svg.utf8).write(
                to: folder.appending(path: "score.svg"),
                options: .atomic
            )
            try Data(page.html.utf8).write(to: folder.appending(path: "score.html"), options: .atomic)
        } catch {
            throw Failure(.cannotCreate, "\(folder.path(percentEncoded: false)) cannot be written: \(error)")
        }
        print(summary.text(maximumRows: rows))
        print("The page is \(folder.appending(path: "score.html").path(percentEncoded: false)).")
    }

    private static func lead(_ summary: ScoreSummary) -> String {
        let campaigns = summary.campaigns.count
        return
            "The \(summary.top) pairs of \(summary.total) with the highest true reward, and the share of them that "
            + (campaigns == 1 ? "this campaign" : "\(campaigns) campaigns")
            + " had measured after each round, beside pairs drawn at random and pairs ranked by the severity of their singles."
    }
}

extension LabFolder {
    /// Pictures of the last batch's plates, relative to the lab's folder.
    fileprivate var pictures: [ScorePage.Link] {
        guard let last = LabFolders(root: campaign).completeBatches().last else { return [] }
        let folder = campaign.appending(path: "batches/\(last)")
        // because a page without links to pictures is better than no page
        let names =
            (try? FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false))) ?? []
        return names.filter { $0.hasSuffix(".svg") }.sorted().map { name in
            ScorePage.Link(
                name: String(name.dropLast(4)),
                address: "campaign/batches/\(last)/\(name)"
            )
        }
    }
}
