package import Screen

/// What is known of one campaign, for people and programs that look at it.
package struct CampaignReport: Sendable, Codable {
    package var id: CampaignID
    /// The round whose batch is out, or was last closed; 0 is the round of single knockouts.
    package var round: Int
    /// `planning`, `waiting`, `closing`, `waiting-for-singles` or `finished`.
    package var phase: String
    /// What happens next, and what a person has to do for it, in a sentence.
    package var nextAction: String
    /// What keeps the daemon from going on, where something does.
    package var fault: String?
    package var policy: String
    package var genes: Int
    package var wellsOwed: Int
    package var wellsMeasured: Int
    package var wellsGivenUp: Int
    /// Read, but too bad to be averaged.
    package var wellsDropped: Int
    /// Guides and guide combinations whose wells are to be laid out again.
    package var repeatsOwed: Int
    package var pairsMeasured: Int
    package var pairsPending: Int
    /// Measured doubles whose reward waits for a missing single.
    package var pairsHeld: Int
    /// Those that are measured, or that the lab lets be.
    package var pairsTotal: Int
    /// The others.
    package var pairsExcluded: Int
    /// The highest rewards so far, by the number that the campaign pursues, ten at most.
    package var bestPairs: [PairReport]
    /// Absent before the first round is closed.
    package var rewards: RewardSummary?
    /// Rewards that moved by more than their error, newest first, ten at most.
    package var rewardChanges: [RewardChange]
    /// Newest first, five at most.
    package var filesTaken: [FileReport]
    package var filesSetAside: [FileReport]
    package var rounds: [RoundReport]
    /// Absent where the screened line's expression, or a model, is not known.
    package var needed: NeededGenes?
    /// Absent before a batch was chosen by a posterior.
    package var outlook: OutlookReport?

    package init(id: CampaignID) {
        self.id = id
        round = 0
        phase = "planning"
        nextAction = ""
        policy = ""
        genes = 0
        wellsOwed = 0
        wellsMeasured = 0
        wellsGivenUp = 0
        wellsDropped = 0
        repeatsOwed = 0
        pairsMeasured = 0
        pairsPending = 0
        pairsHeld = 0
        pairsTotal = 0
        pairsExcluded = 0
        bestPairs = []
        rewardChanges = []
        filesTaken = []
        filesSetAside = []
        rounds = []
    }
}

/// What is known of one pair.
package struct PairReport: Sendable, Codable {
    package enum Status: String, Sendable, Codable {
        /// Its reward is known.
        case measured
        /// In a batch that is out.
        case pending
        /// The double is measured, a single is missing.
        case held
        /// Chosen, but its wells were lost; a later batch repeats them.
        case owedAgain = "owed-again"
        /// Not measured, not in any open batch.
        case open
        /// Its wells were given up too often.
        case abandoned
        /// Not measured, and not to be.
        case excluded
    }

    package var geneA: Gene
    package var geneB: Gene
    package var status: Status
    /// R(i,j) of equation 2, in the square of the profile's unit.
    package var reward: Double?
    /// Absent where nothing is known of the noise.
    package var estimate: EstimateReport?
    /// The one of its numbers that the campaign pursues.
    package var pursued: Double?
    /// cos(h_i, h_j)².
    package var cosine: Double?
    /// Norms of the two singles and the double.
    package var severityA: Double?
    package var severityB: Double?
    package var severityDouble: Double?
    package var wells: Int
    /// The round whose batch held the pair; absent for pairs measured on plates made elsewhere.
    package var round: Int?
    /// What was believed when it was chosen: mean and SD of the transformed reward, expected regret,
    /// information gain v, the ratio of equation 5, and its rank by the policy (1 is best).
    package var mean: Double?
    package var sd: Double?
    /// The probability to be among the screen's top pairs.
    package var topProbability: Double?
    package var regret: Double?
    package var information: Double?
    package var ratio: Double?
    package var rank: Int?
    /// Its place among all candidates under other rules.
    package var ranks: [String: Int]?
    /// Sources that relate the two genes, as the configuration names them; absent where none does.
    package var relations: [String]?

    package init(pair: Pair, status: Status) {
        geneA = pair.first
        geneB = pair.second
        self.status = status
        wells = 0
    }
}

/// One file that was dropped.
package struct FileReport: Sendable, Codable {
    package var name: String
    package var sha256: String
    /// `results`, `platemap`, `done-marker` or `sample`.
    package var kind: String
    package var accepted: Bool
    package var wells: Int
    package var rejection: Rejection?
    /// ISO 8601, UTC.
    package var at: String
    /// The digest of the reading profile in writing that it was read by.
    package var readingProfile: String?
    /// Which layouts its plates have; absent where none was judged.
    package var plates: [PlateTruthReport]?

    package init(
        name: String,
        sha256: String,
        kind: String,
        accepted: Bool,
        wells: Int,
        rejection: Rejection?,
        at: String,
        readingProfile: String? = nil,
        plates: [PlateTruthReport]? = nil
    ) {
        self.name = name
        self.sha256 = sha256
        self.kind = kind
        self.accepted = accepted
        self.wells = wells
        self.rejection = rejection
        self.at = at
        self.readingProfile = readingProfile
        self.plates = plates
    }
}

