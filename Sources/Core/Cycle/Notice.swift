package import Screen

/// Something the lab should hear of.
///
/// The `key` names the fact and nothing else (no time, no counter), so that the same fact always gives
/// the same notice, however often the daemon was stopped on the way.
package struct Notice: Sendable, Hashable, Codable {
    package enum Kind: String, Sendable, Codable, CaseIterable {
        case batchReady = "batch.ready"
        case plateTaken = "plate.taken"
        case fileRejected = "file.rejected"
        case roundComplete = "round.complete"
        case rewardsChanged = "rewards.changed"
        case campaignFinished = "campaign.finished"
        case campaignStuck = "campaign.stuck"
    }

    package let campaign: CampaignID
    package let kind: Kind
    /// What the notice is about: a batch, or a file's digest and rule.
    package let key: String
    /// One line, plain text.
    package let title: String
    /// Plain text, a fact a line.
    package let lines: [String]

    package init(campaign: CampaignID, kind: Kind, key: String, title: String, lines: [String]) {
        self.campaign = campaign
        self.kind = kind
        self.key = key
        self.title = title
        self.lines = lines
    }
}
