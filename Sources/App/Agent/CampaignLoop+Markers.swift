import Cycle
import DropFolder
import Logging
import Screen
import Settings
import Store

extension CampaignLoop {
    /// `BATCH.done`, `PLATE.done` or `singles.done`: what is still owed of it will not come.
    func takeDoneMarker(_ entry: DroppedEntry) async throws {
        let name = entry.name.display.dropLast(".done".count)
        let identity = hexadecimalSHA256(of: entry.name.bytes)
        let barcodes = try await store.barcodes(of: settings.id)
        let round = try await store.rounds(of: settings.id).first { $0.batch.text == name }
        var plates: [Barcode] = []
        if let round {
            plates = round.plates.map(\.barcode)
        } else if barcodes.contains(Barcode(String(name))) {
            plates = [Barcode(String(name))]
        } else if name != "singles" {
            let rejection = Rejection(
                rule: "unknown-done-marker",
                reason: "There is no batch and no plate '\(name)'.",
                value: String(name),
                expected:
                    "a batch such as \(BatchID(campaign: settings.id, round: 1)), a plate, or 'singles'",
                remedy:
                    "Name the marker after the folder in batches/, or after the plate, with .done behind it."
            )
            try await dropped.setAside(entry, sha256: nil, kind: .doneMarker, rejection)
            noticeEntered()
            return
        }
        let fact = FileFact(sha256: identity, name: entry.name.display, kind: .doneMarker, at: clock.now())
        try await store.takeDoneMarker(
            fact,
            plates: plates,
            waivesSingles: name == "singles",
            in: settings.id,
            notices: []
        )
        logger.info("done marker taken", metadata: ["file": "\(entry.name)"])
        _ = try moveAway(entry, from: folders.drop, to: folders.accepted, as: entry.name.safe, sha256: nil)
    }
}