/// One turn of the loop, for the campaign's curve.
package struct RoundReport: Sendable, Codable {
    package var round: Int
    package var batch: BatchID
    /// `planned`, `published` or `closed`.
    package var state: String
    /// How its pairs were chosen: `singles`, `repeats`, `confirmation` or the name of a policy.
    package var policy: String?
    package var pairs: [PairReport]
    package var plates: [PlateReport]
    package var wellsOwed: Int
    package var wellsMeasured: Int
    package var wellsGivenUp: Int
    package var wellsDropped: Int
    /// Wells of earlier rounds that it lays out again.
    package var repeats: [RepeatReport]
    /// Share of the variance of the measured (transformed) rewards that the posterior mean explains.
    package var explainedVariance: Double?
    /// The highest reward among pairs chosen up to this round, by what is known now.
    package var bestReward: Double?

    package init(round: Int, batch: BatchID, state: String) {
        self.round = round
        self.batch = batch
        self.state = state
        pairs = []
        plates = []
        wellsOwed = 0
        wellsMeasured = 0
        wellsGivenUp = 0
        wellsDropped = 0
        repeats = []
    }
}

/// Wells that a round lays out again.
package struct RepeatReport: Sendable, Codable {
    package var role: WellRole
    package var name: String
    package var wells: Int
    package var attempt: Int

    package init(_ entry: WellRepeat) {
        role = entry.content.role
        name = entry.content.name
        wells = entry.wells
        attempt = entry.attempt
    }
}

package struct PlateReport: Sendable, Codable {
    package var barcode: Barcode
    package var wells: Int
    package var owed: Int
    /// Those with a usable reading.
    package var measured: Int

    package init(barcode: Barcode, wells: Int, owed: Int, measured: Int) {
        self.barcode = barcode
        self.wells = wells
        self.owed = owed
        self.measured = measured
    }
}

/// One expression sample in the prediction queue.
package struct SampleReport: Sendable, Codable {
    package var sample: String
    package var file: String
    /// `queued`, `done` or `failed`.
    package var state: String
    /// `use` or `caution`: what the sample as a whole is good for, and why.
    package var verdict: String?
    package var remarks: [String]
    /// The share of training lines that are nearer to their like than the sample is to its nearest.
    package var distancePercentile: Double?
    /// What values mean, such as `gene-effect`.
    package var scale: String?
    /// The same at length; absent from records of before it was kept.
    package var meaning: String?
    package var missingModifiers: [Gene]
    /// How many genes were predicted; `predictions` may hold fewer, those that can be foretold best.
    package var targets: Int
    /// In the order in which a person reads them.
    package var predictions: [PredictionReport]
    package var rejection: Rejection?

    package init(sample: String, file: String, state: String) {
        self.sample = sample
        self.file = file
        self.state = state
        remarks = []
        missingModifiers = []
        targets = 0
        predictions = []
    }
}

package struct PredictionReport: Sendable, Codable {
    package var gene: Gene
    /// In the unit of the effect the model was trained on.
    package var value: Double
    /// The 90 % interval.
    package var low: Double
    package var high: Double
    /// `use`, `caution` or `not predictable`.
    package var verdict: String
    /// Why, in a few words; absent from records of before it was kept.
    package var reason: String?
    /// Pearson's r of this gene in lines that its models had not seen.
    package var heldOutR: Double
    package var missingModifiers: [Gene]

    package init(
        gene: Gene,
        value: Double,
        low: Double,
        high: Double,
        verdict: String,
        reason: String?,
        heldOutR: Double,
        missingModifiers: [Gene]
    ) {
        self.gene = gene
        self.value = value
        self.low = low
        self.high = high
        self.verdict = verdict
        self.reason = reason
        self.heldOutR = heldOutR
        self.missingModifiers = missingModifiers
    }
}

/// One well that bears on a pair.
package struct WellReport: Sendable, Codable {
    package var plate: Barcode
    package var well: String
    package var role: WellRole
    package var name: String
    package var readings: Int
    /// Why the well is no longer owed, where it was given up.
    package var givenUp: String?
    /// Why its readings are not averaged, where they are not.
    package var dropped: WellDrop?
    /// Why they might have been dropped, where they were not.
    package var kept: WellDrop?
    /// How a person said that its plate is to be read, where that is not as designed.
    package var readAs: String?
    package var round: Int?

    package init(
        plate: Barcode,
        well: String,
        role: WellRole,
        name: String,
        readings: Int,
        givenUp: String?,
        round: Int?
    ) {
        self.plate = plate
        self.well = well
        self.role = role
        self.name = name
        self.readings = readings
        self.givenUp = givenUp
        self.round = round
    }
}
