/// One reading of one well: a well has one of each file that it came in.
package struct ReadingID: Sendable, Hashable, Comparable {
    package let well: WellID
    /// The SHA-256 of the file.
    package let file: String

    package init(well: WellID, file: String) {
        self.well = well
        self.file = file
    }

    package static func < (left: ReadingID, right: ReadingID) -> Bool {
        left.well != right.well ? left.well < right.well : left.file < right.file
    }
}

/// All that is on record of a reading but its embedding.
package struct ReadingFact: Sendable, Hashable {
    package let id: ReadingID
    package let content: WellContent
    /// `nil` where the file did not count them.
    package let cells: Double?
    /// Why the lab says that the well failed, where it does.
    package let failure: WellDrop?
    /// As it was judged last.
    package let verdict: ReadingVerdict

    package init(
        id: ReadingID,
        content: WellContent,
        cells: Double?,
        failure: WellDrop? = nil,
        verdict: ReadingVerdict = .usable
    ) {
        self.id = id
        self.content = content
        self.cells = cells
        self.failure = failure
        self.verdict = verdict
    }
}
