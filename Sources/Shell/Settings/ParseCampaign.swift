import Layouts
import Posterior
import Profiles
import Screen
import Selection
import Statistics

extension ConfigurationReader {
    /// `campaigns`: a list of at least one.
    func campaigns(
        _ root: Section,
        destinations: [String],
        predicts: Bool
    ) -> [(path: String, settings: CampaignSettings)] {
        let remedy = "Give a list of campaigns, each beginning with '- id:'."
        guard let field = root.required("campaigns", remedy), let list = field.list(remedy) else { return [] }
        if list.isEmpty { field.fail("is empty", remedy: remedy) }
        return list.compactMap { entry in
            campaign(entry, destinations: destinations, predicts: predicts).map { (entry.path, $0) }
        }
    }

    private func campaign(_ entry: Field, destinations: [String], predicts: Bool) -> CampaignSettings? {
        guard let section = entry.section() else { return nil }
        let faultsBefore = problems.errors.count
        let id = section.required("id", "Give the campaign a short name, such as apoptosis-2.").flatMap(
            self.id
        )
        let folder = section.required("folder", "Name the folder that the lab sees.").flatMap(path)
        let genes = self.genes(section)
        let guides = self.guides(section, genes: genes)
        let centring = section.field("centring")?.choice(centringRoles) ?? .nonTargeting
        let controls = self.controls(section, centring: centring)
        let checkpoint = section.field("checkpoint")?.text(
            "Give the checkpoint's name, or leave the key out."
        )
        let singles = section.field("singles")?
            .choice(["emit": CampaignSettings.Singles.emit, "supplied": .supplied])
        let plateTruth = section.field("plate-truth")?
            .choice(["hold": PlateTruthMode.hold, "warn": .warn, "off": .off])
        let layout = self.layout(section)
        var profile = self.profile(section.field("profile"))
        profile.centring = centring
        let (quality, repeats) = self.quality(section.field("quality"))
        let posterior = self.posterior(section.field("posterior"))
        let settings = CampaignSettings(
            id: id ?? placeholder,
            folder: folder ?? "",
            genes: genes,
            guides: CampaignGuides(guides: guides, controls: controls, centring: centring),
            checkpoint: checkpoint,
            singles: singles ?? .emit,
            plateTruth: plateTruth ?? .hold,
            layout: layout,
            profile: profile,
            quality: quality,
            repeats: repeats,
            pursues: pursues(section.field("rewards"), with: posterior.errors),
            posterior: posterior,
            policy: policy(section.field("policy")),
            batchSize: section.field("batch-size")?.integer(in: 1...100_000, standard: 10) ?? 10,
            limits: limits(section.field("limits"), genes: genes),
            seed: Seed(section.field("seed")?.integer(in: 0...UInt64.max, standard: 1) ?? 1),
            maximumRounds: section.field("maximum-rounds")?.integer(in: 1...100_000, standard: nil),
            deadlineHours: section.field("deadline")?.duration(in: 60...31_536_000, example: "72h").map {
                $0 / 3_600
            },
            notices: section.field("notices").map { names($0, of: destinations) } ?? destinations,
            confirmation: confirmation(section.field("confirmation")),
            relations: relations(section.field("relations"), genes: genes),
            arms: arms(section.field("arms"), genes: genes),
            images: images(section.field("images")),
            line: line(section.field("line"), predicts: predicts)
        )
        section.finish()
        checkUniqueNames(settings, section)
        if problems.errors.count == faultsBefore { checkFits(settings, section) }
        return id == nil || folder == nil ? nil : settings
    }

    private var placeholder: CampaignID {
        guard let id = CampaignID("campaign") else {
            preconditionFailure("a plain word is a campaign's name")
        }
        return id
    }

    private func id(_ field: Field) -> CampaignID? {
        let remedy = "Use 1 to 64 letters, digits, '-', '_' and '.', beginning with a letter, a digit or '_'."
        guard let text = field.text(remedy) else { return nil }
        guard let id = CampaignID(text) else {
            field.fail(value: text, "which cannot name a campaign", remedy: remedy)
            return nil
        }
        return id
    }

    private func names(_ field: Field, of destinations: [String]) -> [String] {
        var result: [String] = []
        for entry in field.list("List names of destinations, or leave the key out for all.") ?? [] {
            guard let text = entry.text() else { continue }
            if destinations.contains(text) {
                if !result.contains(text) { result.append(text) }
            } else {
                let nearest = nearestName(to: text, among: destinations).map { "Did you mean '\($0)'?" }
                entry.fail(
                    value: text,
                    "which no destination under 'notices' is called",
                    remedy: nearest ?? "Add it there, or remove it here."
                )
            }
        }
        return result
    }
}

/// Roles whose wells can be a plate's zero.
private let centringRoles: KeyValuePairs<String, WellRole> = [
    "non-targeting": .nonTargeting, "cutting": .cutting, "untreated": .untreated,
]
