import DropFolder
import Logging
import Screen
import Settings
import Store

extension CampaignLoop {
    /// The embedding checkpoint that `NAME.json` beside a results file names.
    func checkpoint(of sidecar: DroppedEntry?) throws -> String? {
        guard let sidecar,
            case .read(let file) = try openSettled(sidecar, in: folders.drop, maximumBytes: 1 << 20)
        else { return nil }
        do {
            return try Sidecar(json: file.bytes).embeddingModel
        } catch {
            throw Rejection(
                rule: "bad-sidecar",
                reason: "The file \(sidecar.name) beside it is not JSON that can be read.",
                expected: "{\"embedding_model\": \"NAME\"}",
                remedy: "Mend it, or leave it out, and drop both files again."
            )
        }
    }

    /// Whether a `*.json` has waited in vain for the file that it belongs to.
    func isOrphan(_ sidecar: DroppedEntry, among left: [DroppedEntry]) -> Bool {
        let lies = left.contains { $0.name == sidecar.name }
        let hasPartner = left.contains { entry in
            !entry.name.isSidecar && !entry.name.isDoneMarker && entry.name.sidecar == sidecar.name
        }
        return lies && !hasPartner && isOverdue(sidecar)
    }

    func setAsideOrphan(_ sidecar: DroppedEntry) async throws {
        switch try await dropped.open(sidecar, maximumBytes: watch.maximumFileBytes) {
        case .changing:
            tracker.startAnew(sidecar.name)
        case .nothing:
            noticeEntered()
        case .file(let file):
            let partner = sidecar.name.display.dropLast(".json".count)
            let rejection = Rejection(
                rule: "orphan-sidecar",
                reason:
                    "No file '\(partner)' came that this one could say anything about, and results are not "
                    + "read from JSON.",
                value: sidecar.name.display,
                expected: "a file NAME.json beside the results file NAME, such as a.csv.json beside a.csv",
                remedy: "Drop it together with its results file; write results as CSV or TSV."
            )
            try await dropped.setAside(sidecar, sha256: file.sha256, kind: .unknown, rejection)
            noticeEntered()
            logger.notice(
                "file set aside",
                metadata: ["file": "\(sidecar.name)", "rule": "\(rejection.rule)"]
            )
        }
    }
}
