package import Screen
package import Statistics

/// A batch as the lab finds it in `batches/`.
package struct LabBatch: Sendable, Hashable {
    package let id: BatchID
    package let plates: [PlateLayout]

    package init(id: BatchID, plates: [PlateLayout]) {
        self.id = id
        self.plates = plates.sorted { $0.barcode < $1.barcode }
    }

    package var wells: Int { plates.reduce(0) { $0 + $1.wells.count } }
}

/// A file that the lab is going to drop.
package struct PlannedFile: Sendable, Hashable {
    package enum Purpose: Sendable, Hashable {
        case results
        /// The bytes of another file of the round.
        case duplicate
        /// Wells of the round, imaged again.
        case repeated
        /// Wells of the round before that were given up.
        case straggler
        case broken(BrokenKind)
        case doneMarker
    }

    package let name: String
    package let bytes: [UInt8]
    package let purpose: Purpose
    package let wells: Int
    /// Files of one wave may be dropped together; a wave begins when the one before has left `drop/`.
    package var wave = 0
    /// Written in place piece by piece rather than renamed into place.
    package var slowly = false
    /// Dropped well after the others.
    package var late = false
}

/// All that the lab drops for one batch, in order.
///
/// Only the last file completes the batch, and it is a wave of its own. So all that the daemon knows when
/// the round closes, and with it the next batch, never depends on how fast either side is.
package struct RoundPlan: Sendable, Hashable {
    package let batch: BatchID
    package let files: [PlannedFile]

    package init(batch: BatchID, files: [PlannedFile]) {
        self.batch = batch
        self.files = files
    }

    /// What to do next when the first `dropped` files were dropped and the folders look like this.
    package func nextMove(dropped: Int, folders: FolderNames) -> LabMove {
        let earlier = files.prefix(dropped)
        // a run with more mischief may have dropped more files than this one plans
        let newWave = dropped >= files.count || dropped > 0 && files[dropped].wave != files[dropped - 1].wave
        guard newWave else { return .drop(files[dropped]) }
        if earlier.contains(where: { folders.drop.contains($0.name) }) { return .wait }
        // A file caught half-written was set aside; whole, it is taken.
        for file in earlier where file.slowly && folders.rejected.contains(file.name) {
            let again = file.onceMore
            if folders.drop.contains(again.name) { return .wait }
            if !folders.accepted.contains(again.name), !folders.rejected.contains(again.name) {
                return .dropAgain(again)
            }
        }
        return dropped < files.count ? .drop(files[dropped]) : .rest
    }
}

/// The names of the files in a campaign's folders.
package struct FolderNames: Sendable, Hashable {
    package var drop: Set<String> = []
    package var accepted: Set<String> = []
    package var rejected: Set<String> = []

    package init(drop: Set<String> = [], accepted: Set<String> = [], rejected: Set<String> = []) {
        self.drop = drop
        self.accepted = accepted
        self.rejected = rejected
    }
}

extension PlannedFile {
    /// The same bytes under another name, renamed into place.
    var onceMore: PlannedFile {
        PlannedFile(name: "Again \(name)", bytes: bytes, purpose: purpose, wells: wells)
    }
}

package enum LabMove: Sendable, Hashable {
    case drop(PlannedFile)
    /// A file of the plan that was set aside unfinished; it does not count as dropped once more.
    case dropAgain(PlannedFile)
    /// For the daemon to take what lies in `drop/`.
    case wait
    /// The batch is answered.
    case rest
}

/// Plans a batch's answer from the seed and the batch alone.
///
/// `before` is the batch before this one, whose stragglers may come with this one's files.
package func roundPlan(
    for batch: LabBatch,
    before: LabBatch?,
    screen: some LabScreen,
    behaviour: LabBehaviour,
    seed: Seed,
    checkpoint: String? = nil
) -> RoundPlan {
    RoundPlanner(screen: screen, behaviour: behaviour, seed: seed, checkpoint: checkpoint).plan(batch, before)
}
