import Layouts
package import Screen

/// A screen that can be asked what plates would show.
///
/// Answers hang on the screen, its seed and the plates alone, never on when or how often one asks.
package protocol LabScreen: Sendable {
    var genes: [Gene] { get }
    /// The guides of each gene, as a campaign on this screen has to list them.
    var guides: [Gene: [Guide]] { get }
    var controls: [WellRole: [Guide]] { get }
    /// One name a dimension of the embedding, as result files head their columns.
    var features: [String] { get }
    var truth: ScreenTruth { get }
    /// One reading of every well of a batch's plates, by plate and position.
    func readings(of plates: [PlateLayout]) -> [WellReading]
    /// The same well imaged again: close to the first reading, not equal to it.
    func repeated(_ reading: WellReading, attempt: Int) -> WellReading
}

extension LabScreen {
    /// The guide library as a table `gene,guide`, for a campaign's `guides-file` and `genes-file`.
    package var guideTable: String {
        var text = "gene,guide\n"
        for gene in genes.sorted() {
            for guide in guides[gene, default: []] {
                text += "\(csvField(gene.symbol)),\(csvField(guide.name))\n"
            }
        }
        return text
    }
}

/// What the lab's microscope has to say of one well.
package struct WellReading: Sendable, Hashable {
    package let well: WellID
    package let content: WellContent
    /// One value a feature, in the units of the result file.
    package let embedding: [Double]
    package let cells: Int
    /// Whether the values were made up rather than measured.
    package let synthetic: Bool

    package init(well: WellID, content: WellContent, embedding: [Double], cells: Int, synthetic: Bool) {
        self.well = well
        self.content = content
        self.embedding = embedding
        self.cells = cells
        self.synthetic = synthetic
    }
}

/// The rewards and severities a screen really has, against which a campaign is scored.
package struct ScreenTruth: Sendable, Hashable {
    package let index: PairIndex
    /// R of each column of `index`, without noise (or of record).
    package let rewards: [Double]
    /// The norm of each gene's single knockout.
    package let severities: [Gene: Double]

    package init(index: PairIndex, rewards: [Double], severities: [Gene: Double]) {
        precondition(rewards.count == index.pairs.count, "a reward for every pair")
        self.index = index
        self.rewards = rewards
        self.severities = severities
    }

    /// The columns with the highest rewards: the given share of all pairs, rounded up; best first.
    package func topColumns(share: Double) -> [Int] {
        let count = Int((share * Double(rewards.count)).rounded(.up))
        return Array(ranked(rewards).prefix(count))
    }

    /// All columns by ‖h_i‖ ‖h_j‖, highest first: what one would measure knowing the singles only.
    package var severityRanking: [Int] {
        ranked(
            index.pairs.map { severities[$0.first, default: 0] * severities[$0.second, default: 0] }
        )
    }

    private func ranked(_ values: [Double]) -> [Int] {
        values.indices.sorted { values[$0] != values[$1] ? values[$0] > values[$1] : $0 < $1 }
    }
}
