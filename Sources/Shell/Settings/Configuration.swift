package import Cycle
package import Layouts
package import Posterior
package import Profiles
package import Relations
package import Screen
package import Selection
package import Statistics

/// All that the daemon is told before it starts.
package struct Configuration: Sendable, Hashable {
    /// Absolute and on a local disk; holds the database and what else is the daemon's own.
    package var stateFolder: String
    /// Where HTTP is served; `nil` where it is not.
    package var listen: ListenAddress?
    /// A file whose first line is the token that the API asks for.
    package var apiTokenFile: String?
    package var watch: WatchSettings
    package var logLevel: String
    package var notices: [NoticeDestination]
    package var essentiality: EssentialitySettings?
    /// In the order of the file.
    package var campaigns: [CampaignSettings]
}

package struct ListenAddress: Sendable, Hashable, CustomStringConvertible {
    /// A name or an address, IPv6 without brackets.
    package var host: String
    /// 0 lets the system choose.
    package var port: Int

    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    package var isLoopback: Bool {
        host == "localhost" || host == "::1"
            || host.hasPrefix("127.") && host.allSatisfy { $0.isASCII && ($0.isNumber || $0 == ".") }
    }

    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

/// How drop folders are watched; times in seconds.
package struct WatchSettings: Sendable, Hashable {
    /// How long a file must stay unchanged before it is read.
    package var quietPeriod: Double = 5
    /// How often folders are listed even if nothing was heard.
    package var listingInterval: Double = 30
    /// Larger files are set aside unread.
    package var maximumFileBytes: Int = 256 << 20

    package init() {}
}

/// Where notices go.
package struct NoticeDestination: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case webhook
        case slack
    }

    package enum Address: Sendable, Hashable {
        /// A file whose first line is the address, because the addresses of chat rooms are secrets.
        case file(String)
        /// `http` to this machine only.
        case loopback(String)
    }

    package var name: String
    package var kind: Kind
    package var address: Address
    /// A file whose first line signs what is sent; webhooks only.
    package var secretFile: String?
    /// Never empty.
    package var events: [Notice.Kind]
}

package struct EssentialitySettings: Sendable, Hashable {
    /// The file that `pairwell train` wrote.
    package var model: String
}

/// One campaign as the configuration describes it.
package struct CampaignSettings: Sendable, Hashable {
    package enum Singles: String, Sendable, Hashable, CaseIterable {
        /// Round 0 lays out plates of single knockouts.
        case emit
        /// The lab drops platemaps and results of plates made elsewhere.
        case supplied
    }

    package var id: CampaignID
    /// Absolute; holds drop, accepted, rejected, batches, samples and predictions.
    package var folder: String
    /// Sorted, without repeats.
    package var genes: [Gene]
    package var guides: CampaignGuides
    /// The embedding checkpoint that results must come from.
    package var checkpoint: String?
    package var singles: Singles
    package var plateTruth: PlateTruthMode
    package var layout: LayoutSettings
    package var profile: ProfileSettings
    package var quality: QualitySettings
    package var repeats: RepeatSettings
    /// Which number of a pair the posterior learns and lists are ranked by.
    package var pursues: PursuedReward
    package var posterior: PosteriorSettings
    package var policy: Policy
    /// Pairs.
    package var batchSize: Int
    package var limits: BatchLimits
    package var seed: Seed
    package var maximumRounds: Int?
    /// How long after its publication a round's missing wells are given up.
    package var deadlineHours: Double?
    /// The names of the destinations that hear of this campaign.
    package var notices: [String]
    package var confirmation: ConfirmationSettings
    /// What other sources know of the campaign's pairs; nothing is chosen by it.
    package var relations: KnownRelations
    /// The chromosome arm of each gene, as far as it is named.
    package var arms: [Gene: String]
    /// Where pictures of wells are to be looked at.
    package var images: ImagePattern?
    /// The line that is screened, where its expression is known.
    package var line: ScreenedLine?
}

/// The expression of the line that a campaign screens.
package struct ScreenedLine: Sendable, Hashable {
    /// The file's absolute path.
    package var expression: String
    /// The sample in it; `nil` where there is one only.
    package var sample: String?

    package init(expression: String, sample: String?) {
        self.expression = expression
        self.sample = sample
    }
}
