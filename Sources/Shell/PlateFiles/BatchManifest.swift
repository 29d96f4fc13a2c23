import FoundationEssentials
package import Screen

/// What a batch was made from: everything needed to make it again, and to see whether that worked.
///
/// Holds no time and no path of this machine, so that the same facts and settings give the same bytes.
package struct BatchManifest: Sendable, Hashable, Codable {
    package struct ChosenPair: Sendable, Hashable, Codable {
        package var geneA: Gene
        package var geneB: Gene
        /// What was believed when the pair was chosen; absent where the policy has no posterior.
        package var mean: Double?
        package var sd: Double?
        package var topProbability: Double?
        package var regret: Double?
        package var information: Double?
        package var ratio: Double?
        package var rank: Int?
        /// The pair's place among all candidates under other rules.
        package var ranks: [String: Int]?

        package init(
            pair: Pair,
            mean: Double? = nil,
            sd: Double? = nil,
            topProbability: Double? = nil,
            regret: Double? = nil,
            information: Double? = nil,
            ratio: Double? = nil,
            rank: Int? = nil,
            ranks: [String: Int]? = nil
        ) {
            geneA = pair.first
            geneB = pair.second
            self.mean = mean
            self.sd = sd
            self.topProbability = topProbability
            self.regret = regret
            self.information = information
            self.ratio = ratio
            self.rank = rank
            self.ranks = ranks
        }

        enum CodingKeys: String, CodingKey {
            case geneA = "gene_a"
            case geneB = "gene_b"
            case mean, sd, regret, information, ratio, rank, ranks
            case topProbability = "top_probability"
        }
    }

    /// Wells of an earlier round that were lost.
    package struct RepeatedWells: Sendable, Hashable, Codable {
        package var role: WellRole
        package var geneA: Gene?
        package var guideA: String?
        package var geneB: Gene?
        package var guideB: String?
        package var wells: Int
        /// 1 for the first time that they are repeated.
        package var attempt: Int

        package init(_ entry: WellRepeat) {
            role = entry.content.role
            geneA = entry.content.a?.gene
            guideA = entry.content.a?.name
            geneB = entry.content.b?.gene
            guideB = entry.content.b?.name
            wells = entry.wells
            attempt = entry.attempt
        }

        enum CodingKeys: String, CodingKey {
            case role, wells, attempt
            case geneA = "gene_a"
            case guideA = "guide_a"
            case geneB = "gene_b"
            case guideB = "guide_b"
        }
    }

    package struct LayoutFile: Sendable, Hashable, Codable {
        /// Relative to the manifest.
        package var path: String
        package var sha256: String
        package var format: String
    }

    package var batch: BatchID
    package var campaign: CampaignID
    package var round: Int
    package var seed: UInt64
    package var policy: String
    /// Of the campaign's canonical settings.
    package var settingsSHA256: String
    /// How wells became the embeddings that the choice rests on, by name and version, such as `centre@1`; `nil`
    /// for single knockouts, which rest on none.
    package var profile: String?
    /// As fitted; `nil` where the policy has no posterior.
    package var posterior: ManifestValue?
    package var codeVersion: String
    /// The BLAS kernel, such as `SkylakeX`: last digits differ between kernels.
    package var kernel: String
    /// Of every file of results and platemaps that the choice rests on.
    package var inputSHA256: [String]
    package var pairs: [ChosenPair]
    /// `nil` where nothing is repeated.
    package var repeats: [RepeatedWells]?
    /// Filled in by ``planBatchFiles(layouts:manifest:centring:)``.
    package internal(set) var layoutFiles: [LayoutFile] = []

    package init(
        batch: BatchID,
        campaign: CampaignID,
        round: Int,
        seed: UInt64,
        policy: String,
        settingsSHA256: String,
        profile: String? = nil,
        posterior: ManifestValue? = nil,
        codeVersion: String,
        kernel: String,
        inputSHA256: [String],
        pairs: [ChosenPair],
        repeats: [RepeatedWells]? = nil
    ) {
        self.batch = batch
        self.campaign = campaign
        self.round = round
        self.seed = seed
        self.policy = policy
        self.settingsSHA256 = settingsSHA256
        self.profile = profile
        self.posterior = posterior
        self.codeVersion = codeVersion
        self.kernel = kernel
        self.inputSHA256 = inputSHA256.sorted()
        self.pairs = pairs
        self.repeats = repeats
    }

    enum CodingKeys: String, CodingKey {
        case batch = "batch_id"
        case campaign, round, seed, policy
        case settingsSHA256 = "settings_sha256"
        case profile, posterior
        case codeVersion = "code_version"
        case kernel
        case inputSHA256 = "input_sha256"
        case pairs, repeats
        case layoutFiles = "layout_files"
    }

    /// JSON with sorted keys and a line end: the same manifest, the same bytes.
    package func json() throws -> [UInt8] {
        try Array(JSONEncoder.manifest.encode(self)) + [0x0A]
    }

    package init(json: [UInt8]) throws {
        guard !isNestedTooDeep(json) else {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(codingPath: [], debugDescription: "not a manifest: nested too deep")
            )
        }
        self = try JSONDecoder.manifest.decode(BatchManifest.self, from: Data(json))
    }
}
